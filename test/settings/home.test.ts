import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { createHome, defaultHome, openHome } from '../../src/settings/home.ts'
import { lockHome } from '../../src/settings/home-lock.ts'
import { emptyWork } from '../../src/settings/work-folder.ts'
import { freshFolder, freshHome } from './fresh-folder.ts'

const POSIX = process.platform !== 'win32'

test('a new home has its folders and is its owner’s alone', async (t) => {
  const home = await createHome(join(freshFolder(t), 'shops', 'elm street'))
  assert.deepEqual(readdirSync(home.folder).sort(), ['backups', 'log', 'outbox', 'work'])
  if (POSIX) assert.equal(statSync(home.folder).mode & 0o777, 0o700)
})

test('a relative folder becomes an absolute one', async (t) => {
  const folder = freshFolder(t)
  writeFileSync(join(folder, 'settings.json'), '{}')
  const home = await openHome(join(folder, 'x', '..'))
  assert.equal(home.folder, resolve(folder))
  assert.equal(home.outbox, join(folder, 'outbox'))
})

for (const name of ['settings.json', 'settings.json.bak', 'secrets.json']) {
  test(`a folder that holds ${name} is not set up a second time`, async (t) => {
    const home = await freshHome(t)
    writeFileSync(join(home.folder, name), '{}')
    await assert.rejects(createHome(home.folder), { code: 'HOME_EXISTS' })
  })
}

test('a setup that was cut off before it wrote anything can be done again', async (t) => {
  const home = await freshHome(t)
  assert.deepEqual(await createHome(home.folder), home)
})

test('a folder that is no home is refused with the way to make one, and stays as it is', async (t) => {
  const folder = freshFolder(t)
  await assert.rejects(openHome(folder), { code: 'HOME_NOT_FOUND', hint: /init office.*init store.*join/ })
  await assert.rejects(openHome(join(folder, 'missing')), { code: 'HOME_NOT_FOUND' })
  assert.deepEqual(readdirSync(folder), [])
})

test('opening a home makes folders that were deleted', async (t) => {
  const home = await freshHome(t)
  writeFileSync(join(home.folder, 'settings.json'), '{}')
  rmSync(home.log, { recursive: true })
  await openHome(home.folder)
  assert.ok(existsSync(home.log))
})

test('a home cannot be made where a file stands', async (t) => {
  const file = join(freshFolder(t), 'file')
  writeFileSync(file, '')
  await assert.rejects(createHome(file), { code: 'HOME_UNUSABLE' })
})

test('on start the scratch folder and files cut off in writing go, and nothing else', async (t) => {
  const home = await freshHome(t)
  mkdirSync(join(home.work, 'deep'))
  writeFileSync(join(home.work, 'deep', 'opened.sqlite'), 'x')
  writeFileSync(join(home.outbox, 'payload.dat'), 'x')
  writeFileSync(join(home.folder, 'settings.json'), '{}')
  writeFileSync(join(home.folder, 'settings.json.0a1b2c3d4e5f.tmp'), '{')
  const lock = lockHome(home.folder)
  await emptyWork(home, lock)
  lock.release()
  assert.deepEqual(readdirSync(home.work), [])
  assert.deepEqual(readdirSync(home.outbox), ['payload.dat'])
  assert.deepEqual(readdirSync(home.folder).sort(), ['backups', 'lock.db', 'log', 'outbox', 'settings.json', 'work'])
})

test('the home folder is the one named in the environment, else one in the user’s own folder', () => {
  const linux = { platform: 'linux', userFolder: '/home/ann' }
  const windows = { platform: 'win32', userFolder: 'C:\\Users\\ann' }
  assert.equal(defaultHome({ ...linux, env: {} }), '/home/ann/.central-office')
  assert.equal(defaultHome({ ...linux, env: { CENTRAL_OFFICE_HOME: ' ' } }), '/home/ann/.central-office')
  assert.equal(defaultHome({ ...linux, env: { CENTRAL_OFFICE_HOME: 'shop' } }), resolve('shop'))
  const env = { LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' }
  assert.equal(defaultHome({ ...windows, env }), 'C:\\Users\\ann\\AppData\\Local\\central-office')
  assert.equal(defaultHome({ ...windows, env: {} }), 'C:\\Users\\ann\\.central-office')
})
