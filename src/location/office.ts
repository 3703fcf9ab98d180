import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Database } from '../databases/database.ts'
import { openSqlite } from '../databases/sqlite.ts'
import { remove } from '../files/remove.ts'
import { type Conflict, type Decision, listConflicts, readConflict } from '../merge/conflicts.ts'
import { decideConflict } from '../merge/decide-conflict.ts'
import { presentConflict, presentConflicts } from '../merge/present-conflict.ts'
import { type PutBack, putBack } from '../merge/put-back.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { Epoch, Guid, type StoreNumber } from '../model/ids.ts'
import { initialReplicaSetup, ReplicaSetup } from '../model/replica-setup.ts'
import type { VisitResult } from '../model/visit-event.ts'
import { newNetworkKey, storeKey } from '../payload/keys.ts'
import { writeInvitation } from '../settings/invitation.ts'
import { suggestPassphrase } from '../settings/passphrase.ts'
import { Secret } from '../settings/secret.ts'
import { requireSecret, type Secrets } from '../settings/secrets.ts'
import { SETTINGS_FORMAT, Settings } from '../settings/settings.ts'
import { storeKeyText } from '../settings/store-key-text.ts'
import { OfficeReplica } from '../transmission/office-replica.ts'
import { visitAsOffice } from '../transmission/office-visit.ts'
import { dropSetAside, readSetAside, type SetAside } from '../transmission/set-aside.ts'
import { addLink, isRetired, readLinks, type StoreLink, setIgnored, setName } from '../transmission/store-links.ts'
import { beginComparison } from '../transmission/verify-office.ts'
import { newHome } from './new-home.ts'
import { OpenHome } from './open-home.ts'
import { findStore } from './retire-store.ts'
import { type TransmitOptions, transmit } from './transmit.ts'
import { readVerified, type Verified } from './verified.ts'

type StoreKey = NonNullable<Secrets['storeKey']>

/** What an owner hands to a new store. The passphrase goes another way than the text. */
export type Invitation = { store: StoreLink; text: string; passphrase: string }

/** A running office: its home and the database that collates all stores. */
export class Office {
  readonly open: OpenHome
  readonly replica: OfficeReplica

  private constructor(open: OpenHome, replica: OfficeReplica) {
    this.open = open
    this.replica = replica
  }

  /** Makes a new network: the office's home, its database (default: in the home folder) and the network key. */
  static async init(folder: string, given: { name: string; database?: string; setup?: ReplicaSetup }): Promise<string> {
    const file = resolve(given.database ?? join(folder, 'office.db'))
    const settings = Settings.parse({ format: SETTINGS_FORMAT, role: 'office', name: given.name, database: file })
    const secrets = { networkKey: new Secret(new Uint8Array(newNetworkKey())) }
    return newHome(folder, settings, secrets, async () => {
      const isNew = !existsSync(file)
      try {
        await makeOfficeDatabase(file, given.setup ?? initialReplicaSetup())
      } catch (error) {
        if (isNew) for (const end of ['', '-wal', '-shm']) await remove(`${file}${end}`)
        throw error
      }
      return file
    })
  }

  static async open(folder: string): Promise<Office> {
    return Office.take(await OpenHome.open(folder))
  }

  /** Takes over an opened home; closes it where the database cannot be opened. */
  static async take(open: OpenHome): Promise<Office> {
    let database: Database | null = null
    try {
      const { settings } = open
      database = openSqlite(settings.database, { busyTimeout: settings.busyTimeoutSeconds * 1000 })
      const replica = await OfficeReplica.open(database)
      if (!replica) throw notAnOffice(settings.database)
      return new Office(open, replica)
    } catch (error) {
      await database?.close()
      open.close()
      throw error
    }
  }

  async transmit(options: TransmitOptions = {}): Promise<VisitResult> {
    const { home, settings, secrets } = this.open
    const key = requireSecret(secrets, 'networkKey').reveal()
    return transmit({ home, settings, secrets }, (visit) => visitAsOffice(visit, this.replica, key), options)
  }

  /** Adds a store and writes its invitation. Without `passphrase` one is made up. Errors: STORE_NUMBER_TAKEN, SITE_NOT_CONFIGURED. */
  async invite(given: { number: StoreNumber; name: string; passphrase?: string }): Promise<Invitation> {
    const guid = Guid.parse(randomUUID())
    const written = await this.#write({ ...given, guid }, given.passphrase)
    const store = await addLink(this.replica.database, {
      guid,
      number: given.number,
      name: given.name,
      downEpoch: Epoch.parse(randomBytes(8).toString('hex')),
      invitedAt: Date.now(),
    })
    return { store, ...written }
  }

  /** Writes another invitation for a store of this network: for its recovery on a new computer. Errors: STORE_UNKNOWN. */
  async inviteAgain(numberOrGuid: string, passphrase?: string): Promise<Invitation> {
    const store = await this.store(numberOrGuid)
    return { store, ...(await this.#write(store, passphrase)) }
  }

  async #write(
    { guid, number, name }: Pick<StoreLink, 'guid' | 'number' | 'name'>,
    passphrase = suggestPassphrase(),
  ): Promise<Pick<Invitation, 'text' | 'passphrase'>> {
    if (this.open.settings.site === null) throw siteFirst()
    // Where the site connects back to is a matter of each location.
    const { activeAddress: _address, activePorts: _ports, ...site } = this.open.settings.site
    const text = await writeInvitation(
      {
        format: 1,
        site,
        password: requireSecret(this.open.secrets, 'password'),
        store: { guid, number, name },
        storeKey: this.storeKey(guid),
        replicaSetup: await this.replica.setup(),
      },
      passphrase,
    )
    return { text, passphrase }
  }

  /** The key of one store, for its owner to type in where an invitation cannot be used. */
  storeKey(guid: Guid): StoreKey {
    return new Secret(new Uint8Array(storeKey(requireSecret(this.open.secrets, 'networkKey').reveal(), guid)))
  }

  storeKeyText(guid: Guid): string {
    return storeKeyText(this.storeKey(guid))
  }

  /**
   * Changes the replica setup; every store gets it at its next transmission. Where the rows of a table are told apart otherwise by
   * it, the table begins anew: what the office has of it is set aside, and the stores load theirs. Errors: USAGE, where nothing
   * would be transmitted any more; TABLE_UNKNOWN, USAGE for a filter that cannot be used.
   */
  async changeSetup(change: (setup: ReplicaSetup) => ReplicaSetup): Promise<ReplicaSetup> {
    return this.replica.saveSetup(ReplicaSetup.parse(change(await this.replica.setup())))
  }

  /** Tables whose rows are kept at the office and no longer transmitted. */
  async setAside(): Promise<SetAside[]> {
    return readSetAside(this.replica.database)
  }

  /** Drops a table that was set aside, rows and all. Errors: TABLE_UNKNOWN. */
  async dropSetAside(keptAs: string): Promise<void> {
    const { database } = this.replica
    await database.transaction(() => dropSetAside(database, keptAs))
  }

  async conflicts(which: 'open' | 'all'): Promise<Conflict[]> {
    const { database } = this.replica
    return presentConflicts(database, await this.replica.tables(), await listConflicts(database, which))
  }

  async conflict(id: number): Promise<Conflict> {
    const { database } = this.replica
    return presentConflict(database, await this.replica.tables(), await readConflict(database, id))
  }

  /** Settles an open conflict. The decision is an ordinary edit at the office: every location gets it. */
  async decide(id: number, decision: Decision): Promise<Conflict> {
    const { database } = this.replica
    return database.transaction(async () =>
      decideConflict(database, await this.replica.tables(), id, decision, Date.now()),
    )
  }

  /** Puts back values that lost; every location gets them. All or none. `choice` null: the one that lost. Errors: as `putBack`. */
  async putBack(chosen: { id: number; choice: Decision | null }[]): Promise<PutBack[]> {
    const { database } = this.replica
    return database.transaction(async () => {
      const tables = await this.replica.tables()
      const done: PutBack[] = []
      for (const { id, choice } of chosen) done.push(await putBack(database, tables, id, choice, Date.now()))
      return done
    })
  }

  async stores(): Promise<StoreLink[]> {
    return readLinks(this.replica.database)
  }

  /** Finds a store by number or GUID. Errors: STORE_UNKNOWN, STORE_RETIRED. */
  async store(numberOrGuid: string): Promise<StoreLink> {
    const { link, retired } = await findStore(this.replica.database, numberOrGuid)
    if (link) return link
    throw isRetired(retired)
  }

  /** Ignore this store, or take it up again; the next transmission acts on it. Errors: STORE_UNKNOWN. */
  async ignore(numberOrGuid: string, ignored: boolean): Promise<StoreLink> {
    const { guid } = await this.store(numberOrGuid)
    return setIgnored(this.replica.database, guid, ignored)
  }

  /** Gives a store another name here; what it calls itself is its own affair. Errors: STORE_UNKNOWN. */
  async rename(numberOrGuid: string, name: string): Promise<StoreLink> {
    const { guid } = await this.store(numberOrGuid)
    return setName(this.replica.database, guid, name)
  }

  /**
   * Begins to compare this office with a store without sending rows, or goes on; it takes the next transmissions of both. Errors:
   * STORE_UNKNOWN.
   */
  async verify(numberOrGuid: string, how: { again: boolean; repair: boolean }): Promise<void> {
    const { id } = await this.store(numberOrGuid)
    await beginComparison(this.replica.database, id, { ...how, now: Date.now() })
  }

  /** How far the comparison with a store has come, and what it has found: at most `limit` rows. Null: none was ever begun. */
  async verified({ id }: StoreLink, limit: number): Promise<Verified | null> {
    return readVerified(this.replica.database, id, limit)
  }

  async close(): Promise<void> {
    await this.replica.database.close()
    this.open.close()
  }
}

async function makeOfficeDatabase(file: string, setup: ReplicaSetup): Promise<void> {
  const database = openSqlite(file, { create: true, ownerOnly: true })
  try {
    if (await OfficeReplica.open(database)) throw databaseTaken(file)
    await database.script('PRAGMA journal_mode = WAL')
    await OfficeReplica.create(database, setup)
  } finally {
    await database.close()
  }
}

const databaseTaken = (file: string): CentralOfficeError =>
  new CentralOfficeError('DATABASE_IN_NETWORK', `The database ${file} is an office's already.`, {
    hint: 'Name another file with --database, or use the home folder it was made with.',
  })

const notAnOffice = (file: string): CentralOfficeError =>
  new CentralOfficeError(
    'DATABASE_NOT_FOUND',
    `The database ${file} is not this office's: the tables of the network are missing.`,
    {
      hint: 'Put back the right file from a backup.',
    },
  )

const siteFirst = (): CentralOfficeError =>
  new CentralOfficeError('SITE_NOT_CONFIGURED', 'The FTP site must be configured before a store can be invited.', {
    hint: 'Enter it with: central-office site set --host HOST --username NAME',
  })
