import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { DueProgress } from '../merge/down-export.ts'
import { RefillProgress } from '../merge/refill-export.ts'
import { RefillRules } from '../merge/refill-merge.ts'
import { Declined } from '../model/declined-table.ts'
import { Definition } from '../model/definition.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { Epoch, Guid, StoreNumber, showStoreNumber } from '../model/ids.ts'
import { keptJson } from '../model/kept-json.ts'
import { Restart } from '../model/manifest.ts'
import { RefusedTable } from '../model/refused-table.ts'
import { Sequences } from '../model/sequences.ts'
import { AnnouncedTable } from '../model/table.ts'
import { livesOf } from './lives.ts'
import { Outbox } from './outbox.ts'
import { SeenManifests } from './seen-manifests.ts'
import type { StreamPosition } from './stream.ts'
import { tagsOf } from './tags.ts'

/** What the office knows of a store and of its two streams. */
export type StoreLink = {
  id: number
  guid: Guid
  number: StoreNumber
  name: string
  ignored: boolean
  invitedAt: number
  upEpoch: Epoch | null
  applied: number
  /** Of its payloads applied last, up to that one. */
  appliedTags: string[]
  owes: boolean
  downEpoch: Epoch
  /** Epochs of the stream to it that have ended. */
  endedDown: string[]
  exported: number
  /** Of the last payload made for it; '': none was made in this epoch. */
  tag: string
  acknowledged: number
  sentTick: number
  /** Where making payloads for it stopped; null: all were made. */
  due: DueProgress | null
  sentSetup: number
  knownSetup: number
  schema: AnnouncedTable[]
  /** Tables that the setup wants and it cannot transmit. */
  refused: RefusedTable[]
  /** Tables of it that do not fit the office's, and of which it was told (JSON). */
  declined: Declined[]
  declinedTold: string
  lastContact: number | null
  heldRows: number
  /** Rows received of the initial load, or of what refills the office, while it is under way; null: nothing of the kind is. */
  loadRows: number | null
  program: string
  /** Why the stream to it began anew; null: it is the first. */
  restart: Restart | null
  /** It was asked for everything it has, and has not answered. */
  awaits: boolean
  /** How its rows are merged while it refills the office; null: it does not. */
  refillRules: RefillRules | null
  /** How far the office has come in sending it everything; null: nothing of the kind to do. */
  refill: RefillProgress | null
  /** How often it was sent everything because its database had been restored or lost, and when last. */
  restarts: number
  restoredAt: number | null
  /** Epochs of its stream that have ended, and what orders the present one after them: `at` of its restart. */
  ended: Epoch[]
  restartedAt: number
  /** An epoch of its stream that has ended, and in which it went on all the same; null: none was seen. */
  over: Epoch | null
  /** An epoch of its stream that follows none: another database sends in it. */
  refusedEpoch: Epoch | null
  /** By epoch of its stream: the last manifest that was dealt with (see former-epochs.ts). */
  seenFormer: SeenManifests
  /** Digest of a manifest of its that seemed to be on its way; null: none did. */
  unfinished: string | null
}

const json = <T>(text: unknown, of: { parse: (value: unknown) => T }): T | null =>
  text === '' ? null : of.parse(JSON.parse(String(text)))

/** How far a store's stream has been applied. */
export const readPosition = async (database: Database, link: StoreLink): Promise<StreamPosition> => ({
  epoch: link.upEpoch,
  number: link.applied,
  tags: link.appliedTags,
  awaits: link.awaits ? link.downEpoch : null,
  ended: link.ended,
  restartedAt: link.restartedAt,
  sent: {
    epoch: link.downEpoch,
    number: link.exported,
    tags: await new Outbox(database, link.id).tags(),
    ended: link.endedDown,
  },
})

type Row = Record<string, null | bigint | string>

/** Store numbers are texts: 7 comes before 12. */
export const BY_NUMBER = `substr('0000000' || number, -7)`

/** All stores that take part; those that were retired are read by `readRetired`. */
export async function readLinks(database: Database): Promise<StoreLink[]> {
  return (
    await database.all<Row>(`SELECT * FROM ${OWN_PREFIX}stores WHERE retired_at IS NULL ORDER BY ${BY_NUMBER}`)
  ).map(linkOf)
}

/** Errors: STORE_UNKNOWN, STORE_RETIRED. */
export async function readLink(database: Database, guid: Guid): Promise<StoreLink> {
  const row = await database.get<Row>(`SELECT * FROM ${OWN_PREFIX}stores WHERE guid = $1`, guid)
  if (!row)
    throw new CentralOfficeError('STORE_UNKNOWN', `No store of this network has the GUID ${guid}.`, {
      hint: 'See the list with: central-office stores',
    })
  const link = linkOf(row)
  if (row.retired_at !== null) throw isRetired(link)
  return link
}

const schemaIn = keptJson(AnnouncedTable.array())
const refusedIn = keptJson(RefusedTable.array())
const declinedIn = keptJson(Declined.array())
const endedIn = keptJson(Epoch.array())

const linkOf = (row: Row): StoreLink => ({
  id: Number(row.id),
  guid: Guid.parse(row.guid),
  number: StoreNumber.parse(row.number),
  name: String(row.name),
  ignored: row.ignored === 1n,
  invitedAt: Number(row.invited_at),
  upEpoch: row.up_epoch === null ? null : Epoch.parse(row.up_epoch),
  applied: Number(row.applied),
  appliedTags: tagsOf(String(row.applied_tags)),
  owes: row.owes === 1n,
  downEpoch: Epoch.parse(row.down_epoch),
  endedDown: livesOf(String(row.ended_down)),
  exported: Number(row.exported),
  tag: String(row.tag),
  acknowledged: Number(row.acknowledged),
  sentTick: Number(row.sent_tick),
  due: json(row.due, DueProgress),
  sentSetup: Number(row.sent_setup),
  knownSetup: Number(row.known_setup),
  schema: schemaIn(String(row.schema)),
  refused: refusedIn(String(row.refused)),
  declined: declinedIn(String(row.declined)),
  declinedTold: String(row.declined_told),
  lastContact: row.last_contact === null ? null : Number(row.last_contact),
  heldRows: Number(row.held_rows),
  loadRows: row.load_rows === null ? null : Number(row.load_rows),
  program: String(row.program),
  restart: json(row.restart, Restart),
  awaits: row.awaits === 1n,
  refillRules: json(row.refill_rules, RefillRules),
  refill: json(row.refill, RefillProgress),
  restarts: Number(row.restarts),
  restoredAt: row.restored_at === null ? null : Number(row.restored_at),
  ended: endedIn(String(row.ended)),
  restartedAt: Number(row.restarted_at),
  over: row.over === null ? null : Epoch.parse(row.over),
  refusedEpoch: row.refused_epoch === null ? null : Epoch.parse(row.refused_epoch),
  seenFormer: SeenManifests.parse(JSON.parse(String(row.seen_former))),
  unfinished: row.unfinished === null ? null : String(row.unfinished),
})

/** How a store's database is made, in its own words, and how far it has counted. */
export async function readDefinitionsOf(
  database: Database,
  { id }: StoreLink,
): Promise<{ definitions: Definition[]; sequences: Sequences }> {
  const row = await database.get<{ definitions: string; sequences: string }>(
    `SELECT definitions, sequences FROM ${OWN_PREFIX}stores WHERE id = $1`,
    id,
  )
  return {
    definitions: Definition.array().parse(JSON.parse(String(row?.definitions))),
    sequences: Sequences.parse(JSON.parse(String(row?.sequences))),
  }
}

/** A store as it is taken into the network. `invitedAt`: milliseconds. */
export type NewLink = Pick<StoreLink, 'guid' | 'number' | 'name' | 'downEpoch' | 'invitedAt'>

/** Adds a store to the network. Its number must be free. */
export async function addLink(database: Database, store: NewLink): Promise<StoreLink> {
  const taken = await database.get<{ name: string; retired_at: bigint | null }>(
    `SELECT name, retired_at FROM ${OWN_PREFIX}stores WHERE number = $1 AND forgotten = 0`,
    store.number,
  )
  if (taken) throw numberTaken(store.number, taken.name, taken.retired_at !== null)
  await database.run(
    `INSERT INTO ${OWN_PREFIX}stores (guid, number, name, down_epoch, invited_at) VALUES ($1, $2, $3, $4, $5)`,
    store.guid,
    store.number,
    store.name,
    store.downEpoch,
    store.invitedAt,
  )
  return readLink(database, store.guid)
}

export const isRetired = ({ number, name }: Pick<StoreLink, 'number' | 'name'>): CentralOfficeError =>
  new CentralOfficeError('STORE_RETIRED', `Store ${showStoreNumber(number)} "${name}" is retired.`, {
    hint: 'Nothing is exchanged with it any more. If it is to take part again, invite it as a new store.',
  })

const numberTaken = (number: StoreNumber, name: string, retired: boolean): CentralOfficeError =>
  retired
    ? new CentralOfficeError(
        'STORE_NUMBER_TAKEN',
        `The store number ${number} belonged to ${name}, which is retired.`,
        {
          hint: `Choose another number, or make it free with: central-office stores forget ${number}`,
        },
      )
    : new CentralOfficeError('STORE_NUMBER_TAKEN', `The store number ${number} belongs to ${name} already.`, {
        hint: 'Choose another number; the list is shown by: central-office stores',
      })

/** Gives a store another name; its number and its GUID stay. */
export async function setName(database: Database, guid: Guid, name: string): Promise<StoreLink> {
  await database.run(`UPDATE ${OWN_PREFIX}stores SET name = $2 WHERE guid = $1`, guid, name)
  return readLink(database, guid)
}

/** Ignore this store: while it is on, the office neither takes from the store nor sends to it; nothing is lost by it. */
export async function setIgnored(database: Database, guid: Guid, ignored: boolean): Promise<StoreLink> {
  await database.run(`UPDATE ${OWN_PREFIX}stores SET ignored = $2 WHERE guid = $1`, guid, ignored ? 1 : 0)
  return readLink(database, guid)
}
