import assert from 'node:assert/strict'
import { createCipheriv, scryptSync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { initialReplicaSetup } from '../../../src/model/replica-setup.ts'
import { readInvitation } from '../../../src/settings/invitation.ts'
import { BEGIN, unwrapInvitation, wrapInvitation } from '../../../src/settings/invitation-text.ts'
import { Secret } from '../../../src/settings/secret.ts'
import { readStoreKey, storeKeyText } from '../../../src/settings/store-key-text.ts'
import { guid, key } from '../../payload/fixture.ts'
import { mutatedJsonText, mutateText } from '../mutate.ts'
import type { Target, Verdict } from '../target.ts'

const END = 'CENTRAL-OFFICE-INVITATION-END'
const wrapped = wrapInvitation(Uint8Array.from({ length: 400 }, (_, i) => (i * 7) & 255))

/** Texts that people paste. */
export const invitationTexts: Target = {
  name: 'invitation-text',
  codes: [],
  smoke: 1500,
  prepare: async () => ({
    make: (random) => {
      const text = mutateText(random, wrapped, [BEGIN, END, wrapped, '> ', '\u00ad'])
      return Buffer.from(random.chance(0.02) ? random.pick([BEGIN, `${BEGIN} `, END]).repeat(20_000) + text : text)
    },
    run: (input) => {
      const found = unwrapInvitation(Buffer.from(input).toString())
      if ('fault' in found) return 'refused'
      assert.deepEqual(unwrapInvitation(wrapInvitation(found.sealed)), found)
      assert.equal(wrapInvitation(found.sealed), wrapped)
      return 'accepted'
    },
  }),
}

const contents = {
  format: 1,
  site: { host: 'ftp.example.com', homeDir: 'network', username: 'shops', port: 21, tls: 'explicit' },
  password: 'a password',
  store: { guid, number: '12', name: 'Shop 12' },
  storeKey: key.toString('base64'),
  replicaSetup: initialReplicaSetup(),
}

const passphrase = 'correct horse battery'
const plain = 'correcthorsebattery'

/** Invitations of an office that is broken, or of another version, under the right passphrase. Half a second each, on purpose. */
export const invitationContents: Target = {
  name: 'invitation-contents',
  codes: ['INVITATION_DAMAGED', 'INVITATION_PASSPHRASE'],
  smoke: 0,
  prepare: async () => {
    const salt = Buffer.alloc(16, 1)
    const stretched = scryptSync(plain, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 })
    return {
      make: (random) => Buffer.from(mutatedJsonText(random, contents)),
      run: async (input): Promise<Verdict> => {
        const nonce = Buffer.alloc(12, 2)
        const cipher = createCipheriv('aes-256-gcm', stretched, nonce, { authTagLength: 16 })
        cipher.setAAD(Buffer.concat([Buffer.from(BEGIN, 'latin1'), salt]))
        const sealed = Buffer.concat([cipher.update(deflateRawSync(input)), cipher.final()])
        const text = wrapInvitation(Buffer.concat([salt, nonce, sealed, cipher.getAuthTag()]))
        const read = await readInvitation(text, passphrase)
        assert.equal(read.storeKey.reveal().length, 32)
        return 'accepted'
      },
    }
  },
}

const keyText = storeKeyText(new Secret(new Uint8Array(key)))
const digitsOf = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[\s\p{Pd}.,_\u200B]/gu, '')

/** A store key typed from paper: one key has one text, slips apart that mean the same. */
export const storeKeys: Target = {
  name: 'store-key',
  codes: ['STORE_KEY_INVALID'],
  smoke: 2000,
  prepare: async () => ({
    make: (random) => Buffer.from(mutateText(random, keyText, ['-', ' ', 'O', 'l', 'U', '\u2013'])),
    run: (input) => {
      const text = Buffer.from(input).toString()
      const read = readStoreKey(text)
      assert.equal(digitsOf(text), digitsOf(storeKeyText(read)))
      return 'accepted'
    },
  }),
}
