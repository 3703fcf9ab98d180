import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { asked, done, failure, folderFor, officeAt, startSite } from './command-runs.ts'

/** A file system of its own, so many MB small; null where this user may not mount one. */
function smallDisk(folder: string, megabytes: number): { unmount: () => void } | null {
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  return { unmount: () => execFileSync('umount', ['-l', folder]) }
}

test('a full disk is told, leaves nothing half done, and all is well once there is room', async (t) => {
  // Hooks run in this order: the disk goes before the folder it is mounted in.
  const hooks: (() => void)[] = []
  t.after(() => hooks.reverse().forEach((hook) => void hook()))
  const folder = folderFor({ after: (work) => hooks.push(work) })
  const disk = smallDisk(join(folder, 'disk'), 4)
  if (!disk) return t.skip('this user may not mount a small file system')
  hooks.push(disk.unmount)
  const [office, store, ballast] = ['office', 'store', 'ballast'].map((name) => join(folder, 'disk', name)) as [
    string,
    string,
    string,
  ]
  const shopFile = join(folder, 'shop.db')
  const shop = new DatabaseSync(shopFile)
  shop.exec('CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT)')
  const site = await startSite()
  t.after(() => site.close())
  const home = join(folder, 'office')
  await officeAt(home, site)
  const invited = await asked<{ invitation: string; passphrase: string }>([
    'invite',
    '--number',
    '1',
    '--name',
    'Elm',
    '--home',
    home,
  ])
  const join_ = ['join', '-', '--database', shopFile, '--home', store, '--passphrase-stdin']
  const input = `${invited.passphrase}\n${invited.invitation}`

  fill(ballast)
  assert.equal((await failure(['init', 'office', '--home', office])).code, 'DISK_FULL')
  assert.equal((await failure(join_, { input })).code, 'DISK_FULL')
  assert.ok(!existsSync(office) && !existsSync(store))

  rmSync(ballast)
  await done(join_, { input }) // the invitation was not used up
  // More than the disk takes once it is packed and kept.
  shop.exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    INSERT INTO parts SELECT i, hex(randomblob(800)) FROM n`)
  assert.equal((await failure(['transmit', '--home', store])).code, 'DISK_FULL')
  shop.exec('DELETE FROM parts WHERE CAST(code AS INTEGER) > 50')
  const sent = await asked<{ sent: { rows: number } }>(['transmit', '--home', store])
  assert.equal(sent.sent.rows, 50)
  assert.deepEqual(readdirSync(join(store, 'work')), [])
})

/** Takes every byte there is. */
function fill(file: string): void {
  for (const size of [1024 * 1024, 64 * 1024, 4096]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // Full, in steps of this size.
    }
  }
}

test('it is said which disk is full: that of the home folder, not that of the shop database beside it', async (t) => {
  const hooks: (() => void)[] = []
  t.after(() => hooks.reverse().forEach((hook) => void hook()))
  const folder = folderFor({ after: (work) => hooks.push(work) })
  const disk = smallDisk(join(folder, 'disk'), 16)
  if (!disk) return t.skip('this user may not mount a small file system')
  hooks.push(disk.unmount)
  const site = await startSite()
  t.after(() => site.close())
  const [home, store, ballast] = ['office', 'store', 'ballast'].map((name) => join(folder, 'disk', name)) as [
    string,
    string,
    string,
  ]
  await officeAt(home, site)
  const shopFile = join(folder, 'shop.db')
  const shop = new DatabaseSync(shopFile)
  shop.exec('CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT)')
  const invited = await asked<{ invitation: string; passphrase: string }>([
    ...['invite', '--number', '1', '--name', 'Elm', '--home', home],
  ])
  const input = `${invited.passphrase}\n${invited.invitation}`
  await done(['join', '-', '--database', shopFile, '--home', store, '--passphrase-stdin'], { input })
  const fillParts = (rows: number) =>
    shop.exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT OR REPLACE INTO parts SELECT i, hex(randomblob(800)) FROM n`)

  // While the payload is made, in the home folder.
  fillParts(15_000)
  const making = await failure(['transmit', '--home', store])
  assert.equal(making.code, 'DISK_FULL')
  assert.ok(making.message.includes(store), making.message)
  assert.ok(!making.message.includes(shopFile), making.message)

  // With no byte left nothing can even be locked.
  shop.exec('DELETE FROM parts WHERE CAST(code AS INTEGER) > 20')
  rmSync(join(store, 'lock.db'))
  fill(ballast)
  for (const at of [store, home]) {
    const told = await failure(['transmit', '--home', at])
    assert.equal(told.code, 'DISK_FULL', told.message)
    assert.ok(told.message.includes(at), told.message)
  }
  rmSync(ballast)
  await done(['transmit', '--home', store])

  await done(['transmit', '--home', home])
  const parts = new DatabaseSync(join(home, 'office.db')).prepare('SELECT count(*) AS n FROM parts').get()
  assert.equal(parts?.n, 20)
})
