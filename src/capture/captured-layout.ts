import { affinityOf } from '../databases/sqlite-affinity.ts'
import type { Table } from '../databases/table.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { sameName, sameNames } from '../model/names.ts'
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
 * longer, left out by the replica setup. `live` null: the table is gone. `mayDrop`: a column outside the key may be gone, because
 * somebody says that this is meant.
 */
export function whyNotFollowed(
  captured: CapturedLayout,
  live: Table | null,
  key: string[],
  mayDrop = false,
): CentralOfficeError | null {
  const { name } = captured
  if (live === null)
    return differs(
      `The table ${name} is gone or has another name now.`,
      `Put it back: ALTER TABLE ... RENAME TO ${name}.`,
    )
  const gone = captured.columns.find((column) => !live.columns.some((other) => sameName(other.name, column.name)))
  if (gone && !(mayDrop && !captured.key.includes(gone.name)))
    return differs(
      `The column ${gone.name} of the table ${name} is gone or has another name now.`,
      mayDrop
        ? `It belongs to the key. Put it back: ALTER TABLE ${name} RENAME COLUMN ... TO ${gone.name}.`
        : `If that is meant, switch its capture on. Command line: central-office capture on ${name}. If it is not: ALTER TABLE ${name} RENAME COLUMN ... TO ${gone.name}, or ALTER TABLE ${name} ADD COLUMN ${gone.name} ${gone.type}.`,
    )
  if (!sameNames(key, captured.key))
    return differs(
      `The key of the table ${name} was ${captured.key.join(', ')} and is ${key.join(', ') || 'missing'} now.`,
      'Make the key as it was again, in the table or in the replica setup.',
    )
  const kind = (strict: boolean, type: string) => `${strict ? 'strict ' : ''}${affinityOf(type)}`
  const other = captured.columns.find((column) => {
    const now = live.columns.find((candidate) => sameName(candidate.name, column.name))
    return now && kind(captured.strict, column.type) !== kind(live.strict, now.type)
  })
  if (other || live.automaticKey !== captured.automaticKey)
    return differs(
      `The column ${other?.name ?? key[0]} of the table ${name} has another type now.`,
      `Give it the type it had: ${other?.type || captured.columns.find((column) => column.name === key[0])?.type || 'none'}.`,
    )
  return null
}

/** The shop's program rebuilt the table: this program's triggers went with the old one, and what changed since went unseen. */
export const rebuilt = (name: string, holdsRows: boolean): CentralOfficeError =>
  new CentralOfficeError(
    'SCHEMA_DIFFERS',
    `The table ${name} was rebuilt, and what changed in it since then was not noticed.`,
    {
      hint: holdsRows
        ? `The next transmission captures it again, and compares all its rows with the office's. Everything else goes on.`
        : `It has no rows now, so it waits, and everything else goes on. If that is meant, switch its capture on. Command line: central-office capture on ${name}. Then the rows that the office has come back.`,
      retryable: true,
    },
  )

/** A switch that was forgotten is told more urgently. */
const FORGOTTEN_DAYS = 3
const DAY = 24 * 3600_000

/** Somebody switched capture of the table off, `since` milliseconds on this clock. */
export function captureOff(name: string, since: number, now: number): CentralOfficeError {
  const days = Math.floor((now - since) / DAY)
  const urgent = days >= FORGOTTEN_DAYS
  return new CentralOfficeError(
    'CAPTURE_OFF',
    urgent
      ? `Capture of the table ${name} has been off for ${days} days, and nothing of it has been transmitted since.`
      : `Capture of the table ${name} is switched off.`,
    {
      hint: `${urgent ? 'It was forgotten, perhaps. ' : ''}Once the change to the table is made, switch it on again. Command line: central-office capture on ${name}. What changed meanwhile is found then; everything else goes on.`,
      retryable: true,
    },
  )
}

const differs = (what: string, remedy: string): CentralOfficeError =>
  new CentralOfficeError('SCHEMA_DIFFERS', what, {
    hint: `Until then it is left out of transmissions, and everything else goes on. ${remedy}`,
    retryable: true,
  })
