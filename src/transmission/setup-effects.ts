import type { Database } from '../databases/database.ts'
import { distinctNames } from '../model/names.ts'
import { nextSetup } from '../model/next-setup.ts'
import { columnOf, isPerStore, type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import { checkFilters } from './check-filters.ts'
import { readOfficeTables } from './office-tables.ts'
import { goesOn, readSetAside } from './set-aside.ts'
import { readLinks } from './store-links.ts'
import { strayedTables } from './strayed-tables.ts'

/**
 * What a change of the setup does to a table.
 * - ends: it is no longer transmitted; the office keeps its rows.
 * - begins: stores load it.
 * - anew: stores load it again, and what the office has of it is set aside.
 * - resent: the office sends its rows to all stores.
 * - elsewhere: every store gets the rows of the others. - own: it no longer does.
 * - office, shared: it goes on, maintained by the office from now on, or by all.
 * - left out, returns: one column; the office keeps its last values, or they are loaded again.
 */
export type SetupEffect = {
  table: string
  column?: string
  effect: 'ends' | 'begins' | 'anew' | 'resent' | 'elsewhere' | 'own' | 'office' | 'shared' | 'left out' | 'returns'
  /** Rows the office has of it. */
  rows: number
  /** Stores that have it. */
  stores: number
}

/** Says what a change would do, without doing it. Errors: as of saving it. */
export async function setupEffects(
  database: Database,
  before: ReplicaSetup,
  wanted: ReplicaSetup,
): Promise<SetupEffect[]> {
  const links = await readLinks(database)
  const next = nextSetup(before, wanted, { strayed: await strayedTables(database, before, links) })
  await checkFilters(database, next)
  const tables = await readOfficeTables(database, before)
  const kept = (await readSetAside(database)).filter(({ keptAs, table }) => keptAs === table)
  const known = [...links.flatMap(({ schema }) => schema.map(({ name }) => name)), ...kept.map(({ table }) => table)]
  const effects: SetupEffect[] = []
  for (const table of distinctNames([...tables.keys(), ...known, ...Object.keys(next.tables)])) {
    const was = setupOf(before, table)
    const now = setupOf(next, table)
    const there = (await database.tables()).some(({ name }) => name === table)
    const counted = there
      ? await database.get<{ n: bigint }>(`SELECT count(*) AS n FROM ${database.dialect.quote(table)}`)
      : null
    const about = {
      table,
      rows: Number(counted?.n ?? 0),
      stores: links.filter(({ schema }) => schema.some(({ name }) => name === table)).length,
    }
    const own = kept.find((one) => one.table === table)
    if (now.since !== was.since) {
      const begins = own && goesOn(own, now.sharing) ? 'resent' : was.sharing === 'none' ? 'begins' : 'anew'
      effects.push({ ...about, effect: now.sharing === 'none' ? 'ends' : begins })
      continue
    }
    if (now.sharing !== was.sharing)
      effects.push({
        ...about,
        effect: isPerStore(now.sharing)
          ? now.sharing === 'lookup'
            ? 'elsewhere'
            : 'own'
          : now.sharing === 'office'
            ? 'office'
            : 'shared',
      })
    for (const column of Object.keys(now.columns)) {
      const [columnWas, columnNow] = [columnOf(was, column), columnOf(now, column)]
      const leaves = !columnNow.transmit
      if (columnWas.transmit === leaves || columnWas.since !== columnNow.since)
        effects.push({ ...about, column, effect: leaves ? 'left out' : 'returns' })
    }
  }
  return effects
}
