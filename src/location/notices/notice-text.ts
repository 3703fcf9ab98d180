import { showStoreNumber } from '../../model/ids.ts'
import type { Occurrence } from './occurrences.ts'

/** A notice as it is sent: `kind` and `state` for programs, the rest for people. */
export type Notice = {
  kind: 'failures' | 'silent' | 'left-out' | 'test'
  state: 'begun' | 'well'
  /** Name of the location that tells it. */
  location: string
  store: { guid: string; number: string; name: string } | null
  title: string
  text: string
  /** Milliseconds since 1970. */
  at: number
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

export function noticeOf({ state, what }: Occurrence, location: string, at: number): Notice {
  const shared = { kind: what.kind, state, location, at }
  if (what.kind === 'failures')
    return {
      ...shared,
      store: null,
      title: state === 'begun' ? `Transmissions of ${location} fail` : `Transmissions of ${location} work again`,
      text:
        state === 'begun'
          ? `The last transmission failed, ${times(what.count)} in a row: ${what.message}`
          : 'The last transmission completed.',
    }
  if (what.kind === 'left-out')
    return {
      ...shared,
      store: null,
      title:
        state === 'begun' ? `The table ${what.table} does not transmit` : `The table ${what.table} transmits again`,
      text: state === 'begun' ? `${what.text}\n${what.hint}` : 'Nothing keeps it from transmitting any more.',
    }
  const { guid, number, name } = what.store
  const who = `Store ${showStoreNumber(number)} ${name}`
  return {
    ...shared,
    store: { guid, number, name },
    title: state === 'begun' ? `${who} has not been heard of` : `${who} is heard of again`,
    text:
      state === 'begun'
        ? `Nothing has come from it for ${what.hours} hours. Is its computer on, and does it transmit?`
        : 'It has transmitted.',
  }
}

export const testNotice = (location: string, at: number): Notice => ({
  kind: 'test',
  state: 'well',
  location,
  store: null,
  title: 'This is how a notice comes',
  text: 'Somebody tried the notices in Setup. Nothing is wrong.',
  at,
})
