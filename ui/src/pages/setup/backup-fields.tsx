import { NumberInput, TextInput } from '@mantine/core'
import { Card } from '../../pieces/card.tsx'
import { bytesText } from '../../words/count-text.ts'
import classes from './setup.module.css'
import type { PartProps } from './setup-form.tsx'

const MB = 1_000_000

export function BackupFields({ value, faults, onChange }: PartProps) {
  const { backups } = value
  const set = (change: Partial<typeof backups>) => onChange({ backups: { ...backups, ...change } })
  return (
    <>
      <Card title="Backup copies" lead="A zip of every payload sent or received, for looking into what happened.">
        <div className={classes.fields}>
          <TextInput
            label="Backup path"
            description={`Empty: ${value.usualBackupFolder}`}
            classNames={{ description: 'co-wrap' }}
            value={backups.folder}
            onChange={(event) => set({ folder: event.currentTarget.value })}
            error={faults['backups.folder']}
            spellCheck={false}
          />
          <div className={classes.pair}>
            <NumberInput
              label="Keep at least"
              suffix=" transmissions"
              min={0}
              clampBehavior="none"
              hideControls
              value={backups.keepTransmissions}
              onChange={(count) => set({ keepTransmissions: Number(count) })}
              error={faults['backups.keepTransmissions']}
            />
            <NumberInput
              label="and at least"
              suffix=" days"
              min={0}
              clampBehavior="none"
              hideControls
              value={backups.keepDays}
              onChange={(count) => set({ keepDays: Number(count) })}
              error={faults['backups.keepDays']}
            />
          </div>
        </div>
      </Card>
      <Card
        title="Allowance on the site"
        lead="Near it people are warned; beyond it payloads wait here, and nothing is lost."
      >
        <NumberInput
          label="What the files of one store may take"
          description={`At least ${bytesText(value.leastAllowanceBytes)}. The same at the office and at the store.`}
          suffix=" MB"
          min={0}
          maw={360}
          clampBehavior="none"
          hideControls
          thousandSeparator=" "
          value={value.allowanceBytes / MB}
          onChange={(megabytes) => onChange({ allowanceBytes: Math.round(Number(megabytes) * MB) })}
          error={faults.allowanceBytes}
        />
      </Card>
    </>
  )
}
