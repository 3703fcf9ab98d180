import { SqlText } from '../../capture/sql-text.ts'
import type { Database, Row, Value } from '../../databases/database.ts'
import { affinityOf } from '../../databases/sqlite-affinity.ts'
import type { BrowsedColumn, BrowsedTable } from './browsed-table.ts'
import { nameOf } from './row-name.ts'

/** `name`: opaque, of the row by its key. `cut`: numbers of the columns whose value is longer than what is given. */
export type ReadRow = { name: string; store: string | null; values: Value[]; cut: number[] }

/** A value that takes more bytes is cut where rows are listed: nobody reads so much in a table. */
const LONG = 400
const CUT = { letters: 200, bytes: 48 }

/** Reads rows of a table by the values of the columns `place`, which tell them apart. Undefined: there is none. */
export function rowReader(
  database: Database,
  table: BrowsedTable,
  place: string[],
  { whole }: { whole: boolean },
): (values: Value[]) => Promise<ReadRow | undefined> {
  const sql = new SqlText(database.dialect)
  const cuttable = whole ? [] : table.columns.filter(canBeLong)
  const cells = table.columns.map((column, i) => `${cell(sql, column, cuttable.includes(column))} AS "c${i}"`)
  const key = table.key.map((name, i) => `${sql.name(name)} AS "k${i}"`)
  const flags = cuttable.map(({ name }) => `((octet_length(${sql.name(name)}) > ${LONG}) IS TRUE)`).join(' || ')
  const says = place.map((name, i) => `${sql.name(name)} = $${i + 1}`).join(' AND ')
  const statement = `SELECT ${[...cells, ...key, `${flags || "''"} AS "cut"`].join(', ')}
    FROM ${sql.name(table.name)} WHERE ${says}`
  return async (values) => {
    const row = await database.get(statement, ...values)
    return row && rowOf(table, row, cuttable)
  }
}

function rowOf(table: BrowsedTable, row: Row, cuttable: BrowsedColumn[]): ReadRow {
  const key = table.key.map((_, i) => row[`k${i}`] ?? null)
  const flags = String(row.cut ?? '')
  return {
    name: nameOf(key),
    store: table.guidColumn === null ? null : String(key[0]),
    values: table.columns.map((_, i) => row[`c${i}`] ?? null),
    cut: cuttable.flatMap((column, i) => (flags[i] === '1' ? [table.columns.indexOf(column)] : [])),
  }
}

/** A column of numbers may hold a text all the same, but no long one that anybody means. */
const canBeLong = ({ type }: BrowsedColumn): boolean => ['TEXT', 'BLOB', 'NUMERIC'].includes(affinityOf(type))

const cell = (sql: SqlText, { name }: BrowsedColumn, cuttable: boolean): string => {
  const value = sql.name(name)
  if (!cuttable) return value
  return `CASE WHEN (octet_length(${value}) > ${LONG}) IS NOT TRUE THEN ${value}
    ELSE substr(${value}, 1, CASE WHEN typeof(${value}) = 'blob' THEN ${CUT.bytes} ELSE ${CUT.letters} END) END`
}
