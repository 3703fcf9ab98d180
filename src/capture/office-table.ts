import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { columnOf } from '../model/replica-setup.ts'
import type { TableDescription } from '../model/table.ts'
import { belongsToStores, freeName, type ReplicatedTable } from './replicated-table.ts'
import { commas, SqlText } from './sql-text.ts'
import { captureTrigger, keyChanges, noteStatement } from './triggers.ts'
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
  const columns = table.columns.map((column) => `${sql.name(column.name)} ${typeText(column.type)}`)
  const strict = table.strict ? 'STRICT, ' : ''
  await database.script(`
    CREATE TABLE ${sql.name(table.name)} (
      ${[...guidDefinition(sql, table), ...columns].join(',\n      ')},
      PRIMARY KEY (${sql.list(table.officeKey)})
    ) ${strict}WITHOUT ROWID`)
  await watchOfficeTable(database, table)
}

const guidDefinition = (sql: SqlText, { guidColumn }: OfficeTable): string[] =>
  guidColumn === null ? [] : [`${sql.name(guidColumn)} TEXT NOT NULL`]

/** Gives a collated table that is there its row log and triggers. Inside a transaction. */
export async function watchOfficeTable(database: Database, table: OfficeTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  await database.script(`
    CREATE TABLE ${table.log} (
      ${commas(...guidDefinition(sql, table), ...table.key.map((column) => `${sql.name(column.name)} ${table.untyped.has(column.name) ? '' : typeText(column.type)}`))},
      ":tick" INTEGER NOT NULL,   -- of the last change
      ":origin" INTEGER,          -- store that made it and has it already; null: every store must get it
      ":by" INTEGER,              -- store that made it, whoever has it; null: the office
      ":at" INTEGER NOT NULL,     -- when, office clock, milliseconds
      ":gone" INTEGER NOT NULL,
      ":untold" INTEGER NOT NULL DEFAULT 0, -- 1: the office may have typed what a store has no column for
      ${commas(sql.list(table.values))}${table.values.length ? ',' : ''}
      PRIMARY KEY (${sql.list(table.officeKey)})
    ) WITHOUT ROWID;
  `)
  await indexRowLog(database, table)
  for (const statement of officeTriggers(sql, table)) await database.script(statement)
}

/** Makes the index of the row log by which a store's payloads are listed anew: it follows the sharing. */
export async function indexRowLog(database: Database, table: OfficeTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const perStore = table.guidColumn !== null && table.sharing !== 'lookup'
  await database.script(`
    DROP INDEX IF EXISTS ${table.log}_tick;
    CREATE INDEX ${table.log}_tick ON ${table.log} (${commas(perStore ? sql.name(table.guidColumn as string) : '', '":tick"')})`)
}

/** The table's changes are no longer noted; what was noted is dropped, and its rows stay. Inside a transaction. */
export async function unwatchOfficeTable(database: Database, table: OfficeTable): Promise<void> {
  await dropTriggers(database, table)
  await database.script(`DROP TABLE IF EXISTS ${table.log}`)
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

/** Makes the triggers anew, by the setup that holds now. Inside a transaction. */
export async function renewOfficeTriggers(database: Database, table: OfficeTable): Promise<void> {
  await dropTriggers(database, table)
  for (const statement of officeTriggers(new SqlText(database.dialect), table)) await database.script(statement)
}

/**
 * Runs `work`, which writes very many rows that are not local edits, without the tables' triggers: they would note nothing, but
 * starting them for each row takes a third of the time that writing it does. Inside a transaction that `work` may end only by failing.
 */
export async function withoutTriggers<T>(
  database: Database,
  tables: OfficeTable[],
  work: () => Promise<T>,
): Promise<T> {
  const sql = new SqlText(database.dialect)
  for (const table of tables) await dropTriggers(database, table)
  const done = await work()
  for (const table of tables) for (const statement of officeTriggers(sql, table)) await database.script(statement)
  return done
}

/**
 * Settling a conflict is the office's business also in a column that the store alone sets: what is written by `work` is noted
 * like any edit, and not put back. Inside a transaction.
 */
export async function withoutPuttingBack<T>(
  database: Database,
  table: OfficeTable,
  work: () => Promise<T>,
): Promise<T> {
  const sql = new SqlText(database.dialect)
  const set = setByStore(table)
  for (const i of set.keys()) await database.script(`DROP TRIGGER IF EXISTS ${putBackName(table, i)}`)
  const done = await work()
  for (const [i, name] of set.entries()) await database.script(putBackTrigger(sql, table, name, i))
  return done
}

async function dropTriggers(database: Database, table: OfficeTable): Promise<void> {
  const triggers = await database.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower($1)`,
    table.name,
  )
  for (const { name } of triggers) if (name.startsWith(OWN_PREFIX)) await database.script(`DROP TRIGGER ${name}`)
}

const officeTriggers = (sql: SqlText, table: OfficeTable): string[] => [
  ...noteTriggers(sql, table),
  ...setByStore(table).map((name, i) => putBackTrigger(sql, table, name, i)),
]

const setByStore = ({ values, setup }: OfficeTable): string[] =>
  values.filter((name) => columnOf(setup, name).setBy === 'store')

const putBackName = (table: OfficeTable, i: number): string => `${OWN_PREFIX}${table.id}_set_by_store_${i}`

/** A column that the store alone sets: what the office types goes into a conflict record, and the store's value is put back at once. */
function putBackTrigger(sql: SqlText, table: OfficeTable, column: string, i: number): string {
  const store =
    table.guidColumn === null
      ? 'l.":by"'
      : `(SELECT id FROM ${OWN_PREFIX}stores WHERE guid = NEW.${sql.name(table.guidColumn)})`
  const rowKey = table.keyNames.map((name) => sql.dialect.literal(sql.name(name, 'NEW'))).join(` || ', ' || `)
  return `CREATE TRIGGER ${putBackName(table, i)} AFTER UPDATE OF ${sql.name(column)} ON ${sql.name(table.name)}
     WHEN ${sql.dialect.differs(`OLD.${sql.name(column)}`, `NEW.${sql.name(column)}`, table.untyped.has(column))}
       AND NOT EXISTS (SELECT 1 FROM ${OWN_PREFIX}applying)
     BEGIN
       INSERT INTO ${OWN_PREFIX}conflicts (tick, noticed_at, table_name, store, row_key, column_name, kind, base,
         office_value, store_value, office_at, rule, outcome)
       SELECT tick + 1, ${sql.dialect.now}, ${sql.text(table.name)},
         COALESCE((SELECT ${store} FROM ${table.log} AS l WHERE ${sql.sameKey(table.officeKey, 'l', 'NEW')}),
           ${table.guidColumn === null ? `(SELECT min(id) FROM ${OWN_PREFIX}stores)` : store}),
         ${rowKey}, ${sql.text(column)}, 'store column', OLD.${sql.name(column)}, NEW.${sql.name(column)},
         OLD.${sql.name(column)}, ${sql.dialect.now}, 'store', 'store' FROM ${OWN_PREFIX}state;
       INSERT INTO ${OWN_PREFIX}applying VALUES (1);
       ${putBackStatement(sql, table, column)};
       DELETE FROM ${OWN_PREFIX}applying;
     END`
}

/** In an UPDATE of a table that is called `new` or `old` these names mean its own rows, every one of them; in an INSERT they do not. */
function putBackStatement(sql: SqlText, table: OfficeTable, column: string): string {
  const [name, set] = [sql.name(table.name), sql.name(column)]
  if (!/^(new|old)$/i.test(table.name))
    return `UPDATE ${name} SET ${set} = OLD.${set}
         WHERE ${table.officeKey.map((key) => `${sql.name(key)} = NEW.${sql.name(key)}`).join(' AND ')}`
  return `INSERT INTO ${name} (${sql.list(table.officeKey)}, ${set})
         VALUES (${sql.list(table.officeKey, 'NEW')}, OLD.${set})
         ON CONFLICT (${sql.list(table.officeKey)}) DO UPDATE SET ${set} = excluded.${set}`
}

/**
 * The last note of a row is the one that holds here, so each tells what is there at the moment: a trigger that somebody made at
 * the office may have written or deleted the row again before capture's run.
 */
function noteTriggers(sql: SqlText, table: OfficeTable): string[] {
  const { officeKey: key } = table
  const there = (row: string) =>
    `EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sql.sameKey(key, 'live', row)})`
  const note = (gone: boolean, row: 'NEW' | 'OLD') =>
    noteStatement(
      sql,
      table.log,
      key,
      [
        { name: ':tick', expression: `(SELECT tick + 1 FROM ${OWN_PREFIX}state)` },
        { name: ':origin', expression: 'NULL' },
        { name: ':by', expression: 'NULL' },
        { name: ':at', expression: sql.dialect.now },
        { name: ':gone', expression: gone ? '1' : '0' },
        { name: ':untold', expression: gone ? '0' : '1' },
        ...table.values.map((name) => ({ name, expression: gone ? sql.name(name, row) : 'NULL' })),
      ],
      `WHERE ${gone ? 'NOT ' : ''}${there(row)}`,
      (name) => sql.name(name, row),
      `DO UPDATE SET ":untold" = max(":untold", excluded.":untold"), ${sql.each([':tick', ':origin', ':by', ':at', ':gone', ...table.values], (name) => `${sql.name(name)} = excluded.${sql.name(name)}`)}`,
    )
  const trigger = (kind: string, event: string, when: string, body: string[]) =>
    captureTrigger(sql, table.name, `${OWN_PREFIX}${table.id}_${kind}`, event, when, body)
  const newKey = `(${keyChanges(sql, key)})`
  return [
    trigger('insert', 'AFTER INSERT', '', [note(false, 'NEW')]),
    trigger('update', 'AFTER UPDATE', `NOT ${newKey} AND `, [note(false, 'OLD')]),
    trigger('rekey', `AFTER UPDATE OF ${sql.list(key)}`, `${newKey} AND `, [note(true, 'OLD'), note(false, 'NEW')]),
    trigger('delete', 'AFTER DELETE', '', [note(true, 'OLD')]),
  ]
}
