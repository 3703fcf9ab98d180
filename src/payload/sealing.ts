import type { PayloadContents } from '../model/payload-contents.ts'
import type { Work } from '../threads/work.ts'
import type { PayloadBinding } from './binding.ts'
import { readContents } from './contents.ts'
import { openPayload } from './open.ts'
import { type SealedPayload, sealPayload } from './seal.ts'

/** A payload to be sealed. Files are paths; `key` is the store's. */
export type ToSeal = { sqliteFile: string; datFile: string; key: Uint8Array; binding: PayloadBinding }

/** A payload to be opened; `expected` is what its manifest announces. */
export type ToOpen = ToSeal & { expected: SealedPayload }

/** What is done to whole payloads, here or in a thread: questions and answers are plain data. */
export const sealing = {
  /** Errors: as of `sealPayload`. */
  seal: ({ sqliteFile, datFile, key, binding }: ToSeal): Promise<SealedPayload> =>
    sealPayload(sqliteFile, datFile, key, binding),

  /** Opens a payload and reads what it holds. Errors: as of `openPayload` and `readContents`. */
  open: async ({ sqliteFile, datFile, key, binding, expected }: ToOpen): Promise<PayloadContents> => {
    await openPayload(datFile, sqliteFile, key, binding, expected)
    return readContents(sqliteFile)
  },
} satisfies Work
export type Sealing = typeof sealing
