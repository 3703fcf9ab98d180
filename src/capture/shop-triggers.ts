import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { sameName } from '../model/names.ts'

/**
 * What a trigger of the shop's program writes, as far as rows from the office can set it off.
 * - nothing: it only looks, and may refuse a row.
 * - own: only what is not transmitted: a full-text index, a journal that stays at the store.
 * - transmitted: what it wrote where the row was changed arrives from there; running it again would do it twice.
 * - both.
 * - unknown: this program cannot run it; `why` says why.
 */
export type TriggerEffect = 'nothing' | 'own' | 'transmitted' | 'both' | 'unknown'

/** What a person decided for a trigger; null: as its effect suggests. */
export type TriggerChoice = 'run' | 'skip' | null

export type ShopTrigger = {
  name: string
  table: string
  /** Its text, CREATE TRIGGER and all. */
  sql: string
  effect: TriggerEffect
  /** Tables that it writes, by name. */
  writes: string[]
  /** Why it cannot be told what it writes; '' where it can. */
  why: string
  choice: TriggerChoice
  /** It runs for rows that arrive from the office. For the shop's own rows every trigger runs. */
  runs: boolean
}

/** A trigger that runs and writes transmitted tables: what it writes there is captured as an edit of this store. */
export const isCaptured = ({ runs, effect }: ShopTrigger): boolean =>
  runs && (effect === 'transmitted' || effect === 'both')

type StoredTrigger = {
  name: string
  table: string
  sql: string
  effect: TriggerEffect
  writes: string
  why: string
  choice: TriggerChoice
}

/** The triggers of the shop's program that rows from the office can set off, as they were last inspected, by table and name. */
export async function readShopTriggers(database: Database): Promise<ShopTrigger[]> {
  const stored = await database.all<StoredTrigger>(
    `SELECT t.name, t.table_name AS "table", s.sql, t.effect, t.writes, t.why, t.choice
     FROM ${OWN_PREFIX}shop_triggers AS t JOIN sqlite_schema AS s ON s.type = 'trigger' AND lower(s.name) = lower(t.name)
     ORDER BY t.table_name, t.name`,
  )
  return stored.map((one) => ({ ...one, writes: JSON.parse(one.writes), runs: runs(one.effect, one.choice) }))
}

/**
 * Decides whether a trigger runs for rows from the office; null: as its effect suggests. It holds from the next row on that arrives.
 * Inside a transaction. Errors: TRIGGER_UNKNOWN; USAGE where it cannot run.
 */
export async function chooseTrigger(database: Database, name: string, choice: TriggerChoice): Promise<ShopTrigger> {
  const isNamed = (trigger: ShopTrigger) => sameName(trigger.name, name)
  const trigger = (await readShopTriggers(database)).find(isNamed)
  if (!trigger)
    throw new CentralOfficeError('TRIGGER_UNKNOWN', `No trigger ${name} is set off by rows from the office.`, {
      hint: 'See which are: central-office triggers. A trigger that has just been made is there after the next transmission.',
    })
  if (choice === 'run' && trigger.effect === 'unknown')
    throw new CentralOfficeError('USAGE', `This program cannot run the trigger ${trigger.name}: ${trigger.why}.`, {
      hint: 'It runs in the shop program only, for the changes that are made there.',
    })
  await database.run(`UPDATE ${OWN_PREFIX}shop_triggers SET choice = $2 WHERE name = $1`, trigger.name, choice)
  return { ...trigger, choice, runs: runs(trigger.effect, choice) }
}

function runs(effect: TriggerEffect, choice: TriggerChoice): boolean {
  if (effect === 'unknown') return false
  return choice === null ? effect === 'nothing' || effect === 'own' : choice === 'run'
}
