import { Radio, Stack } from '@mantine/core'
import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import { ConflictsIcon } from '../../icons/page-icons.tsx'
import { storeText } from '../../words/store-text.ts'
import type { Choice } from './choice.ts'
import classes from './conflicts.module.css'

type WholeRowProps = { conflict: Conflict; choice: Choice | undefined; onChoose: (choice: Choice) => void }

/** One side deleted the row, the other changed it. */
export const WholeRowChoice = ({ conflict, choice, onChoose }: WholeRowProps) => {
  const { kind, store } = conflict
  const storeDeleted = kind === 'deleted at store'
  const group = `conflict-${conflict.id}`
  return (
    <fieldset className={classes.column}>
      <legend className={classes.legend}>
        <ConflictsIcon size={16} />
        <span className={classes.columnName}>The whole row</span>
        <span className={classes.mark}>conflict: {kind}</span>
      </legend>
      <Stack gap="sm">
        <Radio
          name={group}
          label={
            storeDeleted
              ? conflict.moved === 'gone'
                ? 'Keep the row: it has been deleted at the office since, and comes back'
                : 'Keep the row as it stands at the office'
              : 'Current: as it stands at the office'
          }
          checked={choice?.side === 'office'}
          onChange={() => onChoose({ side: 'office' })}
        />
        <Radio
          name={group}
          label={storeDeleted ? `Delete it, as ${storeText(store)} did` : `Incoming: as ${storeText(store)} has it`}
          checked={choice?.side === 'store'}
          onChange={() => onChoose({ side: 'store' })}
        />
      </Stack>
    </fieldset>
  )
}
