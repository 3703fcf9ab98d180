import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { sameName } from '../model/names.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { commas, SqlText } from './sql-text.ts'
import { dropTriggers, primaryKey } from './store-capture.ts'
import { storeNames } from './store-names.ts'
import { followTables } from './store-tables.ts'

export type SwitchedOff = { table: string; rows: number }

/**
 * Switches capture of these tables off (none named: of all), so that the shop's program can change their layout: the triggers
 * go, and a copy of the rows is kept, by which `captureOn` finds what changed meanwhile. Inside a transaction; the shop waits
 * while its rows are copied. A table that is off already is left as it is. Errors: TABLE_UNKNOWN; SCHEMA_DIFFERS.
 */
export async function switchCaptureOff(
  database: Database,
  setup: ReplicaSetup,
  names: string[],
  now: number,
): Promise<SwitchedOff[]> {
  const { tables, live, leftOut } = await followTables(database, setup)
  for (const name of names) {
    const left = leftOut.find(({ table }) => sameName(table.name, name))
    if (left && left.why.code !== 'CAPTURE_OFF') throw left.why
    if (!left && !tables.some((table) => sameName(table.name, name))) throw notCaptured(name)
  }
  const sql = new SqlText(database.dialect)
  const off: SwitchedOff[] = []
  for (const [i, table] of tables.entries()) {
    const layout = live[i]
    if (!layout || (names.length > 0 && !names.some((name) => sameName(name, table.name)))) continue
    const { before } = storeNames(table.id)
    const { primary, clustered } = primaryKey(sql, table, layout)
    const columns = commas(sql.list(table.keyNames), sql.list(table.values))
    await database.script(`CREATE TABLE ${before} (${commas(sql.list(table.values), primary)})${clustered}`)
    const rows = await database.run(
      `INSERT INTO ${before} (${columns}) SELECT ${columns} FROM ${sql.name(table.name)}
       WHERE ${sql.each(table.keyNames, (name) => `${sql.name(name)} IS NOT NULL`, ' AND ')}`,
    )
    await dropTriggers(database, table)
    await database.run(`UPDATE ${OWN_PREFIX}tables SET off_since = $2 WHERE id = $1`, table.id, now)
    off.push({ table: table.name, rows })
  }
  return off
}

export const notCaptured = (name: string): CentralOfficeError =>
  new CentralOfficeError('TABLE_UNKNOWN', `No table ${name} is captured in this database.`, {
    hint: 'Name it as the shop database spells it. See the tables with: central-office capture list',
  })
