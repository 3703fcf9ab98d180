import { Chip, Group, Input, NumberInput, Radio, Stack, TagsInput } from '@mantine/core'
import type { TransmitTimes } from '../../../../src/web/contract/setup.ts'
import { Card } from '../../pieces/card.tsx'
import type { PartProps } from './setup-form.tsx'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const asKind = (kind: string, before: TransmitTimes): TransmitTimes => {
  const weekdays = 'weekdays' in before ? before.weekdays : EVERY_DAY
  if (kind === 'every') return { kind, minutes: 60, weekdays }
  if (kind === 'at') return { kind, times: ['19:00'], weekdays }
  return { kind: 'by hand' }
}

/** `7:30`, `730` and `7.30` as people type them. */
const asTime = (typed: string): string => {
  const found = /^(\d{1,2})[:.]?(\d\d)$/.exec(typed.trim())
  return found ? `${found[1]?.padStart(2, '0')}:${found[2]}` : typed.trim()
}

export function TransmitTimesFields({ value: { transmitTimes: times }, faults, onChange }: PartProps) {
  const set = (transmitTimes: TransmitTimes) => onChange({ transmitTimes })
  const fault = (name: string) => Object.entries(faults).find(([path]) => path.startsWith(`transmitTimes.${name}`))?.[1]
  return (
    <Card
      title="Transmission times"
      lead="While this program runs, on the clock of this computer. Times that were missed because it was off or asleep are caught up by one transmission."
    >
      <Stack>
        <Radio.Group
          label="Transmit by itself"
          value={times.kind}
          onChange={(kind) => set(asKind(kind, times))}
          error={faults.transmitTimes}
        >
          <Group mt="xs" gap="lg">
            <Radio value="by hand" label="Never, only by the Transmit button" />
            <Radio value="every" label="Every so many minutes" />
            <Radio value="at" label="At certain times" />
          </Group>
        </Radio.Group>
        {times.kind === 'every' && (
          <NumberInput
            label="Minutes"
            description="Counted from midnight"
            min={1}
            max={1440}
            maw={160}
            clampBehavior="none"
            value={times.minutes}
            onChange={(minutes) => set({ ...times, minutes: Number(minutes) })}
            error={fault('minutes')}
          />
        )}
        {times.kind === 'at' && (
          <TagsInput
            label="Times"
            description="Type a time such as 07:30 and press Enter"
            placeholder="07:30"
            value={times.times}
            onChange={(typed) => set({ ...times, times: [...new Set(typed.map(asTime))].sort() })}
            error={fault('times')}
            acceptValueOnBlur
          />
        )}
        {times.kind !== 'by hand' && (
          <Input.Wrapper label="On" error={fault('weekdays')} labelElement="div">
            <Chip.Group
              multiple
              value={times.weekdays.map(String)}
              onChange={(days) => set({ ...times, weekdays: days.map(Number).sort() })}
            >
              <Group gap="xs" mt={4}>
                {dayNames.map((name, index) => (
                  <Chip key={name} value={String(index + 1)} size="sm" variant="outline">
                    {name}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
        )}
      </Stack>
    </Card>
  )
}
