import { type Guid, StoreNumber, showStoreNumber } from '../model/ids.ts'
import { storeKey } from '../payload/keys.ts'
import type { ListedPayload } from './allowance.ts'
import { containProblems } from './contain-problems.ts'
import { firstGenuine, type ReadManifest, someOf } from './incoming.ts'
import type { OfficeReplica } from './office-replica.ts'
import { readRetired } from './retired-stores.ts'
import { readLinks, type StoreLink } from './store-links.ts'
import type { Visit } from './visit.ts'

/** Manifests read of each strange store: anybody with the account can leave thousands under made-up names. */
const MOST_READ = 2

/**
 * Stores that this database does not know and that transmit all the same, with a key of this network: it was restored from a
 * backup made before they were invited. They are taken in again under the next free numbers, and asked for everything. Files
 * of anybody else are left alone. Returns the stores taken in.
 */
export async function adoptStores(
  visit: Visit,
  replica: OfficeReplica,
  networkKey: Uint8Array,
  waiting: Map<Guid, ListedPayload[]>,
): Promise<StoreLink[]> {
  const links = await readLinks(replica.database)
  const retired = await readRetired(replica.database)
  const known = new Set([...links, ...retired].map(({ guid }) => guid))
  const adopted: StoreLink[] = []
  for (const guid of someOf([...waiting.keys()].filter((one) => !known.has(one)))) {
    const key = storeKey(networkKey, guid)
    const manifests = (waiting.get(guid) ?? []).filter(({ kind }) => kind === 'manifest').slice(-MOST_READ)
    let genuine: ReadManifest | null = null
    const reading = async () => {
      genuine = await firstGenuine(visit, { direction: 'to-office', guid, key }, manifests, [])
    }
    await containProblems(visit, reading, { folder: 'to-office' })
    const { manifest } = (genuine as ReadManifest | null) ?? { manifest: null }
    if (manifest === null) continue
    const number = nextNumber([...links, ...retired, ...adopted])
    adopted.push(await replica.takeIn({ guid, number, name: `Store ${number}` }, manifest.epoch, Date.now()))
    visit.report({
      step: 'connect',
      level: 'warn',
      code: 'DATABASE_RESTORED',
      text: 'A store of this network that this database does not know transmits: the database was restored from an older backup. The store is taken in again.',
      hint: `See that its number (${number}) and its name are right: they were not to be found out.`,
      store: showStoreNumber(number),
    })
  }
  return adopted
}

const nextNumber = (links: Pick<StoreLink, 'number'>[]): StoreNumber =>
  StoreNumber.parse(String(1 + Math.max(0, ...links.map(({ number }) => (/^\d+$/.test(number) ? Number(number) : 0)))))
