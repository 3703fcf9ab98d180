import { z } from 'zod'
import { Epoch, Guid, PayloadTag, SequenceNumber } from './ids.ts'

/** A receiver remembers the tags of so many payloads. */
export const MOST_TAGS = 50

/** Says why a stream begins anew: the sender's database was restored, or the receiver asked. */
export const Restart = z.strictObject({
  /**
   * Orders the epochs of a sender: greater than that of every restart before. Usually the time, milliseconds since 1970; where a clock
   * was wrong, one more than the other side has told in `began`.
   */
  at: z.int().min(0),
  /** The sender has lost what it had, and asks the receiver for all of it. */
  asks: z.boolean(),
  /** The epoch under which the receiver asked, if this is the answer. */
  answers: Epoch.nullable(),
  /** How far the sender has applied the receiver's stream. */
  applied: z.strictObject({
    epoch: Epoch.nullable(),
    number: SequenceNumber,
    /** Of that payload, last, and of those before it. */
    tags: PayloadTag.array().max(MOST_TAGS),
  }),
  /** Up: the office tick up to which the store had seen everything before. Down: 0. */
  tick: z.int().min(0),
})
export type Restart = z.infer<typeof Restart>

/** Of everything in a manifest. A member that comes, goes or changes its meaning raises it (test/payload/formats.test.ts). */
export const MANIFEST_FORMAT = 2

/**
 * The small file that commits a payload on the site. JSON in clear, authenticated (docs/PROTOCOL.md), so it holds no
 * user value, no table or column name, no secret.
 */
export const Manifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  /** 'office' or the GUID of the store. */
  from: z.union([z.literal('office'), Guid]),
  to: z.union([z.literal('office'), Guid]),
  epoch: Epoch,
  number: SequenceNumber,
  /** Its own, and that of the payload before it in this epoch ('': it is the first). */
  tag: PayloadTag.min(1),
  previous: PayloadTag,
  /** Null: nothing but an acknowledgement. */
  dat: z
    .strictObject({
      /** Bytes of the `.dat` on the site. */
      size: z.int().min(1),
      /** Of the `.dat` on the site, 64 hex digits. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** Bytes of the SQLite file inside: the bound for unpacking. */
      unpackedSize: z.int().min(1),
      rows: z.int().min(0),
    })
    .nullable(),
  /** True while this payload is part of an initial load, or of a refill. */
  load: z.boolean(),
  /** In the first payload of a stream that follows an older one, else null. */
  restart: Restart.nullable(),
  /**
   * The highest number applied of the other direction, its tag, and the epoch it was counted in (null: none seen yet). `began`: `at` of
   * the restart with which that epoch began; 0: it is the first. Only a restart with a greater `at` is followed.
   */
  acknowledged: z.strictObject({
    epoch: Epoch.nullable(),
    number: SequenceNumber,
    tag: PayloadTag,
    began: z.int().min(0),
  }),
  /** An epoch of the other direction that has ended, and in which its sender goes on all the same; null: none was seen. */
  over: Epoch.nullable(),
  /** An epoch of the other direction that begins without saying what it follows: another database sends in it. null: none does. */
  refused: Epoch.nullable(),
  /** Up: the office tick up to which this store has seen everything. Down: the tick this payload brings it to. */
  tick: z.int().min(0),
  schemaFingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  replicaSetupVersion: z.int().min(0),
  programVersion: z.string().max(50),
  /** Sender's clock, milliseconds since 1970, and what to add to it to get the site's clock (null: not known). */
  clock: z.int(),
  clockOffset: z.int().nullable(),
  health: z.strictObject({ heldRows: z.int().min(0), freeDisk: z.int().min(0).nullable() }),
})
export type Manifest = z.infer<typeof Manifest>
