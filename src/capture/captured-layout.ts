import { affinityOf } from '../databases/sqlite-dialect.ts'
import type { Table } from '../databases/table.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { TableDescription } from '../model/table.ts'
import type { ReplicatedTable } from './replicated-table.ts'

/** What of a table is captured: its transmitted columns and its key. Kept, to notice when the shop changes the table. */
export const CapturedLayout = TableDescription
export type CapturedLayout = TableDescription

export const layoutOf = (table: ReplicatedTable, live: Table): CapturedLayout => ({
  name: table.name,
  columns: table.columns,
  key: table.keyNames,
  automaticKey: live.automaticKey,
  strict: table.strict,
})

/** The key is an alias of SQLite's rowid. */
export const isRowidKey = (table: ReplicatedTable, live: Table): boolean =>
  live.automaticKey && table.keyNames.length === 1 && table.keyNames[0] === live.key[0]

/**
 * Why capture cannot follow what became of a table, or null where it can: columns added, or columns that are now, or no
 * longer, left out by the replica setup. `live` null: the table is gone.
 */
export function whyNotFollowed(captured: CapturedLayout, live: Table | null, key: string[]): CentralOfficeError | null {
  const { name } = captured
  if (live === null)
    return differs(
      `The table ${name} is gone or has another name now.`,
      `Put it back: ALTER TABLE ... RENAME TO ${name}.`,
    )
  const gone = captured.columns.find((column) => !live.columns.some((other) => other.name === column.name))
  if (gone)
    return differs(
      `The column ${gone.name} of the table ${name} is gone or has another name now.`,
      `Put it back: ALTER TABLE ${name} RENAME COLUMN ... TO ${gone.name}, or ALTER TABLE ${name} ADD COLUMN ${gone.name} ${gone.type}.`,
    )
  if (key.join('\n') !== captured.key.join('\n'))
    return differs(
      `The key of the table ${name} was ${captured.key.join(', ')} and is ${key.join(', ') || 'missing'} now.`,
      'Make the key as it was again, in the table or in the replica setup.',
    )
  const kind = (strict: boolean, type: string) => `${strict ? 'strict ' : ''}${affinityOf(type)}`
  const other = captured.columns.find((column) => {
    const now = live.columns.find((candidate) => candidate.name === column.name)
    return now && kind(captured.strict, column.type) !== kind(live.strict, now.type)
  })
  if (other || live.automaticKey !== captured.automaticKey)
    return differs(
      `The column ${other?.name ?? key[0]} of the table ${name} has another type now.`,
      `Give it the type it had: ${other?.type || captured.columns.find((column) => column.name === key[0])?.type || 'none'}.`,
    )
  return null
}

/** The shop made the table anew: this program's triggers went with the old one, and what changed since went unseen. */
export const madeAnew = (name: string): CentralOfficeError =>
  differs(
    `The table ${name} was made anew, and what changed in it since then was not noticed.`,
    'Restore the table from a backup of this database, or have the store set up again with a new invitation.',
  )

const differs = (what: string, remedy: string): CentralOfficeError =>
  new CentralOfficeError('SCHEMA_DIFFERS', what, {
    hint: `Until then it is left out of transmissions, and everything else goes on. ${remedy}`,
    retryable: true,
  })
