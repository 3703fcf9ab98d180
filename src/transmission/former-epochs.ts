import type { PayloadName } from '../payload/file-names.ts'
import { firstGenuine, type IncomingStream, type ReadManifest, readGenuine, someOf } from './incoming.ts'
import { isNews, withSeen } from './seen-manifests.ts'
import type { StreamPosition } from './stream.ts'
import type { Visit } from './visit.ts'

/**
 * What stands there of epochs that have ended. Mostly leftovers, which were dealt with when the present epoch began; but what was written
 * since shows that its sender was restored to one of them. Null: nothing was.
 */
export async function lookIntoThePast(
  visit: Visit,
  stream: IncomingStream,
  position: StreamPosition,
): Promise<ReadManifest | null> {
  const former = stream.names.filter(({ epoch }) => position.ended.includes(epoch))
  if (former.length === 0) return null
  const seen = await stream.seen()
  for await (const read of newestOfEach(visit, stream, former)) if (isNews(seen, read)) return read
  return null
}

/** A new epoch was followed: nothing that stands there of others is news from now on. */
export async function rememberFormer(visit: Visit, stream: IncomingStream, position: StreamPosition): Promise<void> {
  const former = stream.names.filter(({ epoch, kind }) => epoch !== position.epoch && kind === 'manifest')
  const reads = await readGenuine(visit, stream, former, [], [])
  for await (const read of newestOfEach(visit, stream, former)) reads.push(read)
  await noteSeen(stream, ...reads)
}

export async function noteSeen(stream: IncomingStream, ...reads: ReadManifest[]): Promise<void> {
  if (reads.length > 0) await stream.noteSeen(withSeen(await stream.seen(), reads))
}

async function* newestOfEach(visit: Visit, stream: IncomingStream, names: PayloadName[]): AsyncGenerator<ReadManifest> {
  const manifests = names.filter(({ kind }) => kind === 'manifest').sort((a, b) => b.number - a.number)
  for (const [, ofEpoch] of someOf([...Map.groupBy(manifests, ({ epoch }) => epoch)])) {
    const read = await firstGenuine(visit, stream, ofEpoch, [])
    if (read) yield read
  }
}
