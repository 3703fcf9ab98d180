import { z } from 'zod'
import type { Manifest } from '../model/manifest.ts'

/**
 * By epoch: the manifests of it that were dealt with last, though the epoch is not the one that is followed. Whatever else is there of
 * such an epoch later was written since, by a sender that was restored to it. No clock could say so: either side's may have been wrong.
 */
export const SeenManifests = z.record(z.string(), z.array(z.string()))
export type SeenManifests = z.infer<typeof SeenManifests>

type Read = { manifest: Pick<Manifest, 'epoch'>; bytes: Buffer }

/** Epochs remembered, the latest. Only where a site lets nothing be deleted do files of more of them stand there. */
const MAX_EPOCHS = 100
const MAX_MANIFESTS_OF_EPOCH = 50

/** Hex digits of its MAC: other ones for each manifest that was ever written, also for the same payload. */
const nameOf = ({ bytes }: Read): string => bytes.subarray(-65, -49).toString('latin1')

/** Written since manifests of the epoch were dealt with last. */
export const isNews = (seen: SeenManifests, read: Read): boolean =>
  !(seen[read.manifest.epoch] ?? []).includes(nameOf(read))

/** The same with these, which have been dealt with. */
export function withSeen(seen: SeenManifests, reads: Read[]): SeenManifests {
  const epochs = new Map(Object.entries(seen))
  for (const read of reads) {
    const { epoch } = read.manifest
    const others = (epochs.get(epoch) ?? []).filter((name) => name !== nameOf(read))
    epochs.delete(epoch)
    epochs.set(epoch, [...others, nameOf(read)].slice(-MAX_MANIFESTS_OF_EPOCH))
  }
  return Object.fromEntries([...epochs].slice(-MAX_EPOCHS))
}
