import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { Guid, StoreNumber } from '../../src/model/ids.ts'
import { initialReplicaSetup } from '../../src/model/replica-setup.ts'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { type InvitationContents, readInvitation, writeInvitation } from '../../src/settings/invitation.ts'
import { unwrapInvitation, wrapInvitation } from '../../src/settings/invitation-text.ts'
import { plainPassphrase, suggestPassphrase } from '../../src/settings/passphrase.ts'
import { Secret } from '../../src/settings/secret.ts'

const PASSPHRASE = 'k7qpm-3xwte-9abcd-efghj'
const PASSWORD = 'hunter2'
const contents: InvitationContents = {
  format: 1,
  site: SiteSettings.parse({ host: 'ftp.example.com', homeDir: '/shops', username: 'shops' }),
  password: new Secret(PASSWORD),
  store: {
    guid: Guid.parse('0190aa11-2b3c-4d5e-8f60-718293a4b5c6'),
    number: StoreNumber.parse('0012'),
    name: 'Elm Street – Süd',
  },
  storeKey: new Secret(Uint8Array.from({ length: 32 }, (_, at) => at * 7)),
  replicaSetup: initialReplicaSetup(),
  siteCertificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
}

const bare = (invitation: InvitationContents) => ({
  ...invitation,
  password: invitation.password.reveal(),
  storeKey: invitation.storeKey.reveal(),
})

const sealedOf = (text: string): Uint8Array => {
  const found = unwrapInvitation(text)
  assert.ok('sealed' in found)
  return found.sealed
}

test('an invitation is read as it was written, out of a letter, with the passphrase as somebody hears it', async () => {
  const text = await writeInvitation(contents, PASSPHRASE)
  assert.doesNotMatch(text, /hunter2|example/)
  const read = await readInvitation(`Welcome!\n> ${text.replaceAll('\n', '\n> ')}\nAnn`, 'K7QPM 3XWTE 9ABCD EFGHJ ')
  assert.deepEqual(bare(read), bare(contents))
  assert.doesNotMatch(inspect(read, { depth: 20 }) + JSON.stringify(read), /hunter2/)
})

test('a wrong passphrase and a seal that was tampered with are told apart from a damaged text', async () => {
  const text = await writeInvitation(contents, PASSPHRASE)
  await assert.rejects(readInvitation(text, `${PASSPHRASE}x`), { code: 'INVITATION_PASSPHRASE' })
  await assert.rejects(readInvitation(text.replace(/\n./, '\nB'), PASSPHRASE), { code: 'INVITATION_DAMAGED' })
  const sealed = sealedOf(text)
  // In the salt, the nonce, the contents and the tag; the checksum is made anew, as one who tampers would.
  for (const at of [0, 16, 40, sealed.length - 1]) {
    const tampered = sealed.with(at, (sealed[at] ?? 0) ^ 1)
    await assert.rejects(readInvitation(wrapInvitation(tampered), PASSPHRASE), { code: 'INVITATION_PASSPHRASE' })
  }
})

test('the same invitation twice has nothing in common', async () => {
  const [one, two] = await Promise.all([writeInvitation(contents, PASSPHRASE), writeInvitation(contents, PASSPHRASE)])
  assert.notDeepEqual(sealedOf(one).subarray(0, 28), sealedOf(two).subarray(0, 28))
  assert.notDeepEqual(sealedOf(one).subarray(28), sealedOf(two).subarray(28))
})

test('what is no whole invitation is explained without the passphrase being asked', async () => {
  const text = wrapInvitation(new Uint8Array(100))
  const cases: [string, RegExp][] = [
    ['Dear Bob', /no invitation/],
    [text.slice(0, 60), /end of the invitation/],
    [text.replace('AAAA', 'AAA'), /damaged/],
    [text.replace('INVITATION-1', 'INVITATION-9'), /newer version/],
    [wrapInvitation(new Uint8Array(44)), /damaged/],
  ]
  for (const [wrong, message] of cases) {
    await assert.rejects(readInvitation(wrong, ''), { code: 'INVITATION_DAMAGED', message })
  }
})

test('a passphrase that is too short or contents out of bounds make no invitation, and no secret is told', async () => {
  await assert.rejects(writeInvitation(contents, 'a-b c-d e-f'), { code: 'USAGE', message: /too short/ })
  const wrong = { ...contents, password: new Secret(PASSWORD.repeat(200)) }
  await assert.rejects(writeInvitation(wrong, PASSPHRASE), (error: Error) => {
    assert.match(error.message, /password/)
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /hunter2/)
    return true
  })
})

test('suggested passphrases are 4 groups of 5 without look-alikes, and no two are the same', () => {
  const many = Array.from({ length: 500 }, suggestPassphrase)
  for (const passphrase of many) assert.match(passphrase, /^[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}$/)
  assert.equal(new Set(many).size, many.length)
})

test('capitals, spaces, dashes and the way an accent was typed do not matter in a passphrase', () => {
  assert.equal(plainPassphrase(' Caf\u00e9 – Elm-Street '), plainPassphrase('cafe\u0301elmstreet'))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(plainPassphrase(plainPassphrase(text)), plainPassphrase(text))
    }),
  )
})
