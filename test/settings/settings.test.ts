import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Home } from '../../src/settings/home.ts'
import { Settings } from '../../src/settings/settings.ts'
import { readSettings, writeSettings } from '../../src/settings/settings-file.ts'
import { freshHome, storeSettings } from './fresh-folder.ts'

const fileOf = (home: Home) => join(home.folder, 'settings.json')
const put = (home: Home, text: string | Uint8Array) => writeFileSync(fileOf(home), text)

test('settings that name only what they must get the documented defaults', () => {
  const database = join(tmpdir(), 'office.db')
  assert.deepEqual(Settings.parse({ format: 3, role: 'office', name: ' Head office ', database }), {
    format: 3,
    role: 'office',
    name: 'Head office',
    database,
    site: null,
    backups: { keepTransmissions: 30, keepDays: 90, folder: '' },
    chunkBytes: 16 * 1024 * 1024,
    allowanceBytes: 1_000_000_000,
    noTransmit: false,
    heartbeatHours: 12,
    busyTimeoutSeconds: 30,
    logLevel: 'info',
  })
})

const outOfBounds: [string, object][] = [
  ['a database path that depends on the current folder', { database: 'shop.db' }],
  ['a store that is told only in part', { store: { number: '12' } }],
  ['an office that is a store', { role: 'office' }],
  ['chunks of nothing', { chunkBytes: 0 }],
  ['chunks larger than memory should hold', { chunkBytes: 2 ** 40 }],
  ['an allowance of nothing', { allowanceBytes: 0 }],
  ['an allowance that three chunks do not fit in', { allowanceBytes: 48 * 1024 * 1024 - 1 }],
  ['a backup folder that depends on the current folder', { backups: { folder: 'backups' } }],
  ['a field nobody knows', { heartbeatHour: 3 }],
  ['a port that does not exist', { site: { host: 'ftp.example.com', username: 'shops', port: 70_000 } }],
]
for (const [what, changes] of outOfBounds) {
  test(`${what} is refused`, () => {
    assert.equal(Settings.safeParse({ ...storeSettings(), ...changes }).success, false)
  })
}

test('settings are read as they were written', async (t) => {
  const home = await freshHome(t)
  const settings = storeSettings({ noTransmit: true })
  await writeSettings(home, settings)
  assert.deepEqual(await readSettings(home), settings)
  if (process.platform !== 'win32') assert.equal(statSync(fileOf(home)).mode & 0o777, 0o600)
})

test('saving keeps the settings before as settings.json.bak, and saving the same again changes nothing', async (t) => {
  const home = await freshHome(t)
  const names = ['first', 'second', 'second']
  for (const name of names) await writeSettings(home, storeSettings({ name }))
  assert.equal((await readSettings(home)).name, 'second')
  assert.match(readFileSync(`${fileOf(home)}.bak`, 'utf8'), /"first"/)
  const files = (await readdir(home.folder)).filter((name) => name.includes('settings'))
  assert.deepEqual(files.sort(), ['settings.json', 'settings.json.bak'])
})

test('saves at the same time leave one of them, whole', async (t) => {
  const home = await freshHome(t)
  const names = Array.from({ length: 8 }, (_, at) => `name ${at}`)
  await Promise.all(names.map((name) => writeSettings(home, storeSettings({ name }))))
  assert.ok(names.includes((await readSettings(home)).name))
})

test('settings out of bounds are not saved, and the field is named', async (t) => {
  const home = await freshHome(t)
  await writeSettings(home, storeSettings())
  await assert.rejects(writeSettings(home, { ...storeSettings(), chunkBytes: 5 }), {
    code: 'USAGE',
    message: /chunkBytes/,
  })
  assert.deepEqual(await readSettings(home), storeSettings())
})

test('a damaged file is told by line and column, names the copy before, and is never overwritten', async (t) => {
  const home = await freshHome(t)
  await writeSettings(home, storeSettings({ name: 'before' }))
  await writeSettings(home, storeSettings({ name: 'now' }))
  const damaged = readFileSync(fileOf(home), 'utf8').replace('"name": "now",', '"name": "now"')
  put(home, damaged)
  const expected = {
    code: 'SETTINGS_DAMAGED',
    message: /settings\.json.*line \d+, column 3 /,
    hint: /settings\.json\.bak/,
  }
  await assert.rejects(readSettings(home), expected)
  await assert.rejects(writeSettings(home, storeSettings()), expected)
  assert.equal(readFileSync(fileOf(home), 'utf8'), damaged)
})

test('a field with a wrong value is named, and its value is not', async (t) => {
  const home = await freshHome(t)
  put(home, JSON.stringify({ ...storeSettings(), site: { host: 'h', username: 'u', port: 'hunter2' } }))
  await assert.rejects(readSettings(home), (error: Error) => {
    assert.match(error.message, /settings\.json.*site\.port/)
    assert.doesNotMatch(error.message, /hunter2/)
    return true
  })
})

test('a file that is not UTF-8 is damaged rather than misread', async (t) => {
  const home = await freshHome(t)
  put(home, Buffer.from(JSON.stringify(storeSettings({ name: 'Café' })), 'latin1'))
  await assert.rejects(readSettings(home), { code: 'SETTINGS_DAMAGED', message: /UTF-8/ })
})

test('a byte order mark in front is taken as meant', async (t) => {
  const home = await freshHome(t)
  put(home, `\uFEFF${JSON.stringify(storeSettings())}`)
  assert.deepEqual(await readSettings(home), storeSettings())
})

test('settings of a newer format are refused and left as they are', async (t) => {
  const home = await freshHome(t)
  const newer = JSON.stringify({ format: 4, what: 'ever' })
  put(home, newer)
  await assert.rejects(readSettings(home), { code: 'SETTINGS_TOO_NEW', message: /format 4/ })
  await assert.rejects(writeSettings(home, storeSettings()), { code: 'SETTINGS_TOO_NEW' })
  assert.equal(readFileSync(fileOf(home), 'utf8'), newer)
})

test('missing settings are told apart: never set up, or only the copy before is left', async (t) => {
  const home = await freshHome(t)
  await assert.rejects(readSettings(home), { code: 'HOME_NOT_FOUND' })
  writeFileSync(`${fileOf(home)}.bak`, JSON.stringify(storeSettings()))
  await assert.rejects(readSettings(home), { code: 'SETTINGS_DAMAGED', hint: /settings\.json\.bak/ })
})
