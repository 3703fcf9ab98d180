import { ConstraintViolation, type Database, type TriggerWrite } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Table } from '../databases/table.ts'
import { withoutRollback } from '../databases/trigger-text.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { foldName, sameName } from '../model/names.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import type { TriggerEffect } from './shop-triggers.ts'
import { SqlText } from './sql-text.ts'

export type TriggerText = { name: string; table: string; sql: string }

/** What a trigger does: see ShopTrigger. */
export type InspectedTrigger = { name: string; table: string; effect: TriggerEffect; writes: string[]; why: string }

/** All triggers of the shop's program, in the order in which they were made. */
export const shopTriggerTexts = (database: Database): Promise<TriggerText[]> =>
  database.all<TriggerText>(
    `SELECT name, tbl_name AS "table", sql FROM sqlite_schema
     WHERE type = 'trigger' AND substr(name, 1, ${OWN_PREFIX.length}) <> '${OWN_PREFIX}' ORDER BY rowid`,
  )

/** Thrown to undo what an inspection did to the schema. */
class Inspected extends Error {}

/**
 * Looks at what each trigger of the shop's would write if rows of the `live` tables were written, and at the triggers that these
 * set off in turn. No row is written: each trigger is made alone, statements are prepared, and everything is undone.
 * `tables`: all that is transmitted. Inside a transaction.
 */
export async function inspectTriggers(
  database: Database,
  live: readonly Table[],
  tables: readonly ReplicatedTable[],
  texts: readonly TriggerText[],
): Promise<InspectedTrigger[]> {
  const found = new Map<string, InspectedTrigger>()
  const ending = await tablesThatEndTransactions(database)
  for (const table of live) {
    const own = texts.filter((text) => sameName(text.table, table.name))
    if (own.length === 0) continue
    await undone(database, async () => {
      for (const { name } of own) await dropTrigger(database, name)
      for (const text of own) {
        const seen = await writesOf(database, table, text)
        if ('why' in seen) {
          found.set(text.name, { ...named(text), effect: 'unknown', writes: [], why: seen.why })
          continue
        }
        for (const reached of [text, ...reachedBy(seen.writes, texts, text)]) {
          const writes = seen.writes.filter(({ trigger }) => sameName(trigger, reached.name))
          const before = found.get(reached.name)
          if (before?.effect !== 'unknown') found.set(reached.name, effectOf(reached, writes, tables, ending))
        }
      }
    })
  }
  return [...found.values()]
}

export const dropTrigger = (database: Database, name: string): Promise<void> =>
  database.script(`DROP TRIGGER ${database.dialect.quote(name)}`)

const named = ({ name, table }: TriggerText) => ({ name, table })

async function undone(database: Database, work: () => Promise<void>): Promise<void> {
  try {
    await database.attempt(async () => {
      await work()
      throw new Inspected()
    })
  } catch (error) {
    if (!(error instanceof Inspected)) throw error
  }
}

/** What rows of the table, written in any of three ways, make one trigger of it write. `why`: it cannot run here. */
async function writesOf(
  database: Database,
  table: Table,
  { name, sql: text }: TriggerText,
): Promise<{ writes: TriggerWrite[] } | { why: string }> {
  try {
    await database.script(withoutRollback(text))
    const writes: TriggerWrite[] = []
    for (const statement of writingStatements(new SqlText(database.dialect), table))
      writes.push(...(await database.triggerWrites(statement)))
    await dropTrigger(database, name)
    return { writes: writes.filter(({ trigger }) => !trigger.startsWith(OWN_PREFIX)) }
  } catch (error) {
    if (!(error instanceof CentralOfficeError || error instanceof ConstraintViolation)) throw error
    await database.script(`DROP TRIGGER IF EXISTS ${database.dialect.quote(name)}`)
    const cause = error.cause instanceof Error ? error.cause.message : error.message
    return { why: cause }
  }
}

/** The ways in which arriving rows are written; every column, since one trigger of the table may set off another. */
export function writingStatements(sql: SqlText, { name, columns }: Table): string[] {
  const target = sql.name(name)
  const names = columns.map((column) => column.name)
  return [
    `INSERT INTO ${target} (${sql.list(names)}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    `DELETE FROM ${target} WHERE TRUE`,
    `UPDATE ${target} SET ${names.map((one) => `${sql.name(one)} = ${sql.name(one)}`).join(', ')}`,
  ]
}

/** Triggers of other tables that one sets off. */
const reachedBy = (writes: TriggerWrite[], texts: readonly TriggerText[], by: TriggerText): TriggerText[] => {
  const names = new Set(writes.map(({ trigger }) => foldName(trigger)))
  return texts.filter(({ name }) => !sameName(name, by.name) && names.has(foldName(name)))
}

function effectOf(
  text: TriggerText,
  writes: TriggerWrite[],
  tables: readonly ReplicatedTable[],
  ending: ReadonlySet<string>,
): InspectedTrigger {
  const into = [...new Set(writes.map(({ table }) => table))]
  const ends = into.find((table) => ending.has(foldName(table)))
  if (ends !== undefined)
    return {
      ...named(text),
      effect: 'unknown',
      writes: into,
      why: `${ends} has a constraint that says ON CONFLICT ROLLBACK`,
    }
  const travels = writes.filter((write) => isTransmitted(write, tables)).length
  const effect =
    travels === 0 ? (into.length === 0 ? 'nothing' : 'own') : travels === writes.length ? 'transmitted' : 'both'
  return { ...named(text), effect, writes: into, why: '' }
}

function isTransmitted({ table, column }: TriggerWrite, tables: readonly ReplicatedTable[]): boolean {
  const into = tables.find(({ name }) => sameName(name, table))
  if (!into || column === null) return into !== undefined
  return [...into.keyNames, ...into.values].some((name) => sameName(name, column))
}

async function tablesThatEndTransactions(database: Database): Promise<Set<string>> {
  const found = await database.all<{ name: string; sql: string }>(
    `SELECT lower(name) AS name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL`,
  )
  return new Set(found.filter(({ sql }) => /\bon\s+conflict\s+rollback\b/i.test(sql)).map(({ name }) => name))
}
