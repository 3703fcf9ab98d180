import { join } from 'node:path'
import { z } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import { WebhookAddress } from '../model/notices.ts'
import { check, parseJson, readTextIfThere, refuseNewer } from './checked-json.ts'
import { writeDurably } from './durable-write.ts'
import type { Home } from './home.ts'
import { keyText, Secret, SecretKey, SecretText } from './secret.ts'

const FORMAT = 1

const SecretsFile = z.strictObject({
  format: z.literal(FORMAT),
  /** Of the account on the FTP site. */
  password: SecretText.optional(),
  /** Of the mail account that notices are sent from. */
  mailPassword: SecretText.optional(),
  /** The web address that gets notices: most hold a key in their path. */
  webhook: WebhookAddress.transform((address) => new Secret(address)).optional(),
  /** Office only: the key all store keys are derived from. Lost = every store must be invited again. */
  networkKey: SecretKey.optional(),
  /** Store only: its own key, which opens and forges nothing of another store's. */
  storeKey: SecretKey.optional(),
})

/** What a location keeps secret; each part prints as `[secret]`. Keys are 32 bytes. */
export type Secrets = Omit<z.infer<typeof SecretsFile>, 'format'>

const sourceOf = (home: Home) => ({
  file: join(home.folder, 'secrets.json'),
  hint: 'Put back a copy of it from a backup of this machine; a store can also be invited again by the office.',
})

/** All secrets of the location; a file that is missing holds none. Errors: SETTINGS_DAMAGED, SETTINGS_TOO_NEW, HOME_UNUSABLE. */
export async function readSecrets(home: Home): Promise<Secrets> {
  const source = sourceOf(home)
  const text = await readTextIfThere(source)
  if (text === null) return {}
  const json = parseJson(source, text)
  refuseNewer(source, json, FORMAT)
  const { format: _format, ...secrets } = check(source, SecretsFile, json)
  return secrets
}

/**
 * Replaces all secrets of the location. secrets.json is readable by its owner alone from its first moment (0600); on
 * Windows, where modes mean nothing, the rights of the home folder protect it. Errors: DISK_FULL, HOME_UNUSABLE.
 */
export async function writeSecrets(home: Home, secrets: Secrets): Promise<void> {
  const contents: z.input<typeof SecretsFile> = {
    format: FORMAT,
    ...(secrets.password && { password: secrets.password.reveal() }),
    ...(secrets.mailPassword && { mailPassword: secrets.mailPassword.reveal() }),
    ...(secrets.webhook && { webhook: secrets.webhook.reveal() }),
    ...(secrets.networkKey && { networkKey: keyText(secrets.networkKey) }),
    ...(secrets.storeKey && { storeKey: keyText(secrets.storeKey) }),
  }
  const { file } = sourceOf(home)
  check({ file, hint: 'Nothing was saved.' }, SecretsFile, contents)
  await writeDurably(file, `${JSON.stringify(contents, null, 2)}\n`)
}

const wanted = {
  password: { what: 'the password of the FTP site', hint: 'Enter Password again and save it.' },
  mailPassword: { what: 'the password of the mail account', hint: 'Enter it again in Setup.' },
  webhook: { what: 'the web address for notices', hint: 'Enter it again in Setup.' },
  networkKey: { what: 'the network key', hint: 'Put back secrets.json from a backup of the office.' },
  storeKey: { what: 'the store key', hint: 'Ask the office for a new invitation and join again.' },
}

/** The secret asked for; SECRETS_MISSING if the location has none. */
export function requireSecret<Name extends keyof Secrets>(secrets: Secrets, name: Name): NonNullable<Secrets[Name]> {
  const secret = secrets[name]
  if (secret) return secret
  const { what, hint } = wanted[name]
  throw new CentralOfficeError('SECRETS_MISSING', `This location does not have ${what}.`, { hint })
}
