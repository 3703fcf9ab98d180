import { type Difference, readDifferences } from '../../src/merge/verify-differences.ts'
import { readLink } from '../../src/transmission/store-links.ts'
import { beginComparison } from '../../src/transmission/verify-office.ts'
import { OfficeComparison, readComparison } from '../../src/transmission/verify-state.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'

/** What a comparison found, one line a difference: `orders 42: differs`. */
export const found = async (network: ReplicaNetwork, store: TestStore): Promise<string[]> =>
  (await differences(network, store)).map(({ table, key, kind }) => `${table} ${key}: ${kind}`)

export async function differences(network: ReplicaNetwork, store: TestStore): Promise<Difference[]> {
  const { id } = await readLink(network.office.database, store.guid)
  return (await readDifferences(network.office.database, id, 1_000_000)).rows
}

export async function comparisonWith(network: ReplicaNetwork, store: TestStore): Promise<OfficeComparison> {
  const { id } = await readLink(network.office.database, store.guid)
  const comparison = await readComparison(network.office.database, id, OfficeComparison)
  if (!comparison) throw new Error('nothing was compared')
  return comparison
}

export async function begin(network: ReplicaNetwork, store: TestStore, repair = false): Promise<void> {
  const { id } = await readLink(network.office.database, store.guid)
  await beginComparison(network.office.database, id, { again: true, repair, now: 1 })
}

/** Compares the office with one store, visit by visit, until it is done; `meanwhile` is called before each visit. */
export async function compare(
  network: ReplicaNetwork,
  store: TestStore,
  meanwhile: () => void | Promise<void> = () => {},
): Promise<string[]> {
  await begin(network, store)
  for (let visit = 0; visit < 12; visit++) {
    await meanwhile()
    await network.visit(store)
    if ((await comparisonWith(network, store)).state === 'done') return found(network, store)
  }
  throw new Error(`not done: ${JSON.stringify(await comparisonWith(network, store))}`)
}

/** Changes a shop's or the office's rows so that nobody notices, as damage would. */
export const damageShop = (store: TestStore, sql: string): void =>
  store.shop.exec(
    `BEGIN; INSERT INTO central_office_applying VALUES (1); ${sql}; DELETE FROM central_office_applying; COMMIT`,
  )

export const damageOffice = (network: ReplicaNetwork, sql: string): Promise<void> =>
  network.office.database.script(
    `BEGIN; INSERT INTO central_office_applying VALUES (1); ${sql}; DELETE FROM central_office_applying; COMMIT`,
  )
