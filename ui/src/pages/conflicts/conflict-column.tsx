import { Radio, TextInput } from '@mantine/core'
import { useId } from 'react'
import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { ConflictsIcon } from '../../icons/page-icons.tsx'
import { CellText } from '../../pieces/cell.tsx'
import { ownDirection } from '../../pieces/own-direction.ts'
import { storeText } from '../../words/store-text.ts'
import { timeText } from '../../words/time-text.ts'
import type { Choice } from './choice.ts'
import classes from './conflicts.module.css'

type ColumnProps = { name: string; conflict: Conflict; choice: Choice | undefined; onChoose: (choice: Choice) => void }

/** One column in conflict: both values side by side, and a third to type. Marked by a sign and a word, not by colour alone. */
export const ConflictColumn = ({ name, conflict, choice, onChoose }: ColumnProps) => {
  const { officeValue, officeStore, storeValue, base, officeAt, storeAt, store, moved, kind } = conflict
  const group = `conflict-${conflict.id}`
  return (
    <fieldset className={classes.column}>
      <legend className={classes.legend}>
        <ConflictsIcon size={16} />
        <span className={classes.columnName}>{name}</span>
        <span className={classes.mark}>conflict</span>
      </legend>
      <div className={classes.sides}>
        <Side
          name={group}
          title={
            officeStore === null
              ? 'Current, office'
              : `Current, from ${storeText({ number: officeStore, name: conflict.officeStoreName ?? '' })}`
          }
          at={officeAt}
          value={officeValue}
          words={moved === 'gone' ? 'the row has been deleted' : null}
          checked={choice?.side === 'office'}
          onChoose={() => onChoose({ side: 'office' })}
        />
        <Side
          name={group}
          title={`Incoming, ${storeText(store)}`}
          at={storeAt}
          value={storeValue}
          words={kind === 'deleted at store' ? 'the row is deleted' : null}
          checked={choice?.side === 'store'}
          onChoose={() => onChoose({ side: 'store' })}
        />
        <div className={classes.choice}>
          <Radio
            name={group}
            aria-label={`Another value for ${name}`}
            checked={choice?.side === 'typed'}
            onChange={() => onChoose({ side: 'typed', text: '' })}
          />
          <span className={classes.choiceWords}>
            <TextInput
              label="Another value"
              size="sm"
              ref={ownDirection}
              value={choice?.side === 'typed' ? choice.text : ''}
              onChange={(event) => onChoose({ side: 'typed', text: event.currentTarget.value })}
            />
          </span>
        </div>
      </div>
      {moved === 'changed' && <p className={classes.base}>The current value is newer than the conflict.</p>}
      <p className={classes.base}>
        Before both changes: <CellText cell={base} />
      </p>
    </fieldset>
  )
}

type SideProps = {
  name: string
  title: string
  at: number | null
  value: Cell
  /** In the place of the value. */
  words: string | null
  checked: boolean
  onChoose: () => void
}

const Side = ({ name, title, at, value, words, checked, onChoose }: SideProps) => {
  const id = useId()
  return (
    <label className={classes.choice} htmlFor={id}>
      <Radio id={id} name={name} checked={checked} onChange={onChoose} />
      <span className={classes.choiceWords}>
        <span className={classes.side}>{title}</span>
        <span className={classes.side}>{at === null ? 'time not known' : timeText(at)}</span>
        <span className={classes.value}>{words ?? <CellText cell={value} />}</span>
      </span>
    </label>
  )
}
