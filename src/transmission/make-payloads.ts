import { stat } from 'node:fs/promises'
import { remove } from '../files/remove.ts'
import type { SealedPayload } from '../payload/seal.ts'
import { noteSealed, type OutgoingStream, plainFile, sealFile } from './send.ts'
import type { StoreReplica } from './store-replica.ts'
import type { MadePayload } from './stream-part.ts'
import { checkCancelled, type Visit } from './visit.ts'

/** A payload that is being sealed while the next is made; `bytes` unpacked. */
type BeingSealed = { made: MadePayload; bytes: number; sealed: Promise<SealedPayload | null> }

/**
 * Makes and seals payload after payload of a store until nothing is left to say, or as much waits as the allowance has room for.
 * While one is being sealed the next is made already; they are sealed in the order of their numbers, and all of them before anything
 * is sent. What a crash keeps from being sealed is taken back at the next visit.
 */
export async function makePayloads(
  visit: Visit,
  replica: StoreReplica,
  stream: OutgoingStream,
  heartbeatHours: number,
): Promise<void> {
  const since = Date.now() - (await replica.lastExport())
  // Below 0: the clock was ahead at the last one. Who waited until it has caught up might be silent for years.
  let force = since >= heartbeatHours * 3600_000 || since < 0
  let { exported } = await replica.state()
  let last: BeingSealed | null = null

  const finishLast = async () => {
    if (last) await noteSealed(visit, stream, last.made, await last.sealed)
    last = null
  }
  const makeNext = async (): Promise<BeingSealed | null> => {
    const file = plainFile(visit, stream.guid, ++exported)
    await remove(file)
    const made = await replica.export(file, visit.chunkBytes, force)
    force = false
    if (!made?.hasFile) await remove(file)
    if (!made) return null
    const bytes = made.hasFile ? (await stat(file)).size : 0
    const sealed = sealFile(visit, stream, made)
    // What goes wrong is told where it is waited for.
    sealed.catch(() => undefined)
    return { made, bytes, sealed }
  }

  try {
    while (await mayMake(visit, stream, last, finishLast)) {
      checkCancelled(visit)
      const next = await makeNext()
      await finishLast()
      if (!next) return
      last = next
    }
    await finishLast()
  } catch (error) {
    await (last as BeingSealed | null)?.sealed.catch(() => undefined)
    throw error
  }
}

/** Whether there is room for another payload. Close to the allowance that is asked once the size of the last is known. */
async function mayMake(
  visit: Visit,
  { space }: OutgoingStream,
  last: BeingSealed | null,
  finishLast: () => Promise<void>,
): Promise<boolean> {
  if (last && (await space.mayMakeBeside(visit, last.bytes))) return true
  await finishLast()
  return space.mayMake(visit)
}
