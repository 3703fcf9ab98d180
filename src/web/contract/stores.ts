import { z } from 'zod'
import { StoreNumber } from '../../model/ids.ts'
import { StoreCard } from './home.ts'
import { RetiredStore } from './retire.ts'
import { LogLine } from './transmission.ts'
import { Guid, StoreNumberText, Time } from './words.ts'

export const StoreList = z.strictObject({ stores: z.array(StoreCard), retired: z.array(RetiredStore) })
export type StoreList = z.infer<typeof StoreList>

const LocationName = z
  .string()
  .trim()
  .min(1, 'a name has 1 to 100 characters')
  .max(100, 'a name has 1 to 100 characters')

const Passphrase = z.string().max(1000)

export const Invite = z.strictObject({
  number: StoreNumber,
  name: LocationName,
  /** Left out: one is made up, and shown once. */
  passphrase: Passphrase.optional(),
})
export type Invite = z.input<typeof Invite>

export const InviteAgain = z.strictObject({ passphrase: Passphrase.optional() })
export type InviteAgain = z.infer<typeof InviteAgain>

/** Shown once, kept nowhere. The passphrase goes another way than the text. */
export const Invitation = z.strictObject({
  guid: Guid,
  number: StoreNumberText,
  name: z.string(),
  text: z.string(),
  passphrase: z.string(),
  /** What to draw as a QR code: the text without its line breaks, which is read all the same. Null: it does not fit into one. */
  qr: z.string().nullable(),
  /** What to call the file. */
  fileName: z.string(),
})
export type Invitation = z.infer<typeof Invitation>

export const StoreChange = z.strictObject({ ignored: z.boolean().optional(), name: LocationName.optional() })
export type StoreChange = z.infer<typeof StoreChange>

/** A store's own page. `lines`: what the log tells of it, newest last. */
export const StoreHistory = z.strictObject({
  store: StoreCard,
  invitedAt: Time,
  /** Payloads received and applied, made for it, and acknowledged by it, in the present streams. */
  applied: z.int(),
  exported: z.int(),
  acknowledged: z.int(),
  /** How often one side was filled again from the other, and when last. */
  restarts: z.int(),
  restoredAt: Time.nullable(),
  /** The office asked it for everything and waits. */
  awaits: z.boolean(),
  /** It is being sent everything: which table is under way, and how many of all are done. Null: it is not. */
  refill: z.strictObject({ table: z.string(), done: z.int(), all: z.int() }).nullable(),
  /** Version of the replica setup it works with, and the office's. */
  knownSetup: z.int(),
  setup: z.int(),
  /** Tables it has announced. */
  tables: z.array(z.string()),
  outbox: z.array(z.strictObject({ number: z.int(), rows: z.int(), bytes: z.int(), uploaded: z.boolean() })),
  lines: z.array(LogLine),
})
export type StoreHistory = z.infer<typeof StoreHistory>

export const GuidParameter = z.object({ guid: Guid })
