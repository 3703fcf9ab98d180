import { createHash } from 'node:crypto'
import { hasCode } from '../model/errors.ts'
import type { Epoch } from '../model/ids.ts'
import { payloadPath } from '../payload/file-names.ts'
import { manifestMaxBytes, mayBeArriving, openManifest } from '../payload/manifest-codec.ts'
import { concernsFile } from '../site/failure.ts'
import type { IncomingStream } from './incoming.ts'
import type { Visit } from './visit.ts'

/**
 * Settles what becomes of the manifest that is wanted next and did not authenticate. Its sender may have forgotten it, having been
 * restored from a backup, and then nobody else would ever take it away.
 * - `arriving`: the rest of it may be on its way still. It is left as it is until the next visit.
 * - `damaged`: it is no such beginning, or stands there as it did at a visit before: nobody is writing it. It is taken away with its
 *   `.dat`, and a sender that remembers it sends both again. So it is called as well where it cannot be read a second time, or has gone.
 */
export async function settleDamaged(
  visit: Visit,
  stream: IncomingStream,
  epoch: Epoch,
  number: number,
): Promise<'arriving' | 'damaged'> {
  const { direction, guid, key, removals, store = '' } = stream
  const path = (kind: 'manifest' | 'dat') => payloadPath(direction, guid, epoch, number, kind)
  let bytes: Buffer
  try {
    bytes = await visit.lanes.run((site) => site.read(path('manifest'), manifestMaxBytes))
  } catch (error) {
    if (!concernsFile(error)) throw error
    return 'damaged'
  }
  try {
    openManifest(bytes, key, direction, { guid, epoch, number })
    return 'arriving'
  } catch (error) {
    if (!hasCode(error, 'PAYLOAD_NOT_AUTHENTIC')) throw error
  }
  const digest = createHash('sha256').update(path('manifest')).update(bytes).digest('hex')
  if (mayBeArriving(bytes) && (await stream.unfinished()) !== digest) {
    await stream.noteUnfinished(digest)
    return 'arriving'
  }
  await removals.remove(store, path('manifest'), path('dat'))
  return 'damaged'
}
