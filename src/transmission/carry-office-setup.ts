import { createOfficeTable, indexRowLog, type OfficeTable, renewOfficeTriggers } from '../capture/office-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { withoutCapture } from '../capture/without-capture.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { refillStart } from '../merge/refill-export.ts'
import { columnOf, type ReplicaSetup, setupOf, type TableSetup } from '../model/replica-setup.ts'
import { TableDescription } from '../model/table.ts'
import { type Catalogued, readOfficeTables, tableOf } from './office-tables.ts'
import { giveWay, goesOn, oweAll, readSetAside, type SetAside, setAside, takeUpAgain } from './set-aside.ts'
import { readLinks } from './store-links.ts'

/**
 * Brings the office's collated tables from one replica setup to another. A table whose life ended is set aside, and made anew where it
 * is still transmitted; stores load it. Inside a transaction, before `after` is saved. `now`: office clock, milliseconds.
 */
export async function carryOfficeSetup(
  database: Database,
  before: ReplicaSetup,
  after: ReplicaSetup,
  now: number,
): Promise<void> {
  const rows = await database.all<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables ORDER BY id`)
  const tables = await readOfficeTables(database, before)
  const ended = new Set<string>()
  for (const row of rows) {
    const table = tables.get(row.name)
    if (!table) continue
    const was = setupOf(before, row.name)
    const wanted = setupOf(after, row.name)
    if (wanted.since !== was.since) {
      await setAside(database, table, { description: row.description, version: after.version, at: now })
      ended.add(row.name)
    } else await goOn(database, row, after, was)
  }
  await awaitAnnouncement(database, before, after)
  for (const kept of await readSetAside(database))
    if (kept.keptAs === kept.table && setupOf(after, kept.table).sharing !== 'none')
      await beginAnew(database, kept, before, after)
}

/** The table keeps its rows; what the setup says of it may be something else. */
async function goOn(database: Database, row: Catalogued, after: ReplicaSetup, was: TableSetup): Promise<void> {
  const wanted = setupOf(after, row.name)
  if (wanted.sharing !== row.sharing) {
    await database.run(
      `UPDATE ${OWN_PREFIX}tables SET sharing = $2, seeded_by = NULL WHERE id = $1`,
      row.id,
      wanted.sharing,
    )
    const table = tableOf({ ...row, sharing: wanted.sharing }, after)
    await indexRowLog(database, table)
    if (wanted.sharing === 'lookup') await logForOthers(database, table)
  }
  const table = tableOf({ ...row, sharing: wanted.sharing }, after)
  if (JSON.stringify(wanted.columns) === JSON.stringify(was.columns)) return
  const there = (await database.tables()).find(({ name }) => name === row.name)
  const returned = table.values.filter(
    (name) =>
      columnOf(wanted, name).since !== columnOf(was, name).since &&
      there?.columns.some((column) => column.name === name),
  )
  if (returned.length > 0) await takeValuesAgain(database, table, returned)
  if (there && table.values.every((name) => there.columns.some((column) => column.name === name)))
    await renewOfficeTriggers(database, table)
}

/** A store's own rows need no entry in the row log until other stores may read them. */
async function logForOthers(database: Database, table: OfficeTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const key = sql.list(table.officeKey)
  const owner = `(SELECT id FROM ${OWN_PREFIX}stores WHERE guid = o.${sql.name(table.guidColumn as string)})`
  await database.run(`
    INSERT INTO ${table.log} (${commas(key, '":tick", ":origin", ":by", ":at", ":gone"')})
    SELECT ${sql.list(table.officeKey, 'o')}, (SELECT tick + 1 FROM ${OWN_PREFIX}state), ${owner}, ${owner}, 0, 0
    FROM ${sql.name(table.name)} AS o WHERE TRUE
    ON CONFLICT (${key}) DO UPDATE SET ":tick" = excluded.":tick"`)
}

/**
 * Columns that were left out transmit again. What the office kept of them is old: the stores load what they have. Only in an
 * office-maintained table it is the office's values that count, and every store is owed them.
 */
async function takeValuesAgain(database: Database, table: OfficeTable, columns: string[]): Promise<void> {
  if (table.sharing === 'office') return oweAll(database, table)
  const sql = new SqlText(database.dialect)
  await withoutCapture(database, () =>
    database.run(`UPDATE ${sql.name(table.name)} SET ${columns.map((name) => `${sql.name(name)} = NULL`).join(', ')}`),
  )
}

/** Nothing of a table that begins anew goes to a store before it has announced it again, by the new setup. */
async function awaitAnnouncement(database: Database, before: ReplicaSetup, after: ReplicaSetup): Promise<void> {
  const begins = ({ name }: { name: string }) => setupOf(before, name).since !== setupOf(after, name).since
  for (const link of await readLinks(database)) {
    if (!link.schema.some(begins) && !link.declined.some(({ table }) => begins(table))) continue
    await database.run(
      `UPDATE ${OWN_PREFIX}stores SET schema = $2, refill = $3, declined = $4 WHERE id = $1`,
      link.id,
      JSON.stringify(link.schema.filter((table) => !begins(table))),
      // A refill under way counts tables by their numbers: it begins from the first again.
      link.refill === null ? '' : JSON.stringify({ ...refillStart, tick: link.refill.tick }),
      JSON.stringify(link.declined.filter(({ table }) => !begins(table))),
    )
  }
}

/** A table that was set aside and is transmitted again, or still, in another way. */
async function beginAnew(database: Database, kept: SetAside, before: ReplicaSetup, after: ReplicaSetup): Promise<void> {
  const { sharing, key } = setupOf(after, kept.table)
  const sameKey = JSON.stringify(key) === JSON.stringify(setupOf(before, kept.table).key)
  const there = (await database.tables()).some(({ name }) => name === kept.keptAs)
  const stays = there && sameKey && goesOn(kept, sharing)
  if (!stays) await giveWay(database, kept)
  // With another key the table is made when a store announces it.
  if (!sameKey) return
  await database.run(
    `INSERT INTO ${OWN_PREFIX}tables (name, sharing, description) VALUES ($1, $2, $3)`,
    kept.table,
    sharing,
    JSON.stringify(TableDescription.parse(kept.description)),
  )
  const row = await database.get<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables WHERE name = $1`, kept.table)
  const table = tableOf(row as Catalogued, after)
  await (stays ? takeUpAgain(database, kept, table) : createOfficeTable(database, table))
}
