import { z } from 'zod'
import { Notices, WebhookAddress } from '../../model/notices.ts'
import { TransmitTimes } from '../../model/transmit-times.ts'
import { Guid, StoreNumberText } from './words.ts'

export { Notices, TransmitTimes }

/** What the Setup page shows and saves, beside the site (see site.ts). */
const editable = {
  name: z.string().trim().min(1, 'a name has 1 to 100 characters').max(100, 'a name has 1 to 100 characters'),
  transmitTimes: TransmitTimes,
  noTransmit: z.boolean(),
  backups: z.strictObject({
    /** Absolute path; '' = `backups` in the home folder. */
    folder: z.string().max(4096),
    keepTransmissions: z.int().min(0).max(100_000),
    keepDays: z.int().min(0).max(3_650),
  }),
  /** What the files of one store may take on the site, bytes. */
  allowanceBytes: z.int().min(10_000).max(1_000_000_000_000),
  notices: Notices,
}

export const Setup = z.strictObject({
  role: z.enum(['office', 'store']),
  ...editable,
  home: z.string(),
  database: z.string(),
  /** Where backup copies lie when no folder is named. */
  usualBackupFolder: z.string(),
  /** The least `allowanceBytes` may be: room for three chunks of an initial load. */
  leastAllowanceBytes: z.int(),
  /** A mail password is saved. */
  mailPasswordSet: z.boolean(),
  /** Where notices go beside the e-mail: the beginning of the saved address (`https://hooks.example.com`). Null: nowhere. */
  webhookAt: z.string().nullable(),
  store: z.strictObject({ guid: Guid, number: StoreNumberText }).nullable(),
})
export type Setup = z.infer<typeof Setup>

/** What is left out stays as it is. */
export const SetupChange = z
  .strictObject({
    ...editable,
    /** Write-only. */
    mailPassword: z.string().max(1000),
    /** Write-only, for it may hold a key. Null: no web address any more. */
    webhook: WebhookAddress.nullable(),
  })
  .partial()
export type SetupChange = z.infer<typeof SetupChange>

/** At a store that has not joined, or was lost: what the office handed over. */
export const Join = z.strictObject({
  invitation: z.string().max(4 * 1024 * 1024),
  passphrase: z.string().max(1000),
  /** Take over from an earlier join that broke off. */
  again: z.boolean().optional(),
  /** The computer or the database of this store was lost: it is built again from the office. */
  lost: z.boolean().optional(),
})
export type Join = z.infer<typeof Join>

export const TableReport = z.strictObject({
  table: z.string(),
  sharing: z.string(),
  refused: z.strictObject({ message: z.string(), hint: z.string() }).nullable(),
})
export type TableReport = z.infer<typeof TableReport>

export const Joined = z.strictObject({
  number: StoreNumberText,
  name: z.string(),
  settingsCode: z.string(),
  tables: z.array(TableReport),
})
export type Joined = z.infer<typeof Joined>
