import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { Definition } from '../model/definition.ts'
import { Manifest } from '../model/manifest.ts'
import type { RefusedTable } from '../model/refused-table.ts'
import type { AnnouncedTable } from '../model/table.ts'

/** What a manifest says about its stream; the rest of it is about the file and the sender. */
const StreamPart = Manifest.pick({
  epoch: true,
  number: true,
  tag: true,
  previous: true,
  load: true,
  restart: true,
  acknowledged: true,
  over: true,
  refused: true,
  tick: true,
  schemaFingerprint: true,
  replicaSetupVersion: true,
}).strip()
export type StreamPart = z.infer<typeof StreamPart>

/** Takes what concerns the stream out of a manifest, or out of what was kept of one. */
export const streamPartOf = (manifest: unknown): StreamPart => StreamPart.parse(manifest)

export const newTag = (): string => randomBytes(8).toString('hex')

/** A payload just made: what its manifest is to say, and whether a file goes with it. */
export type MadePayload = { part: StreamPart; rows: number; hasFile: boolean }

/** SHA-256 of what a location announces of its tables, 64 hex digits. */
export const schemaFingerprint = (
  schema: readonly AnnouncedTable[],
  definitions: readonly Definition[] = [],
  refused: readonly RefusedTable[] = [],
): string =>
  createHash('sha256')
    .update(JSON.stringify([schema, definitions, ...(refused.length > 0 ? [refused] : [])]))
    .digest('hex')
