import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'
import type { PayloadWriter } from './payload-writer.ts'
import type { RangeSum } from './verify-sums.ts'
import { keyLiterals } from './verify-table.ts'

const ROWS_A_STATEMENT = 100

type Named = { name: string; keyNames: string[]; values: string[] }

/** Puts the sums of ranges into the outgoing payload. `listed`: their rows stand there one by one. */
export async function writeSums(
  table: Named,
  ranges: RangeSum[],
  listed: boolean,
  writer: PayloadWriter,
): Promise<void> {
  const open = table.keyNames.map(() => 'NULL').join(', ')
  for (let i = 0; i < ranges.length; i += ROWS_A_STATEMENT) {
    const bound: Value[] = []
    const rows = ranges.slice(i, i + ROWS_A_STATEMENT).map(({ beyond, upto, rows, sum }) => {
      bound.push(BigInt(rows), sum)
      return `($${bound.length - 1}, $${bound.length}, ${listed ? 1 : 0}, ${beyond ?? open}, ${upto ?? open})`
    })
    await writer.add('sums', table, `VALUES ${rows.join(', ')}`, ...bound)
  }
}

/**
 * Reads the sums of one table from the incoming payload: those that stand alone, or those whose rows are listed. One that is not
 * as it must be is PAYLOAD_DAMAGED: left away, it would pass for a range that is equal.
 */
export async function readSums(database: Database, incoming: PayloadTable, listed: boolean): Promise<RangeSum[]> {
  const sql = new SqlText(database.dialect)
  const bound = (side: string) => {
    const names = incoming.key.map((name) => `${side}:${name}`)
    const open = names.map((name) => `${sql.name(name, 'i')} IS NULL`).join(' OR ')
    return `CASE WHEN ${open} THEN NULL ELSE ${keyLiterals(sql, names, 'i')} END`
  }
  const rows = await database.all<{ rows: Value; sum: Value; beyond: string | null; upto: string | null }>(
    `SELECT i.":rows" AS rows, i.":sum" AS sum, ${bound('beyond')} AS beyond, ${bound('upto')} AS upto
     FROM ${database.dialect.payloadTable('incoming', payloadTableName(incoming))} AS i
     WHERE i.":listed" IS ${listed ? '' : 'NOT '}1
     ORDER BY ${database.dialect.rowPosition('i')}`,
  )
  return rows.map(({ rows, sum, beyond, upto }) => {
    if (typeof rows !== 'bigint' || rows < 0n || !(sum instanceof Uint8Array)) throw noSum()
    return { rows: Number(rows), sum, beyond, upto }
  })
}

const noSum = (): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', 'A payload holds a checksum that is none.', {
    hint: 'Nothing of it was applied, and it waits. Look at the sending location: it may run another version of this program.',
  })

/** Puts keys into the outgoing payload, of rows that are to be settled. `keys`: SQL literals. */
export async function writeRepairs(table: Named, keys: string[], writer: PayloadWriter): Promise<void> {
  const named = { ...table, values: [] }
  for (let i = 0; i < keys.length; i += ROWS_A_STATEMENT) {
    const some = keys.slice(i, i + ROWS_A_STATEMENT)
    await writer.add('repair', named, `VALUES ${some.map((key) => `(${key})`).join(', ')}`)
  }
}

/** Keys of rows that the incoming payload asks to have settled, as SQL literals. */
export async function readRepairs(database: Database, incoming: PayloadTable): Promise<string[]> {
  const sql = new SqlText(database.dialect)
  const rows = await database.all<{ key: string }>(
    `SELECT ${keyLiterals(sql, incoming.key, 'i')} AS key
     FROM ${database.dialect.payloadTable('incoming', payloadTableName(incoming))} AS i`,
  )
  return rows.map(({ key }) => key)
}
