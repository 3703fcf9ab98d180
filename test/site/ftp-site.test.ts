import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { liveALife } from './file-life.ts'
import { aSite, times, visit } from './sites.ts'

for (const tls of ['off', 'explicit', 'implicit'] as const) {
  for (const passive of [true, false]) {
    test(`files of 0 B, 1 B and 2 MB come and go (TLS ${tls}, ${passive ? 'passive' : 'active'})`, async (t) => {
      const site = await aSite(t, { tls })
      await liveALife(await visit(t, site, { tls, passive }))
    })
  }
}

test('files come and go over IPv6, passive and active', async (t) => {
  const site = await aSite(t, { host: '::1', tls: 'explicit' })
  await liveALife(await visit(t, site, { tls: 'explicit', homeDir: 'passive' }))
  await liveALife(await visit(t, site, { tls: 'explicit', homeDir: 'active', passive: false }))
})

test('files come and go on a site without MLSD and EPSV, and it is not asked for them twice', async (t) => {
  const site = await aSite(t, { noMlsd: true, noEpsv: true })
  await liveALife(await visit(t, site))
  assert.equal(times(site, 'MLSD'), 1)
  assert.equal(times(site, 'EPSV'), 1)
})

test('files come and go on a site that does not know SIZE', async (t) => {
  const site = await aSite(t)
  site.inject({ command: 'SIZE', times: Number.POSITIVE_INFINITY, do: { kind: 'reply', code: 502, text: 'No SIZE' } })
  await liveALife(await visit(t, site))
  assert.equal(times(site, 'SIZE'), 1)
})

test('Home Dir is made level by level', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, { homeDir: '/shops/north/network/' })
  await visited.upload(Buffer.from('x'), 'to-office/a.dat')
  assert.ok(existsSync(path.join(site.root, 'shops', 'north', 'network', 'to-office', 'a.dat')))
})

test('an upload after another one costs two round trips', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'to-office/a.dat')
  const before = visited.roundTrips
  await visited.upload(Buffer.from('x'), 'to-office/b.dat')
  assert.equal(visited.roundTrips - before, 2)
})

test('signing in takes four round trips plain and five with TLS', async (t) => {
  const plain = await aSite(t)
  const secure = await aSite(t, { tls: 'explicit' })
  await (await visit(t, plain)).close()
  await (await visit(t, secure, { tls: 'explicit' })).close()
  // Home Dir is there by now.
  assert.equal((await visit(t, plain)).roundTrips, 4)
  assert.equal((await visit(t, secure, { tls: 'explicit' })).roundTrips, 5)
})

test('a download of more than the allowed bytes stops and leaves the target as it was', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.alloc(3_000_000), 'big.dat')
  const folder = await mkdtemp(path.join(tmpdir(), 'central-office-limit-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const target = path.join(folder, 'target')
  await writeFile(target, 'old')
  const tooLarge = (error: unknown) => hasCode(error, 'SITE_DAMAGED_FILE') && !error.retryable
  await assert.rejects(visited.download('big.dat', target, 2_999_999), tooLarge)
  await assert.rejects(visited.read('big.dat', 10), tooLarge)
  assert.equal(await readFile(target, 'utf8'), 'old')
  assert.deepEqual(await readdir(folder), ['target'])
})

test('a file of this computer that cannot be read or written is not blamed on the site', async (t) => {
  const visited = await visit(t, await aSite(t))
  const nowhere = path.join(tmpdir(), 'central-office-no-such-folder', 'file')
  const local = (error: unknown) => hasCode(error, 'LOCAL_FILE_REFUSED')
  await assert.rejects(visited.upload(nowhere, 'a.dat'), local)
  await visited.upload(Buffer.from('x'), 'a.dat')
  await assert.rejects(visited.download('a.dat', nowhere, 10), local)
})

test('operations called at the same time wait for each other', async (t) => {
  const visited = await visit(t, await aSite(t))
  const names = ['a.dat', 'b.dat', 'c.dat', 'd.dat']
  await Promise.all(names.map((name) => visited.upload(Buffer.from(name), name)))
  const back = await Promise.all(names.map((name) => visited.read(name, 10)))
  assert.deepEqual(back.map(String), names)
})

test('the clock of the site is measured by a file just uploaded', async (t) => {
  const visited = await visit(t, await aSite(t, { clockOffset: 3_600_000 }))
  await visited.upload(Buffer.from('x'), 'a.dat')
  const offset = await visited.clockOffset('a.dat', Date.now())
  assert.ok(offset !== null && Math.abs(offset - 3_600_000) < 3_000, `${offset}`)
})

test('a site that cannot tell the time of a file gives no clock offset', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'a.dat')
  site.inject({ command: 'MDTM', do: { kind: 'reply', code: 502, text: 'No MDTM' } })
  assert.equal(await visited.clockOffset('a.dat', Date.now()), null)
})
