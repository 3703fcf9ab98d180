import { Button, Checkbox, NativeSelect } from '@mantine/core'
import type { ConflictRule, ReplicaSetupPage, Sharing } from '../../../../src/web/contract/replica-setup.ts'
import classes from './replica-setup.module.css'
import { changeAll, defaultOf, type SetupDraft } from './setup-draft.ts'
import { rules, sharings } from './setup-words.ts'

type AllProps = {
  page: ReplicaSetupPage
  draft: SetupDraft
  onDraft: (change: (before: SetupDraft) => SetupDraft) => void
}

/** The first row: holds for every table without a setup of its own, new ones too. */
export function AllTablesRow({ page, draft, onDraft }: AllProps) {
  const { sharing, rule } = defaultOf(page, draft)
  const set = (change: Partial<{ sharing: Sharing; rule: ConflictRule }>) =>
    onDraft((before) => changeAll(page, before, change, false))
  return (
    <fieldset className={`${classes.row} ${classes.first}`} aria-label="All tables">
      <Checkbox
        aria-label="Transmit all tables"
        checked={sharing !== 'none'}
        onChange={(event) => set({ sharing: event.currentTarget.checked ? 'store' : 'none' })}
      />
      <div className={classes.name}>
        All tables
        <div className={classes.note}>without a choice of their own, new ones too</div>
      </div>
      <NativeSelect
        aria-label="Sharing of all tables"
        data={sharing === 'none' ? [{ value: 'none', label: 'not transmitted' }, ...sharings] : sharings}
        value={sharing}
        onChange={(event) => set({ sharing: event.currentTarget.value as Sharing })}
      />
      <NativeSelect
        aria-label="Conflict rule of all tables"
        data={rules}
        value={rule}
        onChange={(event) => set({ rule: event.currentTarget.value as ConflictRule })}
      />
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => onDraft((before) => changeAll(page, before, { sharing, rule }, true))}
      >
        Set all
      </Button>
    </fieldset>
  )
}
