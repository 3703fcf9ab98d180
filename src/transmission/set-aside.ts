import type { OfficeTable } from '../capture/office-table.ts'
import { unwatchOfficeTable, watchOfficeTable } from '../capture/office-table.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { isPerStore, type Sharing, Sharing as SharingSchema } from '../model/replica-setup.ts'
import { TableDescription } from '../model/table.ts'

/** A collated table whose rows are no longer transmitted, kept at the office. */
export type SetAside = {
  /** Its name in the office's database. */
  keptAs: string
  /** The shop's table whose rows it held. */
  table: string
  sharing: Sharing
  description: TableDescription
  /** Version of the replica setup that ended it. */
  version: number
  /** Milliseconds since 1970, office clock. */
  at: number
}

type Row = { kept_as: string; name: string; sharing: string; description: string; version: bigint; at: bigint }

/** All tables set aside, the newest last. */
export async function readSetAside(database: Database): Promise<SetAside[]> {
  const rows = await database.all<Row>(`SELECT * FROM ${OWN_PREFIX}set_aside ORDER BY version, kept_as`)
  return rows.map((row) => ({
    keptAs: row.kept_as,
    table: row.name,
    sharing: SharingSchema.parse(row.sharing),
    description: TableDescription.parse(JSON.parse(row.description)),
    version: Number(row.version),
    at: Number(row.at),
  }))
}

/** Ends the life of a collated table: nothing is noted of it any more, its rows stay under its name. Inside a transaction. */
export async function setAside(
  database: Database,
  table: OfficeTable,
  ended: { description: string; version: number; at: number },
): Promise<void> {
  await unwatchOfficeTable(database, table)
  await database.run(`DELETE FROM ${OWN_PREFIX}tables WHERE id = $1`, table.id)
  await database.run(
    `INSERT INTO ${OWN_PREFIX}set_aside (kept_as, name, sharing, description, version, at) VALUES ($1, $1, $2, $3, $4, $5)`,
    table.name,
    table.sharing,
    ended.description,
    ended.version,
    ended.at,
  )
  // Questions about its rows can be answered no longer: the office's value stands, as it does in the rows that are kept.
  await database.run(
    `UPDATE ${OWN_PREFIX}conflicts SET outcome = 'office' WHERE table_name = $1 AND outcome = 'open'`,
    table.name,
  )
}

/**
 * Makes the name free for the table's next life: the rows are kept under a name that tells until when they were transmitted. A view of
 * the owner's goes on showing the table of the old name. Inside a transaction.
 */
export async function giveWay(database: Database, { keptAs, version }: SetAside): Promise<void> {
  const names = new Set((await database.tables()).map(({ name }) => name.toLowerCase()))
  if (!names.has(keptAs.toLowerCase())) {
    await forget(database, keptAs) // somebody dropped it by hand
    return
  }
  let free = `${keptAs}__until_setup_${version}`
  while (names.has(free.toLowerCase())) free = `${free}_`
  const quote = database.dialect.quote
  // https://sqlite.org/pragma.html#pragma_legacy_alter_table: otherwise views would follow the rows that are set aside.
  await database.script(`
    PRAGMA legacy_alter_table = ON;
    ALTER TABLE ${quote(keptAs)} RENAME TO ${quote(free)};
    PRAGMA legacy_alter_table = OFF`)
  await database.run(`UPDATE ${OWN_PREFIX}set_aside SET kept_as = $2 WHERE kept_as = $1`, keptAs, free)
}

/**
 * Whether a table that is taken up again goes on with the rows that were kept: those of an office-maintained one are the
 * office's own. All others are loaded from the stores, who are nearer to the truth.
 */
export const goesOn = (kept: SetAside, wanted: Sharing): boolean => wanted === 'office' && !isPerStore(kept.sharing)

/** Takes a kept table up again as it stands; every store is owed its rows. Inside a transaction. */
export async function takeUpAgain(database: Database, kept: SetAside, table: OfficeTable): Promise<void> {
  await watchOfficeTable(database, table)
  await oweAll(database, table)
  await forget(database, kept.keptAs)
}

/** Owes all rows of a table to every store. Inside a transaction. */
export async function oweAll(database: Database, table: OfficeTable): Promise<void> {
  const key = table.officeKey.map((name) => database.dialect.quote(name)).join(', ')
  await database.run(`
    INSERT INTO ${table.log} (${key}, ":tick", ":origin", ":at", ":gone")
    SELECT ${key}, (SELECT tick + 1 FROM ${OWN_PREFIX}state), NULL, 0, 0 FROM ${database.dialect.quote(table.name)} WHERE TRUE
    ON CONFLICT (${key}) DO UPDATE SET ":tick" = excluded.":tick", ":origin" = NULL`)
}

const forget = (database: Database, keptAs: string): Promise<number> =>
  database.run(`DELETE FROM ${OWN_PREFIX}set_aside WHERE kept_as = $1`, keptAs)

/** Drops a table that was set aside, rows and all. Inside a transaction. Errors: TABLE_UNKNOWN. */
export async function dropSetAside(database: Database, keptAs: string): Promise<void> {
  if (!(await readSetAside(database)).some((kept) => kept.keptAs === keptAs))
    throw new CentralOfficeError('TABLE_UNKNOWN', `No table ${keptAs} is set aside at this office.`, {
      hint: 'See the list with: central-office replica kept',
    })
  await database.script(`DROP TABLE IF EXISTS ${database.dialect.quote(keptAs)}`)
  await forget(database, keptAs)
}
