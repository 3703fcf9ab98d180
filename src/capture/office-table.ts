import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { TableDescription } from '../model/table.ts'
import { belongsToStores, freeName, type ReplicatedTable } from './replicated-table.ts'
import { commas, SqlText } from './sql-text.ts'
import { captureTriggers, noteStatement } from './triggers.ts'
import { typeText } from './type-text.ts'

/** A collated table at the office: the store's GUID leads its key where rows belong to stores. */
export type OfficeTable = ReplicatedTable & {
  /** Name of the GUID column; null where all locations share one set of rows. */
  guidColumn: string | null
  /** Key at the office: the GUID column, if any, then the key. */
  officeKey: string[]
  /** Name of its row log. */
  log: string
}

export function officeTable(table: ReplicatedTable): OfficeTable {
  const guidColumn = belongsToStores(table.sharing) ? freeName('store_guid', table.columns) : null
  return {
    ...table,
    guidColumn,
    officeKey: guidColumn === null ? table.keyNames : [guidColumn, ...table.keyNames],
    log: `${OWN_PREFIX}log_${table.id}`,
  }
}

/**
 * Creates a table at the office from what a store announces, with its row log and triggers. Inside a transaction. The
 * collated table has the key and the column types of the shop's, and no other constraint: rows of many stores
 * arrive in any order, and a store's own database judges what it can hold.
 */
export async function createOfficeTable(database: Database, table: OfficeTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const guid = table.guidColumn === null ? [] : [`${sql.name(table.guidColumn)} TEXT NOT NULL`]
  const columns = table.columns.map((column) => `${sql.name(column.name)} ${typeText(column.type)}`)
  const strict = table.strict ? 'STRICT, ' : ''
  await database.script(`
    CREATE TABLE ${sql.name(table.name)} (
      ${[...guid, ...columns].join(',\n      ')},
      PRIMARY KEY (${sql.list(table.officeKey)})
    ) ${strict}WITHOUT ROWID;
    CREATE TABLE ${table.log} (
      ${commas(...guid, ...table.key.map((column) => `${sql.name(column.name)} ${table.untyped.has(column.name) ? '' : typeText(column.type)}`))},
      ":tick" INTEGER NOT NULL,   -- of the last change
      ":origin" INTEGER,          -- store that made it and has it already; null: every store must get it
      ":by" INTEGER,              -- store that made it, whoever has it; null: the office
      ":at" INTEGER NOT NULL,     -- when, office clock, milliseconds
      ${commas('":gone" INTEGER NOT NULL', sql.list(table.values))},
      PRIMARY KEY (${sql.list(table.officeKey)})
    ) WITHOUT ROWID;
    CREATE INDEX ${table.log}_tick ON ${table.log} (${commas(table.guidColumn === null || table.sharing === 'lookup' ? '' : sql.name(table.guidColumn), '":tick"')});
  `)
  for (const statement of officeTriggers(sql, table)) await database.script(statement)
}

/** Follows columns that a store has and the office does not know yet. Returns their names. */
export async function addOfficeColumns(
  database: Database,
  table: OfficeTable,
  known: TableDescription,
): Promise<string[]> {
  const sql = new SqlText(database.dialect)
  const added = table.columns.filter((column) => !known.columns.some(({ name }) => name === column.name))
  if (added.length === 0) return []
  await dropTriggers(database, table)
  for (const column of added) {
    await database.script(
      `ALTER TABLE ${sql.name(table.name)} ADD COLUMN ${sql.name(column.name)} ${typeText(column.type)}`,
    )
    await database.script(`ALTER TABLE ${table.log} ADD COLUMN ${sql.name(column.name)}`)
  }
  for (const statement of officeTriggers(sql, table)) await database.script(statement)
  return added.map((column) => column.name)
}

async function dropTriggers(database: Database, table: OfficeTable): Promise<void> {
  const triggers = await database.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1`,
    table.name,
  )
  for (const { name } of triggers) if (name.startsWith(OWN_PREFIX)) await database.script(`DROP TRIGGER ${name}`)
}

function officeTriggers(sql: SqlText, table: OfficeTable): string[] {
  return captureTriggers(sql, {
    table: table.name,
    key: table.officeKey,
    nullableKey: [],
    rowidKey: false,
    evicted: 'evicted',
    evictions: [{ where: sql.sameKey(table.officeKey, 'evicted', 'NEW'), columns: table.officeKey }],
    triggerName: (kind) => `${OWN_PREFIX}${table.id}_${kind}`,
    note: (event, row, from) =>
      noteStatement(
        sql,
        table.log,
        table.officeKey,
        [
          { name: ':tick', expression: `(SELECT tick + 1 FROM ${OWN_PREFIX}state)` },
          { name: ':origin', expression: 'NULL' },
          { name: ':by', expression: 'NULL' },
          { name: ':at', expression: sql.dialect.now },
          { name: ':gone', expression: event === 'delete' ? '1' : '0' },
          ...table.values.map((name) => ({ name, expression: event === 'delete' ? row(name) : 'NULL' })),
        ],
        from,
        row,
        `DO UPDATE SET ${sql.each([':tick', ':origin', ':by', ':at', ':gone', ...table.values], (name) => `${sql.name(name)} = excluded.${sql.name(name)}`)}`,
      ),
  })
}
