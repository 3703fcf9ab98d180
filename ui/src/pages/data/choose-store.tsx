import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { stores as storeCalls } from '../../api/calls.ts'
import { storeNumberText } from '../../words/count-text.ts'

export const ChooseStore = ({ value, onChange }: { value: string; onChange: (guid: string) => void }) => {
  const { data } = useQuery({ queryKey: ['stores'], queryFn: storeCalls.list })
  return (
    <Select
      aria-label="Store"
      searchable
      data={[
        { value: '', label: 'All stores' },
        ...(data?.stores ?? []).map(({ guid, number, name }) => ({
          value: guid,
          label: `${storeNumberText(number)} ${name}`,
        })),
      ]}
      value={value}
      onChange={(guid) => onChange(guid ?? '')}
      limit={200}
      maw="100%"
    />
  )
}
