import { CapturedLayout } from '../capture/captured-layout.ts'
import { SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database, Row, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'

/** A row from the office that this database refuses for now. */
export type ParkedRow = {
  /** Stays as long as the row is parked, and is never given to another. */
  number: number
  table: string
  /** SQL literals, comma-separated, in key order: 42, 'A-1'. */
  key: string
  /** What the office says: the row is to stand here as it arrived, or to go. */
  arrives: 'row' | 'removal'
  /** Why it cannot, and what would settle it. */
  reason: string
  remedy: string
  /** When it was parked first, milliseconds on this clock. */
  since: number
  /** How often it was tried; 0 = not yet, as its table was left out when it arrived. */
  tries: number
}

/** A parked table: its number, name and key. */
export type ParkedTable = { id: number; name: string; keyNames: string[] }

/** Parked rows, oldest number first: at most `limit` of them, and how many there are. */
export async function listParked(database: Database, limit: number): Promise<{ rows: ParkedRow[]; total: number }> {
  const rows: ParkedRow[] = []
  let total = 0
  for (const table of await parkedTables(database)) {
    const counted = await database.get<{ n: bigint }>(`SELECT count(*) AS n FROM ${storeNames(table.id).parked}`)
    total += Number(counted?.n ?? 0)
    if (counted?.n) rows.push(...(await readParked(database, table, 'TRUE ORDER BY ":number" LIMIT $1', limit)))
  }
  return { rows: rows.sort((a, b) => a.number - b.number).slice(0, limit), total }
}

/** Finds a parked row by its number. PARKED_UNKNOWN where there is none. */
export async function findParked(database: Database, number: number): Promise<{ table: ParkedTable; row: ParkedRow }> {
  for (const table of await parkedTables(database)) {
    const [row] = await readParked(database, table, '":number" = $1', number)
    if (row) return { table, row }
  }
  throw new CentralOfficeError('PARKED_UNKNOWN', `No parked row has the number ${number}.`, {
    hint: 'It may have been settled meanwhile. See the list with: central-office parked list',
  })
}

async function readParked(
  database: Database,
  { id, name, keyNames }: ParkedTable,
  where: string,
  ...values: Value[]
): Promise<ParkedRow[]> {
  const sql = new SqlText(database.dialect)
  const key = keyNames.map((column) => sql.dialect.literal(sql.name(column))).join(` || ', ' || `)
  const found = await database.all(
    `SELECT ${key} AS "key", ":exists", ":number", ":reason", ":remedy", ":since", ":tries"
     FROM ${storeNames(id).parked} WHERE ${where}`,
    ...values,
  )
  return found.map((row) => parkedRow(name, row))
}

const parkedRow = (table: string, row: Row): ParkedRow => ({
  number: Number(row[':number']),
  table,
  key: String(row.key),
  arrives: row[':exists'] === 1n ? 'row' : 'removal',
  reason: String(row[':reason']),
  remedy: String(row[':remedy']).replace('NUMBER', String(row[':number'])),
  since: Number(row[':since']),
  tries: Number(row[':tries']),
})

async function parkedTables(database: Database): Promise<ParkedTable[]> {
  const catalogue = await database.all<{ id: bigint; name: string; layout: string }>(
    `SELECT id, name, layout FROM ${OWN_PREFIX}tables ORDER BY id`,
  )
  return catalogue.map(({ id, name, layout }) => ({
    id: Number(id),
    name,
    keyNames: CapturedLayout.parse(JSON.parse(layout)).key,
  }))
}
