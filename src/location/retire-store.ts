import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { type Guid, StoreNumber, showStoreNumber } from '../model/ids.ts'
import type { OfficeReplica } from '../transmission/office-replica.ts'
import {
  countRowsOf,
  deleteRowsOf,
  forgetStore,
  type RetiredStore,
  type RowsOfRetired,
  readRetired,
  retireStore,
} from '../transmission/retired-stores.ts'
import { readLinks, type StoreLink } from '../transmission/store-links.ts'

/** What retiring a store would do, to be shown before a person confirms it. */
export type Retirement = {
  store: Pick<StoreLink, 'guid' | 'number' | 'name'>
  /** Nothing has come from it yet: what it has is an invitation. */
  invited: boolean
  /** Milliseconds; null: it takes part still. */
  retiredAt: number | null
  /** Its rows at the office, table by table. */
  tables: { table: string; rows: number }[]
  openConflicts: number
}

/** Errors: STORE_UNKNOWN. */
export async function describeRetirement(replica: OfficeReplica, numberOrGuid: string): Promise<Retirement> {
  const { database } = replica
  const { link, retired } = await findStore(database, numberOrGuid)
  const { id, guid, number, name } = link ?? retired
  const open = await database.get<{ n: bigint }>(
    `SELECT count(*) AS n FROM ${OWN_PREFIX}conflicts WHERE store = $1 AND outcome = 'open'`,
    id,
  )
  return {
    store: { guid, number, name },
    invited: link !== null && link.upEpoch === null,
    retiredAt: retired?.retiredAt ?? null,
    tables: await countRowsOf(database, (await replica.tables()).values(), guid),
    openConflicts: Number(open?.n),
  }
}

/**
 * Retires a store: nothing is taken from it or sent to it any more, and the next transmission deletes its files from the site and leaves
 * word for it. Of one that is retired already, the rows that were kept can be deleted. Errors: STORE_UNKNOWN. `now`: milliseconds.
 */
export function retire(
  replica: OfficeReplica,
  numberOrGuid: string,
  rows: RowsOfRetired,
  now = Date.now(),
): Promise<{ store: RetiredStore; deleted: number }> {
  const { database } = replica
  return database.transaction(async () => {
    const { link, retired } = await findStore(database, numberOrGuid)
    const { guid } = link ?? retired
    if (link) await retireStore(database, link, { forgotten: false, now })
    const deleted = rows === 'delete' ? await deleteRowsOf(database, (await replica.tables()).values(), guid) : 0
    return { store: await readOneRetired(database, guid), deleted }
  })
}

/** Cancels the invitation of a store from which nothing has come; its number is free at once. Errors: STORE_UNKNOWN, INVITATION_USED. */
export function cancelInvitation(
  replica: OfficeReplica,
  numberOrGuid: string,
  now = Date.now(),
): Promise<RetiredStore> {
  const { database } = replica
  return database.transaction(async () => {
    const { link, retired } = await findStore(database, numberOrGuid)
    if (link === null || link.upEpoch !== null) throw usedAlready(link ?? retired)
    await retireStore(database, link, { forgotten: true, now })
    return readOneRetired(database, link.guid)
  })
}

/** Takes a retired store off the lists; its number is free for another one. Errors: STORE_UNKNOWN, STORE_ACTIVE. */
export function forget(replica: OfficeReplica, numberOrGuid: string): Promise<RetiredStore> {
  const { database } = replica
  return database.transaction(async () => {
    const { link, retired } = await findStore(database, numberOrGuid)
    if (link) throw takesPart(link)
    await forgetStore(database, retired)
    return retired
  })
}

/** Stores that were retired and whose numbers are not free yet. */
export const listRetired = async (database: Database): Promise<RetiredStore[]> =>
  (await readRetired(database)).filter(({ forgotten }) => !forgotten)

type Found = { link: StoreLink; retired: null } | { link: null; retired: RetiredStore }

/** A forgotten store is found by its GUID alone: its number may be another store's. */
export async function findStore(database: Database, numberOrGuid: string): Promise<Found> {
  const number = StoreNumber.safeParse(numberOrGuid).data
  const isIt = (store: { guid: string; number: string }) => store.guid === numberOrGuid || store.number === number
  const link = (await readLinks(database)).find(isIt)
  if (link) return { link, retired: null }
  const retired = (await readRetired(database)).find((store) =>
    store.forgotten ? store.guid === numberOrGuid : isIt(store),
  )
  if (retired) return { link: null, retired }
  throw new CentralOfficeError('STORE_UNKNOWN', `This network has no store ${numberOrGuid}.`, {
    hint: 'See the list with: central-office stores',
  })
}

async function readOneRetired(database: Database, guid: Guid): Promise<RetiredStore> {
  const { link, retired } = await findStore(database, guid)
  if (link) throw takesPart(link)
  return retired
}

const shown = ({ number, name }: Pick<StoreLink, 'number' | 'name'>): string =>
  `Store ${showStoreNumber(number)} "${name}"`

const usedAlready = (store: Pick<StoreLink, 'number' | 'name'>): CentralOfficeError =>
  new CentralOfficeError('INVITATION_USED', `${shown(store)} has joined: there is no invitation to cancel any more.`, {
    hint: `To end the exchange with it: central-office stores retire ${store.number}`,
  })

const takesPart = (store: StoreLink): CentralOfficeError =>
  new CentralOfficeError('STORE_ACTIVE', `${shown(store)} still takes part, so its number is not free.`, {
    hint:
      store.upEpoch === null
        ? `Cancel its invitation: central-office stores cancel ${store.number}`
        : `Retire it first: central-office stores retire ${store.number}`,
  })
