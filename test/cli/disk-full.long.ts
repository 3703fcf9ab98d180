import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { asked, done, failure, folderFor, officeAt, startSite } from './command-runs.ts'

/** A file system of its own, 4 MB small; null where this user may not mount one. */
function smallDisk(folder: string): { unmount: () => void } | null {
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' })
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
  const disk = smallDisk(join(folder, 'disk'))
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
