import { z } from 'zod'
import { WebhookAddress } from '../model/notices.ts'
import { Secret, SecretText } from './secret.ts'
import type { Secrets } from './secrets.ts'
import { SETTINGS_FORMAT } from './settings.ts'

/** Settings of any format, before they are checked against it. */
export const AnyFormat = z.looseObject({ format: z.int().min(1) })
export type AnyFormat = z.infer<typeof AnyFormat>

export type Migrated = {
  /** In today's format, still to be checked against its schema. */
  settings: AnyFormat
  /** Secrets that older formats kept among the settings. */
  secrets: Pick<Secrets, 'password' | 'webhook'>
  /** The old settings as they were, with the secrets taken out. */
  old: AnyFormat
}

type Step = {
  from: number
  /** The settings without the secrets that this format kept among them. */
  withoutSecrets(old: AnyFormat): AnyFormat
  /** Pure. Throws a ZodError naming the field where the settings are not of this format. */
  carryOver(old: AnyFormat): Pick<Migrated, 'settings' | 'secrets'>
}

/** Format 1 kept the FTP Configuration flat, and its password in clear; the rest was as in format 2. */
const FormatOne = z.looseObject({
  ftpHost: z.string().default(''),
  ftpHomeDir: z.string().default(''),
  ftpUser: z.string().default(''),
  ftpPort: z.int().optional(),
  ftpSsl: z.boolean().default(false),
  ftpPassive: z.boolean().default(true),
  ftpPassword: SecretText.optional(),
})

/** Format 1 knew SSL only as on or off; which of its two kinds was meant shows in the port. */
const tlsOf = (ssl: boolean, port: number | undefined) =>
  ssl ? (port === 990 ? ('implicit' as const) : ('explicit' as const)) : ('off' as const)

/** Format 2 kept the web address for notices among the settings; the rest was as in format 3. */
const WithWebhook = z.looseObject({ webhook: WebhookAddress.nullable().optional() })
const FormatTwo = AnyFormat.extend({ notices: WithWebhook.optional() })

function withoutWebhook(old: AnyFormat): AnyFormat {
  const { notices, ...rest } = FormatTwo.parse(old)
  if (notices === undefined) return rest
  const { webhook: _, ...others } = notices
  return { ...rest, notices: others }
}

const steps: Step[] = [
  {
    from: 1,
    withoutSecrets: ({ ftpPassword: _, ...old }) => old,
    carryOver(old) {
      const { ftpHost, ftpHomeDir, ftpUser, ftpPort, ftpSsl, ftpPassive, ftpPassword, ...rest } = FormatOne.parse(old)
      const configured = ftpHost.trim() !== ''
      const site = {
        host: ftpHost,
        homeDir: ftpHomeDir,
        username: ftpUser,
        port: ftpPort ?? 21,
        tls: tlsOf(ftpSsl, ftpPort),
        passive: ftpPassive,
      }
      return {
        settings: { ...rest, format: 2, site: configured ? site : null },
        secrets: ftpPassword === undefined ? {} : { password: ftpPassword },
      }
    },
  },
  {
    from: 2,
    withoutSecrets: withoutWebhook,
    carryOver(old) {
      const webhook = FormatTwo.parse(old).notices?.webhook
      return {
        settings: { ...withoutWebhook(old), format: 3 },
        secrets: webhook ? { webhook: new Secret(webhook) } : {},
      }
    },
  },
]

/**
 * Carries settings of an older format over to today's, format by format. Pure; throws a ZodError that names the field
 * where the old settings are not what their format says.
 */
export function migrateSettings(old: AnyFormat): Migrated {
  const migrated: Migrated = { settings: old, secrets: {}, old }
  for (const step of steps) {
    if (migrated.settings.format !== step.from) continue
    migrated.old = step.withoutSecrets(migrated.old)
    const next = step.carryOver(migrated.settings)
    migrated.settings = next.settings
    migrated.secrets = { ...migrated.secrets, ...next.secrets }
  }
  if (migrated.settings.format !== SETTINGS_FORMAT) throw new Error(`no step leads on from format ${old.format}`)
  return migrated
}
