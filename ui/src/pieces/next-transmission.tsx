import { useQuery } from '@tanstack/react-query'
import { readNextTransmission } from '../api/calls.ts'
import { timeText } from '../words/time-text.ts'

/** When this location transmits next by itself. Asked again whenever Home would be: the name of the query begins like its. */
export function NextTransmission() {
  const { data } = useQuery({
    queryKey: ['home', 'next-transmission'],
    queryFn: readNextTransmission,
    refetchInterval: 60_000,
  })
  if (data === undefined) return null
  return <>Next transmission: {nextText(data.nextTransmission)}</>
}

export const nextText = (next: number | null): string =>
  next === null ? 'when someone presses Transmit' : timeText(next)
