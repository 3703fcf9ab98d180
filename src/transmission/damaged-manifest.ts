import { createHash } from 'node:crypto'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Epoch } from '../model/ids.ts'
import { type PayloadName, payloadPath } from '../payload/file-names.ts'
import { manifestMaxBytes, mayBeArriving, openManifest } from '../payload/manifest-codec.ts'
import { concernsFile } from '../site/failure.ts'
import type { IncomingStream } from './incoming.ts'
import type { Visit } from './visit.ts'

/**
 * Settles what becomes of the manifest that is wanted next and did not authenticate. Its sender may have forgotten it, having been
 * restored from a backup, and then nobody else would ever take it away.
 * - `arriving`: the rest of it may be on its way still. It is left as it is until the next visit.
 * - `damaged`: it is no such beginning, or stands there as it did at a visit before: nobody is writing it. It is taken away with its
 *   `.dat`, and a sender that remembers it sends both again.
 * - `gone`: it cannot be read a second time.
 */
export async function settleDamaged(
  visit: Visit,
  stream: IncomingStream,
  epoch: Epoch,
  number: number,
): Promise<'arriving' | 'damaged' | 'gone'> {
  const { direction, guid, key, removals, store = '' } = stream
  const path = (kind: 'manifest' | 'dat') => payloadPath(direction, guid, epoch, number, kind)
  let bytes: Buffer
  try {
    bytes = await visit.lanes.run((site) => site.read(path('manifest'), manifestMaxBytes))
  } catch (error) {
    if (!concernsFile(error)) throw error
    return 'gone'
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

/**
 * Damaged, or not the sender's, and of a life that is not the present one: perhaps of one that the sender has forgotten itself, having been
 * restored twice. Nobody would ever put it right, so it is told of once, and taken away. Should it be one that is just being
 * uploaded, its sender finds it missing and sends it again.
 */
export async function removeNobodys(
  { direction, guid, removals, store = '' }: IncomingStream,
  names: PayloadName[],
): Promise<void> {
  const path = ({ epoch, number }: PayloadName, kind: 'manifest' | 'dat') =>
    payloadPath(direction, guid, epoch, number, kind)
  await removals.remove(store, ...names.flatMap((name) => [path(name, 'manifest'), path(name, 'dat')]))
}

/** What is told of a manifest that did not authenticate and was deleted: nobody need wait for it any more. */
export const toldAsDeleted = (doubt: CentralOfficeError): CentralOfficeError =>
  hasCode(doubt, 'PAYLOAD_NOT_AUTHENTIC')
    ? new CentralOfficeError(doubt.code, doubt.message, {
        hint: 'Nothing was applied, and it was deleted from the site. If its sender still knows it, its next transmission sends it again: nothing needs to be done. If this happens again and again, somebody else writes to the FTP account, or the two locations hold different keys: then invite the store again.',
        retryable: true,
        cause: doubt,
      })
    : doubt
