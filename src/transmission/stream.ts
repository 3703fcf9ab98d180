import type { Epoch } from '../model/ids.ts'
import type { Restart } from '../model/manifest.ts'

/** How far a stream of payloads has been applied, as its receiver knows it. */
export type StreamPosition = {
  /** The life the stream is in; null: nothing has come yet. */
  epoch: Epoch | null
  /** Number of the last payload applied. */
  number: number
  /** Tags of the payloads applied last, up to that one; [] = unknown. */
  tags: readonly string[]
  /** The receiver has lost what it had and asked, under this epoch of its own, for all of it; null: it waits for no answer. */
  awaits: Epoch | null
  /** Lives of this stream that have ended. */
  ended: readonly Epoch[]
  /** `at` of the restart with which the epoch began; 0: it is the first. */
  restartedAt: number
  /**
   * The receiver's own stream in the other direction: its epoch, the number of the last payload made, the tags of those that are not
   * acknowledged, by number, and its lives before this one.
   */
  sent: { epoch: Epoch; number: number; tags: Readonly<Record<number, string>>; ended: readonly string[] }
}

export type Arrival =
  /** Exactly what is wanted next. */
  | 'next'
  /** The first of a new life, which begins with it. */
  | 'restart'
  /** Applied before, or of a life that has ended: a copy that came again. */
  | 'repeated'
  /** An earlier one has not come yet, or the answer to this receiver's question has not. */
  | 'gap'
  /**
   * It follows another payload than the one that was applied, or answers once more what was answered: its sender has forgotten that,
   * having been restored from a backup.
   */
  | 'forgotten'
  /**
   * The sender has applied what this database does not know to have made, or answers what it does not know to have asked: the database
   * was restored from a backup.
   */
  | 'behind'
  /** Somebody else sends under the same identity. */
  | 'fork'
  /** The sender takes this side for such a one, and nothing of it. */
  | 'refused'

/** Each stream is gap-free: 1, 2, 3 ... within its epoch; a new epoch begins with a payload that says so. */
export function judgeArrival(position: StreamPosition, arriving: Arriving): Arrival {
  const arrival = judgePlace(position, arriving)
  if (arrival === 'repeated') return arrival
  // The name of an epoch is random: wherever it stands, it is this side's that is meant.
  if (arriving.refused === position.sent.epoch) return 'refused'
  if (arriving.over === position.sent.epoch) return 'behind'
  // What lies there of a life that nobody is in may acknowledge whatever there was then. Before the first, all is of the present one.
  const first = position.epoch === null && position.awaits === null
  const present = arrival === 'gap' && (first || arriving.epoch === position.epoch)
  const told = arrival === 'next' || arrival === 'restart' || arrival === 'forgotten' || present
  return told && knowsMore(position, arriving) ? 'behind' : arrival
}

/** The sender acknowledges what this database does not know to have made, or says that a life is over that this database is in. */
export function knowsMore(
  { sent, awaits }: StreamPosition,
  { acknowledged, over }: Pick<Arriving, 'acknowledged' | 'over'>,
): boolean {
  if (over === sent.epoch) return true
  if (acknowledged.epoch === sent.epoch)
    return (
      acknowledged.number > sent.number || (sent.tags[acknowledged.number] ?? acknowledged.tag) !== acknowledged.tag
    )
  // While it waits for an answer, it is known to have forgotten some lives.
  return awaits === null && acknowledged.epoch !== null && !sent.ended.includes(acknowledged.epoch)
}

/**
 * What a payload from the middle of a life shows that this database has never heard of, and that was written since such were dealt with
 * last, when the payload that life began with has been applied and taken away:
 * - `behind`: this database was restored to a day before;
 * - `over`: its sender was, to a day in a life that this database, restored as well, has forgotten. It acknowledges what is over, and
 *   nobody would ever remember the life.
 *
 * null: it shows nothing yet. The payload that the life began with may still come.
 */
export function judgeUnknownLife(position: StreamPosition, arriving: Arriving): 'behind' | 'over' | null {
  const { epoch, awaits, sent } = position
  const inMiddle = arriving.number > 1 && arriving.epoch !== epoch && judgePlace(position, arriving) === 'gap'
  if (!inMiddle || epoch === null) return null
  if (knowsMore(position, arriving)) return 'behind'
  return awaits === null && sent.ended.includes(arriving.acknowledged.epoch ?? '') ? 'over' : null
}

type Arriving = {
  epoch: Epoch
  number: number
  /** Tag of the payload before it. */
  previous: string
  restart: Restart | null
  acknowledged: { epoch: Epoch | null; number: number; tag: string }
  over: Epoch | null
  refused: Epoch | null
}

function judgePlace(position: StreamPosition, arriving: Arriving): Arrival {
  const { epoch, restart } = arriving
  if (position.ended.includes(epoch)) return 'repeated'
  if (position.epoch === null && position.awaits === null) return arriving.number === 1 ? 'next' : 'gap'
  if (position.epoch === epoch) return judgeNumber(position, arriving)
  if (arriving.number > 1 || (restart === null && position.epoch === null)) return 'gap'
  if (restart === null) return 'fork'
  if (restart.at <= position.restartedAt) return 'repeated'
  if (restart.asks) return 'restart'
  if (position.awaits === null && restart.answers !== null)
    return restart.answers === position.sent.epoch ? 'forgotten' : 'behind'
  if (position.awaits === null) return 'restart'
  if (restart.answers === position.awaits) return 'restart'
  // This side has asked again since the backup that it was restored from.
  const forgotten = restart.answers !== null && !position.sent.ended.includes(restart.answers)
  return forgotten && position.epoch !== null ? 'behind' : 'gap'
}

function judgeNumber({ number, tags, awaits }: StreamPosition, arriving: Arriving): Arrival {
  if (arriving.number <= number) return 'repeated'
  // What the old life still holds is part of the answer.
  if (awaits !== null) return 'gap'
  if (arriving.number > number + 1) return 'gap'
  return arriving.previous === (tags.at(-1) ?? arriving.previous) ? 'next' : 'forgotten'
}
