import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { describe, type Table } from '../databases/table.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { foldName, sameName } from '../model/names.ts'
import type { RefusedTable } from '../model/refused-table.ts'
import { type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import type { TableDescription } from '../model/table.ts'
import { CapturedLayout, captureOff, rebuilt, whyNotFollowed } from './captured-layout.ts'
import { notTaken } from './declined.ts'
import { dropOwnTriggers } from './end-capture.ts'
import { followColumns } from './follow-columns.ts'
import { settleHighWater } from './high-water.ts'
import { keepLayout } from './keep-layout.ts'
import { announceRefused, refusedOf } from './refused-tables.ts'
import { keyOf, type ReplicatedTable, replicate, whyNotReplicable } from './replicated-table.ts'
import { forgetSeen, noteSeen } from './seen-tick.ts'
import { renewTriggers, startCapture } from './store-capture.ts'
import { storeNames } from './store-names.ts'
import { syncTriggers } from './sync-triggers.ts'

/** A captured table that is switched off, or that the shop has changed in a way that a person must look at. */
export type LeftOut = {
  /** As it was captured. */
  table: ReplicatedTable
  layout: CapturedLayout
  why: CentralOfficeError
  /** As it stands now where it fits but for what the office says of it, else as it was captured. */
  announced: TableDescription
  /** Its triggers are gone, and nobody switched them off. */
  unwatched: boolean
  /** The table as it stands now, where that is all: it can be captured again once its rows are compared. */
  rebuilt: Table | null
  /** The office does not take it, and knows why it is left out. */
  declined: boolean
}

type Captured = { id: number; layout: CapturedLayout; live: Table; table: ReplicatedTable }
type Judged = { captured: Captured[]; leftOut: LeftOut[]; uncaptured: Table[] }
type Trigger = { name: string; tbl_name: string }
type Catalogued = { id: bigint; name: string; layout: string; off_since: bigint | null; declined: string | null }

/** Looks at the tables of the shop's database: those that are captured and can go on, those that cannot, all others. */
export async function judgeTables(database: Database, setup: ReplicaSetup): Promise<Judged> {
  const lives = await database.tables()
  const triggers = await database.all<Trigger>(`SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'`)
  const catalogue = await database.all<Catalogued>(
    `SELECT id, name, layout, off_since, declined FROM ${OWN_PREFIX}tables`,
  )
  const judged: Judged = { captured: [], leftOut: [], uncaptured: [] }
  const ownTriggers = (id: number) => triggers.filter(({ name }) => name.startsWith(storeNames(id).trigger('')))
  const renamed = new Set<string>()
  for (const row of catalogue) {
    const own = setupOf(setup, row.name)
    if (own.sharing === 'none') continue
    const id = Number(row.id)
    const layout = CapturedLayout.parse(JSON.parse(row.layout))
    const live = lives.find(({ name }) => sameName(name, row.name)) ?? null
    const watched = live !== null && ownTriggers(id).some(({ tbl_name }) => sameName(tbl_name, live.name))
    const differs =
      (row.off_since === null ? null : captureOff(row.name, Number(row.off_since), Date.now())) ??
      (live && row.declined !== null ? notTaken(row.declined) : null) ??
      whyNotFollowed(layout, live, live ? keyOf(live, own) : []) ??
      (live && whyNotReplicable(live, own))
    if (differs || !live || !watched) {
      const holdsRows =
        live !== null &&
        (await database.get(`SELECT 1 AS one FROM ${database.dialect.quote(live.name)} LIMIT 1`)) !== undefined
      judged.leftOut.push({
        table: replicate(id, layout, own),
        layout,
        announced:
          live && row.declined !== null && !whyNotReplicable(live, own)
            ? { ...describe(live), key: keyOf(live, own) }
            : layout,
        why: differs ?? rebuilt(row.name, holdsRows),
        unwatched: live !== null && row.off_since === null && !watched,
        rebuilt: differs === null && holdsRows ? live : null,
        declined: row.declined !== null,
      })
      // Where another table stands under its name, the renamed one is a copy, which nobody captures any more.
      if (!live) for (const trigger of ownTriggers(id)) renamed.add(trigger.tbl_name)
    } else judged.captured.push({ id, layout, live, table: replicate(id, live, own) })
  }
  // Parents first, as the database tells them.
  judged.captured.sort((a, b) => lives.indexOf(a.live) - lives.indexOf(b.live))
  const known = new Set(catalogue.map(({ name }) => foldName(name)))
  judged.uncaptured = lives.filter(({ name }) => !known.has(foldName(name)) && !renamed.has(name))
  return judged
}

/**
 * Brings capture to where the replica setup and the shop's tables are: starts capturing tables that are wanted and new,
 * follows added columns and changed unique indexes. Inside a transaction, before rows are exported or arrive. Returns the
 * tables that take part, parents first, the live tables behind them, those left out until a person acts, and those that
 * cannot be captured as they are.
 */
export async function followTables(
  database: Database,
  setup: ReplicaSetup,
): Promise<{ tables: ReplicatedTable[]; live: Table[]; leftOut: LeftOut[]; refused: RefusedTable[] }> {
  const { captured, leftOut, uncaptured } = await judgeTables(database, setup)
  for (const { table, unwatched } of leftOut)
    if (unwatched) {
      await dropOwnTriggers(database, table.id)
      await noteSeen(database, table.id)
    }
  for (const { id } of captured) await forgetSeen(database, id)
  await settleHighWater(database, captured.map(tableOf))
  for (const { table, live, layout } of captured) {
    await followColumns(database, table, layout)
    await renewTriggers(database, table, live)
    await keepLayout(database, table, live)
  }
  const refused = announceRefused([...refusedOf(uncaptured, setup), ...leftOut.flatMap(announcedReason)])
  const fresh: { table: ReplicatedTable; live: Table }[] = []
  for (const live of uncaptured) {
    const own = setupOf(setup, live.name)
    if (own.sharing === 'none' || whyNotReplicable(live, own)) continue
    await database.run(`INSERT INTO ${OWN_PREFIX}tables (name, layout) VALUES ($1, '')`, live.name)
    const added = await database.get<{ id: bigint }>(`SELECT id FROM ${OWN_PREFIX}tables WHERE name = $1`, live.name)
    const table = replicate(Number(added?.id), live, own)
    await keepLayout(database, table, live)
    await startCapture(database, table, live)
    fresh.push({ table, live })
  }
  const all = [...captured, ...fresh]
  if (fresh.length > 0) {
    const order = (await database.tables()).map(({ name }) => name)
    all.sort((a, b) => order.indexOf(a.live.name) - order.indexOf(b.live.name))
  }
  await syncTriggers(
    database,
    all.map(({ live }) => live),
    [...all.map(tableOf), ...leftOut.map(tableOf)],
  )
  return { tables: all.map(tableOf), live: all.map(liveOf), leftOut, refused }
}

/** The office shows what a store leaves out, apart from what it does not take itself. */
const announcedReason = ({ table, why, declined }: LeftOut) => (declined ? [] : [{ table, why }])

const tableOf = ({ table }: { table: ReplicatedTable }): ReplicatedTable => table
/** With the key that the replica setup names, where the table declares none. */
const liveOf = ({ table, live }: { table: ReplicatedTable; live: Table }): Table => ({ ...live, key: table.keyNames })
