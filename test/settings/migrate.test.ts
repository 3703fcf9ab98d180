import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Notices } from '../../src/model/notices.ts'
import { migrateSettings } from '../../src/settings/migrate.ts'
import { Secret } from '../../src/settings/secret.ts'
import { readSecrets, writeSecrets } from '../../src/settings/secrets.ts'
import { readSettings, writeSettings } from '../../src/settings/settings-file.ts'
import { freshHome, storeSettings } from './fresh-folder.ts'

const PASSWORD = 'hunter2-of-format-1'
const { site: _site, ...unchanged } = storeSettings()
const formatOne = {
  ...unchanged,
  format: 1,
  ftpHost: 'ftp.example.com',
  ftpHomeDir: '/shops',
  ftpUser: 'shops',
  ftpPort: 2121,
  ftpSsl: true,
  ftpPassive: false,
  ftpPassword: PASSWORD,
}

const filesHolding = (folder: string, text: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(folder, entry.name), 'utf8').includes(text))
    .map(({ name }) => name)

const siteOf = (changes: object) => migrateSettings({ ...formatOne, ...changes }).settings.site

test('the flat FTP settings of format 1 become the site', () => {
  assert.deepEqual(siteOf({}), {
    host: 'ftp.example.com',
    homeDir: '/shops',
    username: 'shops',
    port: 2121,
    tls: 'explicit',
    passive: false,
  })
})

test('SSL on port 990 was implicit TLS, and no SSL was plain FTP', () => {
  assert.deepEqual(
    [siteOf({ ftpPort: 990 }), siteOf({ ftpSsl: false })].map((site) => (site as { tls: string }).tls),
    ['implicit', 'off'],
  )
})

test('an empty host was a site not configured', () => {
  assert.equal(siteOf({ ftpHost: ' ' }), null)
})

test('settings of format 1 are carried over on reading, once, and the password moves to the secrets', async (t) => {
  const home = await freshHome(t)
  const file = join(home.folder, 'settings.json')
  for (const name of [file, `${file}.bak`]) writeFileSync(name, JSON.stringify(formatOne))
  const storeKey = new Secret(new Uint8Array(32).fill(7))
  await writeSecrets(home, { storeKey })

  const settings = await readSettings(home)
  assert.deepEqual(settings, {
    ...storeSettings(),
    site: { ...(siteOf({}) as object), pinnedCertificate: '' },
  })
  const secrets = await readSecrets(home)
  assert.equal(secrets.password?.reveal(), PASSWORD)
  assert.deepEqual(secrets.storeKey?.reveal(), storeKey.reveal())

  const { ftpPassword: _password, ...withoutPassword } = formatOne
  assert.deepEqual(JSON.parse(readFileSync(join(home.folder, 'settings.format-1.json'), 'utf8')), withoutPassword)
  assert.deepEqual(filesHolding(home.folder, PASSWORD), ['secrets.json'])
  assert.deepEqual(await readSettings(home), settings)
})

test('saving over settings of format 1 keeps their password', async (t) => {
  const home = await freshHome(t)
  writeFileSync(join(home.folder, 'settings.json'), JSON.stringify(formatOne))
  await writeSettings(home, storeSettings({ name: 'new' }))
  assert.equal((await readSecrets(home)).password?.reveal(), PASSWORD)
  assert.equal((await readSettings(home)).name, 'new')
})

test('the web address for notices moves from the settings of format 2 to the secrets, and into no copy', async (t) => {
  const home = await freshHome(t)
  const webhook = 'https://hooks.example.com/services/T0/B0/the-key'
  const { format: _, ...rest } = storeSettings({ notices: Notices.parse({ failures: 3 }) })
  const formatTwo = { ...rest, format: 2, notices: { ...rest.notices, webhook } }
  const file = join(home.folder, 'settings.json')
  for (const name of [file, `${file}.bak`]) writeFileSync(name, JSON.stringify(formatTwo))
  const password = new Secret('of the site')
  await writeSecrets(home, { password })

  assert.deepEqual(await readSettings(home), { ...rest, format: 3 })
  const secrets = await readSecrets(home)
  assert.deepEqual([secrets.webhook?.reveal(), secrets.password?.reveal()], [webhook, 'of the site'])
  assert.deepEqual(filesHolding(home.folder, 'the-key'), ['secrets.json'])
  const copy = JSON.parse(readFileSync(join(home.folder, 'settings.format-2.json'), 'utf8'))
  assert.deepEqual([copy.format, copy.notices], [2, rest.notices])
})

test('settings of format 2 that told no web address, and those of format 1 that did, are carried over', async () => {
  const { format: _, ...rest } = storeSettings()
  const without = migrateSettings({ ...rest, format: 2 })
  assert.deepEqual([without.settings, without.secrets], [{ ...rest, format: 3 }, {}])
  const notices = { failures: 3, webhook: 'https://hooks.example.com/x' }
  const both = migrateSettings({ ...formatOne, notices })
  assert.deepEqual([both.secrets.password?.reveal(), both.secrets.webhook?.reveal()], [PASSWORD, notices.webhook])
  assert.deepEqual([both.settings.notices, both.old.notices], [{ failures: 3 }, { failures: 3 }])
})

const damaged: [string, object, RegExp][] = [
  ['of format 1', { ftpPort: 'x' }, /ftpPort/],
  ['that both formats know', { name: '' }, /name/],
  ['that came to the site', { ftpUser: '' }, /site\.username/],
]
for (const [what, changes, field] of damaged) {
  test(`a damaged field ${what} is named and nothing is carried over`, async (t) => {
    const home = await freshHome(t)
    const text = JSON.stringify({ ...formatOne, ...changes })
    writeFileSync(join(home.folder, 'settings.json'), text)
    await assert.rejects(readSettings(home), (error: Error & { code: string }) => {
      assert.equal(error.code, 'SETTINGS_DAMAGED')
      assert.match(error.message, field)
      return true
    })
    assert.equal(readFileSync(join(home.folder, 'settings.json'), 'utf8'), text)
    assert.deepEqual(await readSecrets(home), {})
  })
}
