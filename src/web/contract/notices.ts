import { z } from 'zod'
import { Notices, WebhookAddress } from '../../model/notices.ts'

/**
 * Notices to be tried before they are saved. `mailPassword` left out: the saved one, if server and account are the saved
 * ones. `webhook` left out: the saved one; null: none.
 */
export const NoticeTest = z.strictObject({
  notices: Notices.pick({ mail: true }),
  webhook: WebhookAddress.nullable().optional(),
  mailPassword: z.string().max(1000).optional(),
})
export type NoticeTest = z.infer<typeof NoticeTest>

/** Per way that is set up: '' = sent; else why not. Null: it is not set up. */
export const NoticeTested = z.strictObject({ mail: z.string().nullable(), webhook: z.string().nullable() })
export type NoticeTested = z.infer<typeof NoticeTested>
