import { z } from 'zod'

const MailAddress = z.email('a mail address looks like owner@example.com')

/** Nobody else can read what goes there. */
function isPrivate(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/**
 * A web address that gets one JSON document by POST for every notice. It may hold a key, so it is a secret and kept with
 * the others, not in the settings.
 */
export const WebhookAddress = z
  .url({ protocol: /^https?$/, error: 'a web address begins with https://' })
  .max(2000)
  .refine(isPrivate, 'a web address begins with https://, for a notice names stores; http is for this computer alone')

/**
 * Whom to tell, and of what, when nobody looks at the pages. The password of the mail account and the web address that
 * is told are secrets, kept apart.
 */
export const Notices = z.strictObject({
  /** Office: a store has not been heard of for so many hours; null = do not tell. */
  silentHours: z.number().min(1).max(8760).nullable().default(null),
  /** So many transmissions failed one after the other; null = do not tell. */
  failures: z.int().min(1).max(1000).nullable().default(null),
  /** Tell when a table that the replica setup wants does not transmit, and why. */
  leftOut: z.boolean().default(true),
  mail: z
    .strictObject({
      host: z.string().trim().min(1, 'enter the name of the mail server').max(253),
      port: z.int().min(1).max(65_535).default(587),
      /** implicit = TLS from the first byte (465); explicit = STARTTLS, demanded. */
      tls: z.enum(['explicit', 'implicit', 'off']).default('explicit'),
      username: z.string().max(255).default(''),
      from: MailAddress,
      to: z.array(MailAddress).min(1, 'name at least one address').max(20),
    })
    .nullable()
    .default(null),
})
export type Notices = z.infer<typeof Notices>
