import type { Direction, Epoch, Guid } from '../model/ids.ts'
import { folderOf, payloadPath } from '../payload/file-names.ts'
import type { Site } from '../site/site.ts'
import { listedPayloads } from './allowance.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import { removeDone } from './site-limits.ts'
import type { Visit } from './visit.ts'

/** The life a stream is in at its sender. */
export type SendersLife = {
  epoch: Epoch
  /** Not the first: the stream began anew. */
  anew: boolean
  /** Number of the last payload made in it. */
  made: number
}

type Stream = { direction: Direction; guid: Guid; outbox: Outbox; site: Site; life: SendersLife; store?: string }

/**
 * Takes away what former lives of a stream have left on the site. Where a database was restored more than once, or a payload was cut off
 * before, neither side may remember whose they are. The receiver, once it has followed into the present life, wants none of them.
 * Looked for once in a life. `entries`: what the outbox held when the visit began to send.
 */
export async function removeFormerLives(visit: Visit, stream: Stream, entries: OutboxEntry[]): Promise<void> {
  const { direction, guid, outbox, site, life, store = '' } = stream
  if (!life.anew || !isFollowed(life, entries) || visit.deletions.keeps(store)) return
  if ((await outbox.cleared()) === life.epoch) return
  const listed = listedPayloads(direction, await site.list(folderOf(direction, guid)))
  const former = listed.filter(({ epoch, ...name }) => (name.guid ?? guid) === guid && epoch !== life.epoch)
  const paths = (kind: 'manifest' | 'dat') =>
    former
      .filter((name) => name.kind === kind)
      .map(({ epoch, number }) => payloadPath(direction, guid, epoch, number, kind))
  // Nobody is to find a manifest whose file has gone.
  const files = [...paths('manifest'), ...paths('dat')].map((path) => ({ store, path }))
  if (await removeDone(visit, site, files)) await outbox.noteCleared(life.epoch)
}

/** The receiver has applied the payload that this life began with. */
const isFollowed = ({ made }: SendersLife, [oldest]: OutboxEntry[]): boolean =>
  made >= 1 && (oldest === undefined || oldest.number > 1)
