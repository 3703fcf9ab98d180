import type { Database } from '../databases/database.ts'
import { withoutRollback } from '../databases/trigger-text.ts'
import { foldName, sameName } from '../model/names.ts'
import { dropTrigger, shopTriggerTexts, type TriggerText } from './inspect-triggers.ts'
import type { ShopTrigger } from './shop-triggers.ts'

/**
 * Runs `work` while those triggers of the shop's are gone that do not run for rows from the office, and those that would end the
 * transaction only refuse the row. Afterwards all are back: text, and order among each other. Inside a transaction.
 */
export async function withoutShopTriggers<T>(
  database: Database,
  triggers: readonly ShopTrigger[],
  work: () => Promise<T>,
): Promise<T> {
  const changes = replacementsOf(triggers, await shopTriggerTexts(database))
  for (const { name } of changes) await dropTrigger(database, name)
  const meanwhile = changes.filter(({ instead }) => instead !== null)
  for (const { instead } of meanwhile) await database.script(instead ?? '')
  const result = await work()
  for (const { name } of meanwhile) await dropTrigger(database, name)
  for (const { sql } of changes) await database.script(sql)
  return result
}

/** `instead`: the text that takes its place meanwhile; null: it is gone. */
type Replacement = TriggerText & { instead: string | null }

/**
 * From the first trigger of a table that is to be changed on, all of them: made again, one becomes the newest of its table, and SQLite
 * runs the newest first.
 */
function replacementsOf(triggers: readonly ShopTrigger[], texts: readonly TriggerText[]): Replacement[] {
  const known = new Map(triggers.map((trigger) => [foldName(trigger.name), trigger]))
  const touched = new Set<string>()
  return texts.flatMap((text) => {
    const trigger = known.get(foldName(text.name))
    const instead = trigger?.runs === false ? null : trigger ? withoutRollback(text.sql) : text.sql
    const table = foldName(text.table)
    if (instead !== text.sql) touched.add(table)
    return touched.has(table) ? [{ ...text, instead }] : []
  })
}

/** Drops all triggers of the shop's on a table, for what is undone afterwards. Inside a transaction. */
export async function dropShopTriggers(database: Database, table: string): Promise<void> {
  for (const one of await shopTriggerTexts(database))
    if (sameName(one.table, table)) await dropTrigger(database, one.name)
}
