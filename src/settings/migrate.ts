import { z } from 'zod'
import { type Secret, SecretText } from './secret.ts'
import { SETTINGS_FORMAT } from './settings.ts'

/** Settings of any format, before they are checked against it. */
export const AnyFormat = z.looseObject({ format: z.int().min(1) })
export type AnyFormat = z.infer<typeof AnyFormat>

export type Migrated = {
  /** In today's format, still to be checked against its schema. */
  settings: AnyFormat
  /** Secrets that older formats kept among the settings. */
  secrets: { password?: Secret<string> }
  /** The old settings as they were, with the secrets taken out. */
  old: AnyFormat
}

type Step = {
  from: number
  /** Fields of this format that hold secrets. */
  secretFields: string[]
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

const steps: Step[] = [
  {
    from: 1,
    secretFields: ['ftpPassword'],
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
]

const without = (settings: AnyFormat, fields: string[]): AnyFormat => ({
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => !fields.includes(name))),
  format: settings.format,
})

/**
 * Carries settings of an older format over to today's, format by format. Pure; throws a ZodError that names the field
 * where the old settings are not what their format says.
 */
export function migrateSettings(old: AnyFormat): Migrated {
  const migrated: Migrated = { settings: old, secrets: {}, old }
  for (const step of steps) {
    if (migrated.settings.format !== step.from) continue
    if (old.format === step.from) migrated.old = without(old, step.secretFields)
    const next = step.carryOver(migrated.settings)
    migrated.settings = next.settings
    migrated.secrets = { ...migrated.secrets, ...next.secrets }
  }
  if (migrated.settings.format !== SETTINGS_FORMAT) throw new Error(`no step leads on from format ${old.format}`)
  return migrated
}
