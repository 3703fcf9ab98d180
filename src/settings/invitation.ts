import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import { Guid, StoreNumber } from '../model/ids.ts'
import { ReplicaSetup } from '../model/replica-setup.ts'
import { SiteSettings } from '../model/site-settings.ts'
import { describeFault } from './checked-json.ts'
import { BEGIN, unwrapInvitation, wrapInvitation } from './invitation-text.ts'
import { plainPassphrase } from './passphrase.ts'
import { keyText, SecretKey, SecretText } from './secret.ts'

const Contents = z.strictObject({
  format: z.literal(1),
  site: SiteSettings,
  /** Of the account on the FTP site. */
  password: SecretText,
  store: z.strictObject({ guid: Guid, number: StoreNumber, name: z.string().trim().min(1).max(100) }),
  storeKey: SecretKey,
  replicaSetup: ReplicaSetup,
  /** PEM of the certificate the office saw at the site, '' where it needs none. */
  siteCertificate: z.union([z.literal(''), z.string().regex(/^-----BEGIN CERTIFICATE-----\r?\n/)]).optional(),
})

/** Everything a store needs to join: it types in nothing but the passphrase. The secrets in it print as `[secret]`. */
export type InvitationContents = z.infer<typeof Contents>

const SHORTEST_PASSPHRASE = 8
const SALT_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16
const LARGEST_CONTENTS = 16 * 1024 * 1024
/** Takes about half a second and 128 MiB: nothing to a person who joins once, much to somebody who guesses. */
const STRETCHING = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

const stretch = promisify<string, Uint8Array, number, typeof STRETCHING, Buffer>(scrypt)
const keyFrom = (passphrase: string, salt: Uint8Array) => stretch(plainPassphrase(passphrase), salt, 32, STRETCHING)

/** Authenticated beside the contents: the format named in the first line, and the salt. */
const associated = (salt: Uint8Array) => Buffer.concat([Buffer.from(BEGIN, 'latin1'), salt])

const unreadable = (message: string, hint: string) => new CentralOfficeError('INVITATION_DAMAGED', message, { hint })

const explain = {
  absent: () =>
    unreadable('There is no invitation in this text.', `Copy all of it, from the line ${BEGIN} to the last line.`),
  'cut short': () =>
    unreadable('The end of the invitation is missing.', 'Copy all of it, up to and with its last line.'),
  damaged: () =>
    unreadable('The invitation was damaged on its way.', 'Copy it once more, or ask the office to send it as a file.'),
  'too new': () =>
    unreadable(
      'The invitation was made by a newer version of Central Office.',
      'Install the newer version, then join.',
    ),
}

/**
 * Seals what a store needs to join under a passphrase, as text to mail. The passphrase goes another way (telephone).
 * Sealed = salt (16 bytes), nonce (12), AES-256-GCM of the deflated JSON, tag (16); the key is scrypt of the passphrase.
 * Errors: USAGE (contents out of bounds, or fewer than 8 characters of passphrase that count).
 */
export async function writeInvitation(contents: InvitationContents, passphrase: string): Promise<string> {
  if (plainPassphrase(passphrase).length < SHORTEST_PASSPHRASE) {
    throw new CentralOfficeError('USAGE', 'The passphrase of the invitation is too short.', {
      hint: `Use at least ${SHORTEST_PASSPHRASE} letters and digits, or take the passphrase that is suggested.`,
    })
  }
  const plain = plainContents(contents)
  const salt = randomBytes(SALT_BYTES)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', await keyFrom(passphrase, salt), nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(salt))
  const sealed = Buffer.concat([cipher.update(deflateRawSync(plain)), cipher.final()])
  return wrapInvitation(Buffer.concat([salt, nonce, sealed, cipher.getAuthTag()]))
}

function plainContents(contents: InvitationContents): string {
  const open = { ...contents, password: contents.password.reveal(), storeKey: keyText(contents.storeKey) }
  const checked = Contents.safeParse(open)
  if (!checked.success) {
    throw new CentralOfficeError('USAGE', `The invitation was not made: ${describeFault(checked.error)}.`, {
      hint: 'Correct the field that is named and invite the store again.',
    })
  }
  return JSON.stringify(open)
}

/**
 * Reads an invitation out of a text, which may be a whole e-mail. Errors: INVITATION_DAMAGED (the text is not whole, or
 * of another version), INVITATION_PASSPHRASE (it is whole, and this passphrase does not open it).
 */
export async function readInvitation(text: string, passphrase: string): Promise<InvitationContents> {
  const found = unwrapInvitation(text)
  if ('fault' in found) throw explain[found.fault]()
  if (found.sealed.length <= SALT_BYTES + NONCE_BYTES + TAG_BYTES) throw explain.damaged()
  return parseContents(await open(found.sealed, passphrase))
}

async function open(sealed: Uint8Array, passphrase: string): Promise<Buffer> {
  const salt = sealed.subarray(0, SALT_BYTES)
  const nonce = sealed.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES)
  const key = await keyFrom(passphrase, salt)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associated(salt))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(SALT_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (cause) {
    throw new CentralOfficeError('INVITATION_PASSPHRASE', 'This passphrase does not open the invitation.', {
      hint: 'Ask the office to read out the passphrase once more; capitals, spaces and dashes do not matter.',
      cause,
    })
  }
}

/** The office vouches for these bytes, so what does not fit was written by a version with other contents. */
function parseContents(deflated: Buffer): InvitationContents {
  try {
    const text = inflateRawSync(deflated, { maxOutputLength: LARGEST_CONTENTS }).toString('utf8')
    return Contents.parse(JSON.parse(text))
  } catch (error) {
    // What JSON.parse says is left out, for it quotes the text.
    const fault = error instanceof z.ZodError ? ` (${describeFault(error)})` : ''
    throw unreadable(
      `The invitation was made by a version of Central Office that does not match this one${fault}.`,
      'Install the version that the office uses, then join.',
    )
  }
}
