import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { Client } from 'basic-ftp'
import { RawClient } from './raw-client.ts'
import { accessTo, clientFor, download, siteFor, upload } from './visitor.ts'

test('noMlsd: unknown, not announced, and LIST does it', async (t) => {
  const client = await clientFor(t, await siteFor(t, { noMlsd: true }))
  await upload(client, 'x', 'a b')
  assert.equal((await client.features()).has('MLST'), false)
  await assert.rejects(client.send('MLSD'), { code: 500 })
  assert.deepEqual(
    (await client.list()).map((file) => file.name),
    ['a b'],
  )
})

test('noRename: a file keeps its name', async (t) => {
  const client = await clientFor(t, await siteFor(t, { noRename: true }))
  await upload(client, 'x', 'a')
  await assert.rejects(client.rename('a', 'b'), { code: 550 })
  assert.equal(String(await download(client, 'a')), 'x')
})

test('noOverwrite: what is there stays as it is', async (t) => {
  const client = await clientFor(t, await siteFor(t, { noOverwrite: true }))
  await upload(client, 'x', 'a')
  await upload(client, 'y', 'b')
  await assert.rejects(upload(client, 'z', 'a'), { code: 553 })
  await assert.rejects(client.rename('b', 'a'), { code: 553 })
  assert.equal(String(await download(client, 'a')), 'x')
  await client.rename('b', 'c')
})

test('noDelete: nothing can be deleted', async (t) => {
  const site = await siteFor(t, { noDelete: true })
  const client = await clientFor(t, site)
  await upload(client, 'x', 'a')
  await assert.rejects(client.remove('a'), { code: 550 })
  assert.deepEqual(await readdir(site.root), ['a'])
})

test('readOnly: nothing can be changed', async (t) => {
  const site = await siteFor(t, { readOnly: true })
  const client = await clientFor(t, site)
  await assert.rejects(upload(client, 'x', 'a'), { code: 550 })
  await assert.rejects(client.send('MKD a'), { code: 550 })
  assert.deepEqual(await client.list(), [])
  assert.deepEqual(await readdir(site.root), [])
})

test('noEpsv: unknown, and PASV does it', async (t) => {
  const site = await siteFor(t, { noEpsv: true })
  const client = await clientFor(t, site)
  await upload(client, 'x', 'a')
  assert.ok(site.commands.includes('PASV'))
  assert.equal((await client.features()).has('EPSV'), false)
})

test('noRest: a download cannot be resumed', async (t) => {
  const client = await clientFor(t, await siteFor(t, { noRest: true }))
  await upload(client, 'xy', 'a')
  await assert.rejects(download(client, 'a', 1), { code: 502 })
  assert.equal(String(await download(client, 'a')), 'xy')
})

test('caseFolding: names are kept in lower case and found in any', async (t) => {
  const client = await clientFor(t, await siteFor(t, { caseFolding: true }))
  await upload(client, 'x', 'File.DAT')
  assert.deepEqual(
    (await client.list()).map((file) => file.name),
    ['file.dat'],
  )
  assert.equal(String(await download(client, 'FILE.dat')), 'x')
})

test('maxConnections: one too many is turned away, and let in when another has left', async (t) => {
  const site = await siteFor(t, { maxConnections: 1 })
  const first = await RawClient.signedIn(site)
  const second = new Client()
  await assert.rejects(second.access(accessTo(site)), { code: 421 })
  await first.ask('QUIT')
  assert.equal(await first.reply(), 'closed')
  await clientFor(t, site)
  assert.equal(site.connections, 3)
})

test('multilineGreeting: the greeting takes several lines', async (t) => {
  const site = await siteFor(t, { multilineGreeting: true })
  const raw = await RawClient.connect(site)
  assert.equal((await raw.reply()).split('\r\n').length, 3)
  raw.close()
  await clientFor(t, site)
})

test('a site becomes poorer and better while it runs', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  site.change({ readOnly: true })
  await assert.rejects(upload(client, 'x', 'file'), /550/)
  site.change({ readOnly: false })
  await upload(client, 'x', 'file')
})

test('quiet: the last visitor has gone, and what he asked for is done', async (t) => {
  const site = await siteFor(t)
  await site.quiet()
  const client = await clientFor(t, site)
  const quiet = site.quiet()
  client.close()
  await quiet
  assert.equal(site.commands.at(-1), 'QUIT')
})
