import type { OfficeTable } from '../../capture/office-table.ts'
import { pageConflicts, showConflict } from '../../location/conflict-pages.ts'
import { endsTransmission, LogBook } from '../../location/log-book.ts'
import { type LookedOffice, lookAtLocation, lookAtOffice } from '../../location/look-at-location.ts'
import { overviewOwn } from '../../location/own-overview.ts'
import { describeEffects } from '../../location/replica-effects.ts'
import { describeRetirement, listRetired } from '../../location/retire-store.ts'
import { setupDoubts } from '../../location/setup-doubts.ts'
import { readSetupTables } from '../../location/setup-tables.ts'
import { overviewStores } from '../../location/store-overview.ts'
import { readVerified } from '../../location/verified.ts'
import { Guid, showStoreNumber } from '../../model/ids.ts'
import type { ReplicaSetup } from '../../model/replica-setup.ts'
import { openHome } from '../../settings/home.ts'
import type { Surroundings } from '../../threads/work.ts'
import { leftOutAtOffice, leftOutAtStore } from '../../transmission/left-out-tables.ts'
import { readSetAside } from '../../transmission/set-aside.ts'
import { readLink, readLinks, type StoreLink } from '../../transmission/store-links.ts'
import { storeLooks } from './store-looks.ts'

/** A page does not wait for another program: it is told that the database is busy. Milliseconds. */
const PATIENCE = 60

const office = <T>(folder: string, look: (office: LookedOffice) => Promise<T>): Promise<T> =>
  lookAtOffice(folder, look, { busyTimeout: PATIENCE })

/** What the first page shows of the database; the settings are known where it is asked. */
const overview = (_: null, { folder }: Surroundings) =>
  lookAtLocation(
    folder,
    async (location) => {
      if (location.role === 'office') {
        const leftOut = leftOutAtOffice(await readLinks(location.database))
        return { role: 'office' as const, stores: await overviewStores(location), leftOut }
      }
      const { replica, settings } = location
      const own = replica && settings.store ? await overviewOwn(replica, settings.allowanceBytes) : null
      const leftOut = own && replica ? await leftOutAtStore(replica) : []
      return { role: 'store' as const, own, leftOut }
    },
    { busyTimeout: PATIENCE },
  )

const stores = (_: null, { folder }: Surroundings) => office(folder, (looked) => overviewStores(looked))

const store = ({ guid }: { guid: string }, { folder }: Surroundings) =>
  office(folder, async (looked) => {
    const card = (await overviewStores(looked, guid))[0]
    const link = (await readLinks(looked.database)).find((candidate) => candidate.guid === guid)
    if (card === undefined || link === undefined) return null
    const { invitedAt, applied, exported, acknowledged, restarts, restoredAt, awaits, knownSetup, schema } = link
    const outbox = await looked.replica.outbox(link).entries()
    return {
      card,
      refill: link.refill && refillPosition([...(await looked.replica.tables()).values()], link, link.refill.table),
      about: { invitedAt, applied, exported, acknowledged, restarts, restoredAt, awaits, knownSetup },
      setup: (await looked.replica.setup()).version,
      tables: schema.map(({ name }) => name),
      outbox: outbox.map(({ number, rows, dat, uploaded }) => ({ number, rows, bytes: dat?.size ?? 0, uploaded })),
    }
  })

/** Which table is being sent to a store that is sent everything, among those it has. */
function refillPosition(
  tables: OfficeTable[],
  { schema }: Pick<StoreLink, 'schema'>,
  now: number,
): { table: string; done: number; all: number } {
  const sent = tables.filter(({ name }) => schema.some((table) => table.name === name))
  const done = Math.max(
    sent.findIndex(({ id }) => id === now),
    0,
  )
  return { table: sent[done]?.name ?? '', done, all: sent.length }
}

/** By number, as the log has it. */
const storeNames = (_: null, { folder }: Surroundings): Promise<Record<string, string>> =>
  office(folder, async ({ database }) =>
    Object.fromEntries(
      [...(await listRetired(database)), ...(await readLinks(database))].map(({ number, name }) => [
        showStoreNumber(number),
        name,
      ]),
    ),
  )

const retired = async (_: null, { folder }: Surroundings) => office(folder, ({ database }) => listRetired(database))

const retirement = ({ guid }: { guid: string }, { folder }: Surroundings) =>
  office(folder, async ({ replica }) => {
    const { invited, tables, openConflicts } = await describeRetirement(replica, guid)
    return { invited, tables, openConflicts }
  })

const DIFFERENCES = 200

const comparison = ({ guid }: { guid: string }, { folder }: Surroundings) =>
  office(folder, async ({ database }) =>
    readVerified(database, (await readLink(database, Guid.parse(guid))).id, DIFFERENCES),
  )

const conflicts = (asked: Parameters<typeof pageConflicts>[1], { folder }: Surroundings) =>
  office(folder, (looked) => pageConflicts(looked, asked))

const conflict = ({ id }: { id: number }, { folder }: Surroundings) =>
  office(folder, ({ database, replica }) => showConflict(database, replica, id))

const replicaSetup = (_: null, { folder }: Surroundings) =>
  office(folder, async ({ database, replica }) => {
    const { setup, tables } = await readSetupTables(replica)
    const { otherSetup } = await setupDoubts(database, setup)
    const kept = (await readSetAside(database)).map(({ description: _description, ...about }) => about)
    return { setup, tables, kept, otherSetup }
  })

const checkReplicaSetup = (wanted: ReplicaSetup, { folder }: Surroundings) =>
  office(folder, ({ replica }) => describeEffects(replica, wanted))

let book: LogBook | null = null
const bookOf = async (folder: string) => {
  book ??= new LogBook(await openHome(folder))
  return book
}

type Wanted = Parameters<LogBook['latest']>[0]
const logAfter = async (asked: Wanted & { after: number }, { folder }: Surroundings) =>
  (await bookOf(folder)).after(asked)
const logLatest = async (asked: Wanted, { folder }: Surroundings) => (await bookOf(folder)).latest(asked)
const transmissionLines = async ({ id }: { id: string }, { folder }: Surroundings) =>
  (await bookOf(folder)).ofTransmission(id)
const activity = async ({ month }: { month: string }, { folder }: Surroundings) => (await bookOf(folder)).month(month)

const lastEnd = async ({ lines }: { lines: number }, { folder }: Surroundings) =>
  (await (await bookOf(folder)).latest({ limit: lines })).lines.findLast(endsTransmission) ?? null

const endsSinceGood = async (_: null, { folder }: Surroundings) => (await bookOf(folder)).endsSinceGood()

/** Rows of tables are looked at in threads of their own (browsing.ts). */
export const reading = {
  overview,
  stores,
  store,
  storeNames,
  retired,
  retirement,
  comparison,
  conflicts,
  conflict,
  replicaSetup,
  checkReplicaSetup,
  logAfter,
  logLatest,
  transmissionLines,
  activity,
  lastEnd,
  endsSinceGood,
  ...storeLooks,
}
export type Reading = typeof reading
