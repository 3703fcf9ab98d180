import { Chip, Group, Input, NumberInput, Radio, Stack, TagsInput } from '@mantine/core'
import type { TransmitTimes } from '../../../../src/web/contract/setup.ts'
import { Card } from '../../pieces/card.tsx'
import { timeOfDay, timeOfDayText } from '../../words/time-of-day.ts'
import { weekdays } from '../../words/weekdays.ts'
import type { PartProps } from './setup-form.tsx'

const EXAMPLES = '07:30 or 7:30 pm'
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

const asKind = (kind: string, before: TransmitTimes): TransmitTimes => {
  const weekdays = 'weekdays' in before ? before.weekdays : EVERY_DAY
  if (kind === 'every') return { kind, minutes: 60, weekdays }
  if (kind === 'at') return { kind, times: ['19:00'], weekdays }
  return { kind: 'by hand' }
}

/** What is no time of day stays as it was typed, and is told. */
const asTime = (typed: string): string => timeOfDay(typed) ?? typed.trim()

const timeFault = (times: string[]): string | undefined => {
  const wrong = times.find((time) => timeOfDay(time) === null)
  return wrong === undefined ? undefined : `“${wrong}” is not a time of day. A time looks like ${EXAMPLES}`
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
            description={`Type a time such as ${EXAMPLES} and press Enter`}
            value={times.times.map((time) => timeOfDayText(time))}
            onChange={(typed) => set({ ...times, times: [...new Set(typed.map(asTime))].sort() })}
            error={timeFault(times.times) ?? fault('times')}
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
                {weekdays().map(({ day, name }) => (
                  <Chip key={day} value={String(day)} size="sm" variant="outline">
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
