import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { ReplicaSetupPage } from '../../../../src/web/contract/replica-setup.ts'
import { SearchIcon } from '../../icons/sign-icons.tsx'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { countText } from '../../words/count-text.ts'
import { AllTablesRow } from './all-tables-row.tsx'
import classes from './replica-setup.module.css'
import { SaveSetup } from './save-setup.tsx'
import { changeTable, emptyDraft, isChanged, tableOf } from './setup-draft.ts'
import { TableRow } from './table-row.tsx'
import { faultsOf, useSetupCheck } from './use-setup-check.ts'

/** A row a table; the first row sets all. Nothing is saved before the page has said what it will do. */
export function SetupTables({ page }: { page: ReplicaSetupPage }) {
  const [draft, setDraft, forget] = useDraft(`replica-setup-${page.version}`, emptyDraft)
  const [words, setWords] = useState('')
  const check = useSetupCheck(page, draft)
  const found = useMemo(() => {
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean)
    return page.tables.filter(({ name }) => parts.every((part) => name.toLowerCase().includes(part)))
  }, [page, words])
  return (
    <>
      <Card>
        <div className={classes.find}>
          <TextInput
            aria-label="Find a table"
            placeholder="Find a table"
            leftSection={<SearchIcon size={16} />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <span className={classes.found}>{countText(found.length, 'table')}</span>
        </div>
        <div className={classes.rows}>
          <div className={classes.head} aria-hidden>
            <span>Transmit</span>
            <span>Table</span>
            <span>Sharing</span>
            <span>Conflict rule</span>
            <span />
          </div>
          <AllTablesRow page={page} draft={draft} onDraft={setDraft} />
          {found.map((table) => (
            <TableRow
              key={table.name}
              table={table}
              value={tableOf(page, draft, table)}
              changed={draft.tables[table.name] !== undefined}
              faults={faultsOf(check, table.name)}
              onChange={(change) => setDraft((before) => changeTable(page, before, table, change))}
            />
          ))}
        </div>
        {page.tables.length === 0 && (
          <Empty title="No store has shown its tables yet">
            They appear here as soon as the first store has joined and transmitted. What the first row says holds for
            all.
          </Empty>
        )}
      </Card>
      {isChanged(page, draft) && <SaveSetup page={page} draft={draft} check={check} onForget={forget} />}
    </>
  )
}
