import { type Choice, decideAll, putBackAll } from '../../location/decide-conflicts.ts'
import type { Office } from '../../location/office.ts'
import { OpenHome } from '../../location/open-home.ts'
import { saveWholeSetup } from '../../location/replica-effects.ts'
import { cancelInvitation, forget, retire } from '../../location/retire-store.ts'
import { withOffice } from '../../location/running-location.ts'
import { Store } from '../../location/store.ts'
import type { Conflict } from '../../merge/conflicts.ts'
import type { PutBack } from '../../merge/put-back.ts'
import type { StoreNumber } from '../../model/ids.ts'
import type { ReplicaSetup } from '../../model/replica-setup.ts'
import { readInvitation } from '../../settings/invitation.ts'
import type { Surroundings } from '../../threads/work.ts'
import type { RowsOfRetired } from '../../transmission/retired-stores.ts'
import { rowEdits } from './row-edits.ts'
import { storeChanges } from './store-changes.ts'

/** Short changes, on a connection of their own: they come in between two payloads of a transmission. */
const atOffice = <T>(folder: string, work: (office: Office) => Promise<T>): Promise<T> =>
  withOffice(folder, work, OpenHome.beside)

type Passphrase = { passphrase?: string | undefined }
type Invited = { guid: string; number: string; name: string; text: string; passphrase: string }

const invite = (
  { number, name, passphrase }: { number: StoreNumber; name: string } & Passphrase,
  { folder }: Surroundings,
): Promise<Invited> =>
  atOffice(folder, async (office) => {
    const { store, ...rest } = await office.invite({ number, name, ...(passphrase ? { passphrase } : {}) })
    return { guid: store.guid, number: store.number, name: store.name, ...rest }
  })

const inviteAgain = ({ guid, passphrase }: { guid: string } & Passphrase, { folder }: Surroundings): Promise<Invited> =>
  atOffice(folder, async (office) => {
    const { store, ...rest } = await office.inviteAgain(guid, passphrase || undefined)
    return { guid: store.guid, number: store.number, name: store.name, ...rest }
  })

const changeStore = (
  { guid, ignored, name }: { guid: string; ignored?: boolean | undefined; name?: string | undefined },
  { folder }: Surroundings,
): Promise<null> =>
  atOffice(folder, async (office) => {
    if (name !== undefined) await office.rename(guid, name)
    if (ignored !== undefined) await office.ignore(guid, ignored)
    return null
  })

const retireStore = (
  { guid, rows }: { guid: string; rows: RowsOfRetired },
  { folder }: Surroundings,
): Promise<number> => atOffice(folder, async ({ replica }) => (await retire(replica, guid, rows)).deleted)

const cancel = ({ guid }: { guid: string }, { folder }: Surroundings): Promise<null> =>
  atOffice(folder, async ({ replica }) => {
    await cancelInvitation(replica, guid)
    return null
  })

const forgetStore = ({ guid }: { guid: string }, { folder }: Surroundings): Promise<null> =>
  atOffice(folder, async ({ replica }) => {
    await forget(replica, guid)
    return null
  })

const decide = (choices: { id: number; choice: Choice }[], { folder }: Surroundings): Promise<Conflict[]> =>
  atOffice(folder, (office) => decideAll(office, choices))

const putBack = (chosen: { id: number; choice: Choice | null }[], { folder }: Surroundings): Promise<PutBack[]> =>
  atOffice(folder, (office) => putBackAll(office, chosen))

type Comparing = { stores: string[]; repair: boolean; again: boolean }

const compare = ({ stores, ...how }: Comparing, { folder }: Surroundings): Promise<null> =>
  atOffice(folder, async (office) => {
    const all = (await office.stores()).filter(({ ignored }) => !ignored).map(({ guid }) => guid)
    for (const store of stores.length > 0 ? stores : all) await office.verify(store, how)
    return null
  })

const saveReplicaSetup = (wanted: ReplicaSetup, { folder }: Surroundings): Promise<number> =>
  atOffice(folder, async (office) => (await saveWholeSetup(office, wanted)).version)

const dropKept = ({ keptAs }: { keptAs: string }, { folder }: Surroundings): Promise<null> =>
  atOffice(folder, async (office) => {
    await office.dropSetAside(keptAs)
    return null
  })

type Told = { invitation: string; passphrase: string; again?: boolean | undefined; lost?: boolean | undefined }

/** At a store: joins the network, or takes the place of one that was lost. The home is opened already, by the thread that asks. Errors: those of INVITATION_*, SITE_*. */
const join = async ({ invitation, passphrase, again, lost }: Told, { folder }: Surroundings) => {
  const contents = await readInvitation(invitation, passphrase)
  const tables = await Store.join(folder, contents, {
    homeExists: true,
    again: again ?? false,
    lost: lost ?? false,
    openHome: OpenHome.beside,
  })
  const { store, site } = contents
  return { store: { number: store.number, name: store.name }, site, tables }
}

export const writing = {
  invite,
  inviteAgain,
  changeStore,
  retireStore,
  cancelInvitation: cancel,
  forgetStore,
  decide,
  putBack,
  compare,
  saveReplicaSetup,
  dropKept,
  join,
  ...rowEdits,
  ...storeChanges,
}
export type Writing = typeof writing
