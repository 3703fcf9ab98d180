import { readShopTriggers, type ShopTrigger } from '../capture/shop-triggers.ts'
import { whatOnlyTheShopHas } from '../capture/shop-writes-alone.ts'
import { judgeTables } from '../capture/store-tables.ts'
import type { Database } from '../databases/database.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { type ConflictRule, type Sharing, setupOf } from '../model/replica-setup.ts'
import type { StoreReplica } from '../transmission/store-replica.ts'
import { readComparison, StoreComparison } from '../transmission/verify-state.ts'

/** A table of a store's own database, and why it is not captured where it is not. */
export type OwnTable = {
  name: string
  state: 'captured' | 'off' | 'left out' | 'refused' | 'waiting' | 'not transmitted'
  sharing: Sharing
  rule: ConflictRule
  filter: string | null
  message: string
  hint: string
}

export type OwnTables = {
  tables: OwnTable[]
  /** Those of the shop's program that rows from the office can set off; without their text. */
  triggers: Omit<ShopTrigger, 'sql'>[]
  /** Version of the replica setup this store goes by, and why the one that came last was not taken. */
  setup: number
  setupRefused: string | null
  comparing: 'no' | 'asked' | 'under way'
}

/** All tables of a store's database by name, those that are gone and were captured among them. */
export async function readOwnTables(database: Database, replica: StoreReplica): Promise<OwnTables> {
  const { setup, setupRefused } = await replica.state()
  const { captured, leftOut, uncaptured } = await judgeTables(database, setup)
  const refused = await replica.refusedTables()
  const shown = (name: string, state: OwnTable['state'], why?: CentralOfficeError): OwnTable => {
    const { sharing, rule, filter = null } = setupOf(setup, name)
    return { name, state, sharing, rule, filter, message: why?.message ?? '', hint: why?.hint ?? '' }
  }
  const triggers = await readShopTriggers(database)
  const tables: OwnTable[] = []
  for (const { table, live } of captured) {
    const missing = await whatOnlyTheShopHas(database, live, triggers)
    tables.push({ ...shown(table.name, 'captured'), ...(missing === null ? {} : onlyTheShopWrites(missing)) })
  }
  tables.push(
    ...leftOut.map(({ table, why }) => shown(table.name, why.code === 'CAPTURE_OFF' ? 'off' : 'left out', why)),
    ...uncaptured.map(({ name }) => {
      const why = refused.find(({ table }) => table === name)?.why
      if (setupOf(setup, name).sharing === 'none') return shown(name, 'not transmitted')
      return why ? shown(name, 'refused', why) : shown(name, 'waiting')
    }),
  )
  const named = new Set(tables.map(({ name }) => name))
  const others = (await database.tables()).filter(({ name }) => !named.has(name))
  tables.push(...others.map(({ name }) => shown(name, 'not transmitted')))
  const comparison = await readComparison(database, 0, StoreComparison)
  const { question = null, wishedIn = null } = comparison ?? {}
  return {
    tables: tables.sort((a, b) => a.name.localeCompare(b.name, 'en')),
    triggers: triggers.map(({ sql: _, ...trigger }) => trigger),
    setup: setup.version,
    setupRefused,
    comparing: question && question.answeredIn === null ? 'under way' : wishedIn === null ? 'no' : 'asked',
  }
}

const onlyTheShopWrites = (missing: string): Pick<OwnTable, 'message' | 'hint'> => ({
  message: `Only the shop's program can write it: it needs the ${missing}. Its rows go to the office; what comes from there is parked.`,
  hint: "Enter the office's changes in the shop's program; or ask its maker for a table without it.",
})
