import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type SwitchedOff, switchCaptureOff } from '../capture/capture-off.ts'
import { type StillOff, type SwitchedOn, switchCaptureOn } from '../capture/capture-on.ts'
import { whyNotReplicable } from '../capture/replicated-table.ts'
import type { Database } from '../databases/database.ts'
import { openSqlite } from '../databases/sqlite.ts'
import { remove } from '../files/remove.ts'
import { type Discarded, discardParked } from '../merge/parked-settle.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { Epoch, type Guid, type StoreNumber } from '../model/ids.ts'
import { initialReplicaSetup, type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import type { VisitResult } from '../model/visit-event.ts'
import type { InvitationContents } from '../settings/invitation.ts'
import { requireSecret, type Secrets } from '../settings/secrets.ts'
import { SETTINGS_FORMAT, Settings } from '../settings/settings.ts'
import { StoreReplica } from '../transmission/store-replica.ts'
import { visitAsStore } from '../transmission/store-visit.ts'
import { withClaim } from './claim-invitation.ts'
import { nameFromFile } from './name-from-file.ts'
import { newHome } from './new-home.ts'
import { OpenHome } from './open-home.ts'
import { type TransmitOptions, transmit } from './transmit.ts'

/** What `init store` and `join` tell about the tables of the shop's database. */
export type TableReport = { table: string; sharing: string; refused: { message: string; hint: string } | null }

/** A running store: its home, the shop's database, its place in the network. */
export class Store {
  readonly open: OpenHome
  readonly database: Database
  readonly replica: StoreReplica | null

  private constructor(open: OpenHome, database: Database, replica: StoreReplica | null) {
    this.open = open
    this.database = database
    this.replica = replica
  }

  /** Makes a store's home for an existing shop database. It joins the network with `join`, or with `key` the long way. */
  static async init(
    folder: string,
    given: {
      database: string
      name: string
      member?: { guid: Guid; number: StoreNumber; key: NonNullable<Secrets['storeKey']> }
    },
  ): Promise<TableReport[]> {
    const file = resolve(given.database)
    const database = openSqlite(file)
    try {
      const { member } = given
      const settings = Settings.parse({
        format: SETTINGS_FORMAT,
        role: 'store',
        name: given.name,
        database: file,
        ...(member ? { store: { guid: member.guid, number: member.number } } : {}),
      })
      const setup = initialReplicaSetup()
      await refuseMember(database, file)
      return await newHome(folder, settings, member ? { storeKey: member.key } : {}, async () => {
        if (member) await StoreReplica.create(database, member.guid, newEpoch(), setup)
        return reportTables(database, setup)
      })
    } finally {
      await database.close()
    }
  }

  /**
   * Joins the network with an opened invitation: into a home made before by `init`, or into a new one with the path of the
   * shop's database. The site must be reachable: there the store leaves word that the invitation is used. All or nothing.
   *
   * With `lost` it takes the place of a store whose database is gone: the database may be missing or newly installed, and
   * the first transmissions bring everything from the office.
   */
  static async join(
    folder: string,
    invitation: InvitationContents,
    given: { database?: string; again?: boolean; lost?: boolean; homeExists: boolean; openHome?: typeof OpenHome.open },
  ): Promise<TableReport[]> {
    const existing = given.homeExists ? await (given.openHome ?? OpenHome.open)(folder) : null
    try {
      const file = resolve(given.database ?? existing?.settings.database ?? '')
      if (existing) refuseJoined(existing.settings, given.lost ? invitation.store.guid : null)
      else if (given.database === undefined) throw noDatabase()
      const isNew = !existsSync(file)
      const database = openSqlite(file, { create: given.lost ?? false })
      try {
        await refuseMember(database, file)
        const settings = Settings.parse({
          ...(existing?.settings ?? { format: SETTINGS_FORMAT, role: 'store' }),
          name: nameFor(invitation, existing?.settings ?? null),
          database: file,
          site: invitation.site,
          store: { guid: invitation.store.guid, number: invitation.store.number },
        })
        const secrets: Secrets = { password: invitation.password, storeKey: invitation.storeKey }
        const epoch = newEpoch()
        await withClaim(invitation, epoch, (given.again || given.lost) ?? false, async () => {
          const create = async () => {
            const { store, replicaSetup } = invitation
            if (given.lost) await StoreReplica.recover(database, store.guid, epoch, replicaSetup, Date.now())
            else await StoreReplica.create(database, store.guid, epoch, replicaSetup)
          }
          if (!existing) return newHome(folder, settings, secrets, create)
          const before = { settings: existing.settings, secrets: existing.secrets }
          await existing.save(settings, secrets)
          try {
            await create()
          } catch (error) {
            await existing.save(before.settings, before.secrets)
            throw error
          }
        })
        return await reportTables(database, invitation.replicaSetup)
      } catch (error) {
        if (isNew) {
          await database.close()
          for (const end of ['', '-wal', '-shm']) await remove(`${file}${end}`)
        }
        throw error
      } finally {
        await database.close()
      }
    } finally {
      existing?.close()
    }
  }

  static async open(folder: string): Promise<Store> {
    const open = await OpenHome.open(folder)
    return Store.take(open)
  }

  /** Takes over an opened home; closes it where the database cannot be opened. */
  static async take(open: OpenHome): Promise<Store> {
    let database: Database | null = null
    try {
      const { settings } = open
      database = openSqlite(settings.database, { busyTimeout: settings.busyTimeoutSeconds * 1000 })
      return new Store(open, database, await StoreReplica.open(database))
    } catch (error) {
      await database?.close()
      open.close()
      throw error
    }
  }

  async transmit(options: TransmitOptions = {}): Promise<VisitResult> {
    const { home, settings, secrets } = this.open
    const replica = this.member()
    const key = requireSecret(secrets, 'storeKey').reveal()
    return transmit(
      { home, settings, secrets },
      (visit) => visitAsStore(visit, replica, key, settings.heartbeatHours),
      options,
    )
  }

  /** The store's place in the network. NOT_JOINED where it has none yet. */
  member(): StoreReplica {
    if (this.replica && this.open.settings.store) return this.replica
    throw notJoined()
  }

  /** Switches capture of tables (none named: of all) off, around a change of their layout. Errors: NOT_JOINED, TABLE_UNKNOWN. */
  async captureOff(tables: string[]): Promise<SwitchedOff[]> {
    const { setup } = await this.member().state()
    return this.database.transaction(() => switchCaptureOff(this.database, setup, tables, Date.now()))
  }

  /** Switches it on again and notes what changed meanwhile. Errors: NOT_JOINED, TABLE_UNKNOWN. */
  async captureOn(tables: string[]): Promise<{ on: SwitchedOn[]; stillOff: StillOff[] }> {
    const { setup } = await this.member().state()
    return this.database.transaction(() => switchCaptureOn(this.database, setup, tables, Date.now()))
  }

  /** Tries rows that this database refused again, without a transmission. Errors: NOT_JOINED. */
  async retryParked(): Promise<{ settled: number; left: number }> {
    return this.member().retryParked()
  }

  /** Lets what stands here hold against parked rows; the next transmission takes it to all. All or none. Errors: as `discardParked`. */
  async discardParked(numbers: number[], mayDelete: boolean): Promise<Discarded[]> {
    const { setup } = await this.member().state()
    return this.database.transaction(async () => {
      const discarded: Discarded[] = []
      for (const number of numbers)
        discarded.push(await discardParked(this.database, setup, number, { mayDelete, now: Date.now() }))
      return discarded
    })
  }

  async close(): Promise<void> {
    await this.database.close()
    this.open.close()
  }
}

/** A name that somebody has chosen stays; one that was made from the name of the file gives way to the office's. */
const nameFor = ({ store }: InvitationContents, settings: Settings | null): string =>
  settings === null || settings.name === nameFromFile(settings.database) ? store.name : settings.name

export const notJoined = (): CentralOfficeError =>
  new CentralOfficeError('NOT_JOINED', 'This store has not joined a network yet.', {
    hint: 'Ask the office for an invitation and run: central-office join INVITATION',
  })

const newEpoch = (): Epoch => Epoch.parse(randomBytes(8).toString('hex'))

async function reportTables(database: Database, setup: ReplicaSetup): Promise<TableReport[]> {
  return (await database.tables()).map((table) => {
    const own = setupOf(setup, table.name)
    const why = own.sharing === 'none' ? null : whyNotReplicable(table, own)
    return { table: table.name, sharing: own.sharing, refused: why && { message: why.message, hint: why.hint } }
  })
}

async function refuseMember(database: Database, file: string): Promise<void> {
  const member = await StoreReplica.open(database)
  if (!member) return
  const { guid } = await member.state()
  throw new CentralOfficeError(
    'DATABASE_IN_NETWORK',
    `The database ${file} belongs to a network already, as store ${guid}.`,
    {
      hint: 'Use the home folder it was set up with (--home).',
    },
  )
}

/** `lost`: the store that is being recovered may be the one that had joined here. */
function refuseJoined(settings: Settings, lost: Guid | null): void {
  if (settings.role !== 'store')
    throw new CentralOfficeError('WRONG_ROLE', 'This home folder belongs to the office, which joins nothing.', {
      hint: 'Choose another home folder with --home.',
    })
  if (settings.store && settings.store.guid !== lost)
    throw new CentralOfficeError(
      'INVITATION_USED',
      `This home folder has joined already, as store ${settings.store.number}.`,
      {
        hint: 'Nothing more to do: transmit. For another store choose another home folder with --home.',
      },
    )
}

const noDatabase = (): CentralOfficeError =>
  new CentralOfficeError('USAGE', 'Which database is to join?', {
    hint: 'Name the file of the shop database: central-office join INVITATION --database FILE',
  })
