import { randomInt } from 'node:crypto'
import type { CentralOfficeError } from '../model/errors.ts'
import { hasCode } from '../model/errors.ts'
import type { Direction, Epoch, Guid } from '../model/ids.ts'
import type { Manifest } from '../model/manifest.ts'
import { type PayloadName, payloadPath } from '../payload/file-names.ts'
import { manifestMaxBytes, openManifest } from '../payload/manifest-codec.ts'
import { concernsFile } from '../site/failure.ts'
import type { Removals } from './removals.ts'
import type { Room } from './room.ts'
import type { SeenManifests } from './seen-manifests.ts'
import type { StreamPosition } from './stream.ts'
import type { Visit } from './visit.ts'

/** The payloads of one sender that wait on the site. */
export type IncomingStream = {
  direction: Direction
  guid: Guid
  /** The store's key. */
  key: Uint8Array
  /** How far it has been applied, as the database says now. */
  position: () => Promise<StreamPosition>
  /** Notes that the sender goes on in a life that has ended, for it to be told. */
  noteOver: (epoch: Epoch) => Promise<void>
  /** Digest of a manifest that seemed to be on its way at a visit before, as it stood there; null: there was none. */
  unfinished: () => Promise<string | null>
  noteUnfinished: (digest: string) => Promise<void>
  /** Of epochs that are not followed: the newest manifests that were dealt with. */
  seen: () => Promise<SeenManifests>
  noteSeen: (seen: SeenManifests) => Promise<void>
  /** Notes that somebody sends in an epoch that follows none, for the sender to be told. */
  noteRefused: (epoch: Epoch) => Promise<void>
  /** The highest `began` that the manifests read in this visit tell: a new epoch of the own stream must begin with more. */
  heard: { began: number }
  /** Files of this stream on the site, from one listing. */
  names: PayloadName[]
  /** The listing may not show all of them. */
  incomplete: boolean
  /** Shared by all streams of a visit. */
  room: Room
  removals: Removals
  /** Whom to name when it forks. */
  sender: string
  store?: string
}

/** Whose manifests these are to be. */
type Sender = Pick<IncomingStream, 'direction' | 'guid' | 'key'> & Partial<Pick<IncomingStream, 'heard'>>

export type ReadManifest = { manifest: Manifest; bytes: Buffer }

/** Manifests of unknown making that are read in one visit for each stream, and those of them that are the first in any case. */
const MOST_DOUBTFUL = 20
const FIRST_OF_THEM = 10

/**
 * As many of these as a visit looks into, in their order. The first of them are what an honest sender has left, as an answer of a hundred
 * payloads begins with its first; the others are picked by chance: where somebody leaves junk in front, the next visit tries others.
 */
export function someOf<T>(candidates: T[]): T[] {
  if (candidates.length <= MOST_DOUBTFUL) return candidates
  const [first, others] = [candidates.slice(0, FIRST_OF_THEM), candidates.slice(FIRST_OF_THEM)]
  const from = randomInt(others.length)
  return [...first, ...others.slice(from), ...others.slice(0, from)].slice(0, MOST_DOUBTFUL)
}

/** Manifests of a number, as the listing names them. A life that is not known yet (null) may be any. */
export const announcedAs = ({ names }: IncomingStream, epoch: Epoch | null, number: number): PayloadName[] =>
  names.filter((name) => name.kind === 'manifest' && name.number === number && (epoch === null || name.epoch === epoch))

/**
 * The first of these manifests that authenticates. Until the first payload has come the epoch is not known, and anybody
 * with the account can leave junk of such a name: what does not authenticate is noted in `doubts`.
 */
export async function firstGenuine(
  visit: Visit,
  stream: Sender,
  candidates: PayloadName[],
  doubts: CentralOfficeError[],
): Promise<ReadManifest | null> {
  for (const [at, name] of someOf(candidates).entries()) {
    const read = await readIfGenuine(visit, stream, name, doubts, at === 0)
    if (read !== 'strange' && read !== 'unread') return read
  }
  return null
}

/** All of these manifests that authenticate; what is wrong with the others is in `doubts`, the names of those that are not in `strange`. */
export async function readGenuine(
  visit: Visit,
  stream: IncomingStream,
  candidates: PayloadName[],
  doubts: CentralOfficeError[],
  strange: PayloadName[],
): Promise<ReadManifest[]> {
  const genuine: ReadManifest[] = []
  for (const [at, name] of someOf(candidates).entries()) {
    const read = await readIfGenuine(visit, stream, name, doubts, at === 0)
    if (read === 'strange') strange.push(name)
    else if (read !== 'unread') genuine.push(read)
  }
  return genuine
}

/** `twice`: one that is not authentic is read once more. `unread`: the site does not hand it out, perhaps not now; that says nothing about what it is. */
async function readIfGenuine(
  visit: Visit,
  { direction, guid, key, heard }: Sender,
  { epoch, number }: PayloadName,
  doubts: CentralOfficeError[],
  twice: boolean,
): Promise<ReadManifest | 'strange' | 'unread'> {
  try {
    const path = payloadPath(direction, guid, epoch, number, 'manifest')
    const readIt = async (): Promise<ReadManifest> => {
      const bytes = await visit.lanes.run((site) => site.read(path, manifestMaxBytes))
      return { manifest: openManifest(bytes, key, direction, { guid, epoch, number }), bytes }
    }
    // A transfer that ended early says nothing about the file.
    const read = await readIt().catch((error) => {
      if (!twice || !hasCode(error, 'PAYLOAD_NOT_AUTHENTIC')) throw error
      return readIt()
    })
    if (heard) heard.began = Math.max(heard.began, read.manifest.acknowledged.began)
    return read
  } catch (error) {
    const isStrange = hasCode(error, 'PAYLOAD_NOT_AUTHENTIC', 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE')
    if (!isStrange && !concernsFile(error)) throw error
    doubts.push(error)
    return isStrange ? 'strange' : 'unread'
  }
}
