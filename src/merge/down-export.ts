import { z } from 'zod'
import type { OfficeTable } from '../capture/office-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { TableDescription } from '../model/table.ts'
import { bytesOf, countFitting } from './fitting.ts'
import type { PayloadWriter } from './payload-writer.ts'
import type { PayloadLimits } from './piece-size.ts'

/** What a store is owed: changes after `sentTick` up to `tick` that it does not have already. */
export type Due = { store: number; guid: string; sentTick: number; tick: number }

/** One table as a certain store knows it. */
type DueTable = {
  table: OfficeTable
  keyNames: string[]
  values: string[]
  elsewhere: boolean
  list: string
  rows: number
  /** Key at the office of the last row written, as SQL literals; null: none yet. */
  after: string | null
}

/**
 * Where a list stands that was not written out whole: its tick, and the tables with rows left. The office keeps it as text
 * until the store's next payloads are made. Rows that change meanwhile leave the list, for they are owed from a later tick.
 */
export const DueProgress = z.strictObject({
  tick: z.int().min(0),
  rest: z.array(z.strictObject({ table: z.int(), elsewhere: z.boolean(), after: z.string().nullable() })),
})
export type DueProgress = z.infer<typeof DueProgress>

export const dueProgress = (tick: number, left: DueTable[]): DueProgress => ({
  tick,
  rest: left.map(({ table, elsewhere, after }) => ({ table: table.id, elsewhere, after })),
})

/**
 * Lists the keys of all rows a store is owed in temporary tables. Inside a transaction. `writeDue` then takes them piece by
 * piece into payloads; the list holds for all pieces, so that rows changed meanwhile are not lost between two of them.
 * With `rest` it is what an earlier list of the same ticks had left.
 */
export async function listDue(
  database: Database,
  tables: OfficeTable[],
  schema: TableDescription[],
  due: Due,
  rest: DueProgress['rest'] | null,
): Promise<DueTable[]> {
  const listed: DueTable[] = []
  for (const table of tables) {
    const description = schema.find(({ name }) => name === table.name)
    if (!description) continue
    const values = table.values.filter((name) => description.columns.some((column) => column.name === name))
    for (const elsewhere of ownersOf(table)) {
      const left = rest?.find((place) => place.table === table.id && place.elsewhere === elsewhere)
      if (rest && !left) continue
      const entry: DueTable = {
        table,
        keyNames: table.keyNames,
        values,
        elsewhere,
        // A table that began anew may have another key.
        list: database.dialect.temporaryTable(`due_${table.id}_${table.setup.since}${elsewhere ? '_elsewhere' : ''}`),
        rows: 0,
        after: left?.after ?? null,
      }
      entry.rows = await fillList(database, entry, due)
      if (entry.rows > 0) listed.push(entry)
    }
  }
  return listed
}

/** Whether a store is owed any row. Only looks, so that a visit with nothing to send costs no transaction. */
export async function isAnyDue(
  database: Database,
  tables: OfficeTable[],
  schema: TableDescription[],
  since: Omit<Due, 'tick'>,
): Promise<boolean> {
  const sql = new SqlText(database.dialect)
  const due = { ...since, tick: Number.MAX_SAFE_INTEGER }
  for (const table of tables) {
    if (!schema.some(({ name }) => name === table.name)) continue
    for (const elsewhere of ownersOf(table)) {
      const { where, values } = owed(sql, table, elsewhere, due)
      if (await database.get(`SELECT 1 AS one FROM ${table.log} WHERE ${where} LIMIT 1`, ...values)) return true
    }
  }
  return false
}

/** Whether the rows are the store's own (and everybody's), or other stores': both, where these may look things up in them. */
const ownersOf = ({ sharing }: OfficeTable): boolean[] => (sharing === 'lookup' ? [false, true] : [false])

async function fillList(database: Database, { table, list, elsewhere, after }: DueTable, due: Due): Promise<number> {
  const sql = new SqlText(database.dialect)
  const key = sql.list(table.officeKey)
  const { where, values } = owed(sql, table, elsewhere, due)
  await database.script(`CREATE TABLE IF NOT EXISTS ${list} (":position" INTEGER PRIMARY KEY, ${key})`)
  await database.run(`DELETE FROM ${list}`)
  return database.run(
    `INSERT INTO ${list} (${key}) SELECT ${key} FROM ${table.log}
     WHERE ${where} ${after === null ? '' : `AND (${key}) > (${after})`} ORDER BY ${key}`,
    ...values,
  )
}

/** Condition on the row log of a table that a store is owed the row. */
function owed(
  sql: SqlText,
  table: OfficeTable,
  elsewhere: boolean,
  { sentTick, tick, store, guid }: Due,
): { where: string; values: Value[] } {
  const where = '":tick" > $1 AND ":tick" <= $2 AND ":origin" IS DISTINCT FROM $3'
  const values = [sentTick, tick, store]
  if (table.guidColumn === null) return { where, values }
  const owner = `${sql.name(table.guidColumn)} ${elsewhere ? '<>' : '='} $4`
  return { where: `${where} AND ${owner}`, values: [...values, guid] }
}

/**
 * Moves listed rows into the outgoing payload until it is full: as the office has them now, or as keys to remove.
 * Returns what is left for the next payload.
 */
export async function writeDue(
  database: Database,
  listed: DueTable[],
  limits: PayloadLimits,
  writer: PayloadWriter,
): Promise<DueTable[]> {
  let left = limits.rows
  const rest: DueTable[] = []
  for (const entry of listed) {
    const bytes = limits.bytes - (await database.outgoingBytes())
    const fitting = await countFitting(database, rowsOf(database, entry), { rows: left, bytes }, writer.empty)
    left -= fitting.rows
    const waiting = fitting.rows > 0 ? await takePiece(database, entry, fitting.rows, writer) : entry
    if (waiting.rows > 0) rest.push(waiting)
  }
  return rest
}

/** Listed rows as the office has them now, for telling how many of them a payload can take. */
function rowsOf(database: Database, { table, list, keyNames, values }: DueTable): { bytes: string; source: string } {
  const sql = new SqlText(database.dialect)
  return {
    bytes: bytesOf(sql, [...keyNames, ...values], ['o']),
    source: `FROM ${list} AS d LEFT JOIN ${sql.name(table.name)} AS o ON ${sql.sameKey(table.officeKey, 'o', 'd')}`,
  }
}

/** Writes the first `taken` rows of a list. Returns the list without them. */
async function takePiece(database: Database, entry: DueTable, taken: number, writer: PayloadWriter): Promise<DueTable> {
  const from = await database.get<{ first: bigint }>(`SELECT min(":position") AS first FROM ${entry.list}`)
  const last = Number(from?.first ?? 1) + taken - 1
  await writePiece(database, entry, last, writer)
  const after = await keyAt(database, entry, last)
  await database.run(`DELETE FROM ${entry.list} WHERE ":position" <= $1`, last)
  return { ...entry, rows: entry.rows - taken, after }
}

async function keyAt(database: Database, { table, list }: DueTable, position: number): Promise<string | null> {
  const sql = new SqlText(database.dialect)
  const literals = table.officeKey.map((name) => database.dialect.literal(sql.name(name))).join(` || ', ' || `)
  const found = await database.get<{ literals: string }>(
    `SELECT ${literals} AS literals FROM ${list} WHERE ":position" = $1`,
    position,
  )
  return found?.literals ?? null
}

async function writePiece(database: Database, entry: DueTable, last: number, writer: PayloadWriter): Promise<void> {
  const { table, keyNames, values, elsewhere, list } = entry
  const sql = new SqlText(database.dialect)
  const named = { name: table.name, keyNames, values }
  const key = sql.list(keyNames, 'd')
  const guid = table.guidColumn === null ? '' : sql.name(table.guidColumn, 'd')
  const office = `${sql.name(table.name)} AS o ON ${sql.sameKey(table.officeKey, 'o', 'd')}`
  const stores = elsewhere ? `JOIN ${OWN_PREFIX}stores AS owner ON owner.guid = ${guid}` : ''
  const put = commas(elsewhere ? `${guid}, owner.number` : '', key, sql.list(values, 'o'))
  await writer.add(
    elsewhere ? 'put_elsewhere' : 'put',
    named,
    `SELECT ${put} FROM ${list} AS d JOIN ${office} ${stores} WHERE d.":position" <= $1 ORDER BY d.":position"`,
    last,
  )
  await writer.add(
    elsewhere ? 'remove_elsewhere' : 'remove',
    named,
    `SELECT ${commas(elsewhere ? guid : '', key)} FROM ${list} AS d LEFT JOIN ${office}
     WHERE d.":position" <= $1 AND ${sql.name(table.officeKey.at(-1) as string, 'o')} IS NULL`,
    last,
  )
}
