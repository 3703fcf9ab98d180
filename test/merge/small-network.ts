import type { TestContext } from 'node:test'
import type { Row, Value } from '../../src/databases/database.ts'
import { type Conflict, listConflicts } from '../../src/merge/conflicts.ts'
import { ReplicaSetup, type TableSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork, shopRows, type TestStore } from '../transmission/replica-network.ts'

type Tables = Record<string, Partial<TableSetup> & Pick<TableSetup, 'sharing'>>

/** An office and stores of one schema, announced and closed with the test. Tables not named are not transmitted. */
export async function smallNetwork(
  t: TestContext,
  { schema, tables, stores = 2, filled = '' }: { schema: string; tables: Tables; stores?: number; filled?: string },
): Promise<{ network: ReplicaNetwork; stores: TestStore[]; first: TestStore; second: TestStore }> {
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables })
  const schemas = Array.from({ length: stores }, (_, i) => (i === 0 ? schema + filled : schema))
  const network = await ReplicaNetwork.start(setup, schemas)
  t.after(() => network.close())
  await network.settle()
  const [first, second = first] = network.stores
  if (!first || !second) throw new Error('a network without stores')
  return { network, stores: network.stores, first, second }
}

/** Begins a statement that reads the numbers 1 to `count` as `n (i)`. */
export const numbers = (count: number): string =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`

export const atOffice = (network: ReplicaNetwork, sql: string, ...values: Value[]): Promise<number> =>
  network.office.database.run(sql, ...values)

export const conflictsOf = (network: ReplicaNetwork): Promise<Conflict[]> =>
  listConflicts(network.office.database, 'all')

/** Rows as plain text, for comparing and for reading in a failure: `x 1 null`. */
export const lines = (rows: Row[]): string[] => rows.map((row) => Object.values(row).map(String).join(' '))

export const shopLines = (store: TestStore, sql: string): string[] => lines(shopRows(store, sql))

export const officeLines = async (network: ReplicaNetwork, sql: string): Promise<string[]> =>
  lines(await network.officeRows(sql))

/** Sets when the last edits were made, as their own clocks said, milliseconds. */
export async function dateEdits(network: ReplicaNetwork, store: TestStore, times: { store: number; office: number }) {
  store.shop.exec(`UPDATE central_office_pending_1 SET ":at" = ${times.store}`)
  await network.office.database.run(`UPDATE central_office_log_1 SET ":at" = $1`, times.office)
}
