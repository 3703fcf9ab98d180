import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { hasCode } from '../model/errors.ts'
import { sameName } from '../model/names.ts'
import { type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import { captureAgain } from './capture-again.ts'
import { notCaptured } from './capture-off.ts'
import { CapturedLayout, whyNotFollowed } from './captured-layout.ts'
import { notTaken } from './declined.ts'
import { followColumns } from './follow-columns.ts'
import { forgetHighWater } from './high-water.ts'
import { keepLayout } from './keep-layout.ts'
import { noteDifferences } from './note-meanwhile.ts'
import { keyOf, replicate, whyNotReplicable } from './replicated-table.ts'
import { isWatched, renewTriggers } from './store-capture.ts'
import { storeNames } from './store-names.ts'

/** What was found when capture of a table was switched on again. */
export type SwitchedOn = {
  table: string
  /**
   * How: by the copy that `capture off` kept; by the triggers, which were there all the time; or by comparing every row with the
   * office's, because both were gone.
   */
  by: 'copy' | 'triggers' | 'office'
  /** With `by: 'office'`: rows to compare. */
  changes: { inserted: number; updated: number; deleted: number } | { toCompare: number }
}

/** Tables that cannot be captured as they are now, each with the reason. They stay as they were. */
export type StillOff = { table: string; why: CentralOfficeError }

type Catalogued = { id: bigint; name: string; layout: string; off_since: bigint | null; declined: string | null }

/**
 * Switches capture on again (none named: of all tables that are off or were made anew), with the layout the tables have now,
 * and notes what changed meanwhile. Inside a transaction. Errors: TABLE_UNKNOWN.
 */
export async function switchCaptureOn(
  database: Database,
  setup: ReplicaSetup,
  names: string[],
  now: number,
): Promise<{ on: SwitchedOn[]; stillOff: StillOff[] }> {
  const catalogue = await database.all<Catalogued>(
    `SELECT id, name, layout, off_since, declined FROM ${OWN_PREFIX}tables ORDER BY id`,
  )
  for (const name of names) if (!catalogue.some((row) => sameName(row.name, name))) throw notCaptured(name)
  const on: SwitchedOn[] = []
  const stillOff: StillOff[] = []
  for (const row of catalogue) {
    if (
      setupOf(setup, row.name).sharing === 'none' ||
      (names.length > 0 && !names.some((name) => sameName(name, row.name)))
    )
      continue
    try {
      const taken = await database.attempt(() => takeUp(database, setup, row, now))
      if (taken) on.push(taken)
    } catch (error) {
      if (!hasCode(error, 'SCHEMA_DIFFERS', 'TABLE_WITHOUT_KEY', 'TABLE_NOT_REPLICABLE', 'TABLE_KEY_NOT_SHARABLE'))
        throw error
      stillOff.push({ table: row.name, why: error })
    }
  }
  return { on, stillOff }
}

/** Null where capture of the table is on and fits it. */
async function takeUp(
  database: Database,
  setup: ReplicaSetup,
  row: Catalogued,
  now: number,
): Promise<SwitchedOn | null> {
  const own = setupOf(setup, row.name)
  const layout = CapturedLayout.parse(JSON.parse(row.layout))
  const live = (await database.tables()).find(({ name }) => sameName(name, row.name)) ?? null
  const key = live ? keyOf(live, own) : []
  const why =
    (live && row.off_since === null && row.declined !== null ? notTaken(row.declined) : null) ??
    whyNotFollowed(layout, live, key, true) ??
    (live && whyNotReplicable(live, own))
  if (why) throw why
  if (!live) return null
  const table = replicate(Number(row.id), live, own)
  const watched = await isWatched(database, table)
  if (row.off_since === null && watched && whyNotFollowed(layout, live, key) === null) return null

  let taken: SwitchedOn
  if (row.off_since !== null)
    taken = { table: row.name, by: 'copy', changes: await noteDifferences(database, table, layout, now) }
  else if (watched) taken = { table: row.name, by: 'triggers', changes: { inserted: 0, updated: 0, deleted: 0 } }
  else
    taken = {
      table: row.name,
      by: 'office',
      changes: { toCompare: await captureAgain(database, table, live, layout) },
    }
  if (taken.by !== 'office') {
    await followColumns(database, table, layout)
    await renewTriggers(database, table, live)
    await forgetHighWater(database, table.id)
    await keepLayout(database, table, live)
  }
  await database.script(`DROP TABLE IF EXISTS ${storeNames(table.id).before}`)
  await database.run(`UPDATE ${OWN_PREFIX}tables SET off_since = NULL WHERE id = $1`, table.id)
  return taken
}
