import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import fc from 'fast-check'
import { Secret } from '../../src/settings/secret.ts'
import { readSecrets, requireSecret, writeSecrets } from '../../src/settings/secrets.ts'
import { readSettings } from '../../src/settings/settings-file.ts'
import { freshHome, storeSettings } from './fresh-folder.ts'

const PASSWORD = 'hunter2-äöü "quoted" \\'
const key = (seed: number) => new Secret(Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + seed) % 256))

/** All that a log or a screen could make of an error. */
const everythingOf = (error: unknown) => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)

test('a secret prints as [secret], however it is printed', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), (value) => {
      const secret = new Secret(value)
      const prints = [
        String(secret),
        `${secret}`,
        JSON.stringify({ secret }),
        inspect({ secret }, { showHidden: true }),
      ]
      prints.push(format('%s %o %O %j', secret, secret, secret, secret), inspect(new Error('x', { cause: secret })))
      for (const print of prints) {
        assert.ok(print.includes('[secret]'))
        assert.ok(!print.includes(value))
      }
      assert.equal(secret.reveal(), value)
    }),
  )
})

test('secrets are read as they were written, and printing them shows none', async (t) => {
  const home = await freshHome(t)
  await writeSecrets(home, { password: new Secret(PASSWORD), networkKey: key(1), storeKey: key(2) })
  const secrets = await readSecrets(home)
  assert.equal(secrets.password?.reveal(), PASSWORD)
  assert.deepEqual(secrets.networkKey?.reveal(), key(1).reveal())
  assert.deepEqual(secrets.storeKey?.reveal(), key(2).reveal())
  assert.equal(JSON.stringify(secrets), '{"password":"[secret]","networkKey":"[secret]","storeKey":"[secret]"}')
  assert.doesNotMatch(inspect(secrets, { showHidden: true, depth: 20 }), /hunter2/)
})

test('secrets.json is its owner’s alone, also when it is replaced', {
  skip: process.platform === 'win32',
}, async (t) => {
  const home = await freshHome(t)
  const before = process.umask(0)
  t.after(() => process.umask(before))
  for (const password of ['one', 'two']) {
    await writeSecrets(home, { password: new Secret(password) })
    assert.equal(statSync(join(home.folder, 'secrets.json')).mode & 0o777, 0o600)
  }
})

test('a location without secrets has none, and one that is needed is asked for by name', async (t) => {
  const home = await freshHome(t)
  const secrets = await readSecrets(home)
  assert.deepEqual(secrets, {})
  for (const name of ['password', 'networkKey', 'storeKey'] as const) {
    assert.throws(() => requireSecret(secrets, name), { code: 'SECRETS_MISSING' })
  }
  assert.equal(requireSecret({ password: new Secret('') }, 'password').reveal(), '')
})

const damaged: [string, string][] = [
  ['cut short', `{"format": 1, "password": "${'hunter2'}`],
  ['with a comma too many', '{"format": 1, "password": "hunter2",}'],
  ['without quotes', '{"format": 1, "password": hunter2}'],
  ['with a key that is too short', '{"format": 1, "password": "hunter2", "storeKey": "aHVudGVyMg=="}'],
  ['with a password that is no text', '{"format": 1, "password": ["hunter2"]}'],
  ['with a field nobody knows', '{"format": 1, "passwort": "hunter2"}'],
]
for (const [what, text] of damaged) {
  test(`secrets.json ${what} is told as damaged, and nothing in it is told`, async (t) => {
    const home = await freshHome(t)
    writeFileSync(join(home.folder, 'secrets.json'), text)
    await assert.rejects(readSecrets(home), (error: Error & { code: string; hint: string }) => {
      assert.equal(error.code, 'SETTINGS_DAMAGED')
      assert.match(error.message, /secrets\.json/)
      assert.doesNotMatch(everythingOf(error) + error.message + error.hint + error.stack, /hunter2|aHVudGVyMg/)
      return true
    })
    assert.equal(readFileSync(join(home.folder, 'secrets.json'), 'utf8'), text)
  })
}

test('a password in damaged settings of format 1 is not told', async (t) => {
  const home = await freshHome(t)
  const { site: _site, ...rest } = storeSettings()
  const whole = { ...rest, format: 1, ftpHost: 'h', ftpUser: 'u', ftpPassword: 'hunter2' }
  const texts = [JSON.stringify(whole).slice(0, -1), JSON.stringify({ ...whole, name: 5, ftpPassword: 'hunter2' })]
  texts.push(JSON.stringify({ ...whole, ftpPassword: { hunter2: 'hunter2' } }))
  for (const text of texts) {
    writeFileSync(join(home.folder, 'settings.json'), text)
    await assert.rejects(readSettings(home), (error) => {
      assert.doesNotMatch(everythingOf(error), /hunter2/)
      return true
    })
  }
})
