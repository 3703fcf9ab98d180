import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'basic-ftp'
import { Faults } from '../../../src/demo/ftp-site/faults.ts'
import { RawClient } from './raw-client.ts'
import { accessTo, clientFor, download, downloadWhatComes, siteFor, someBytes, upload } from './visitor.ts'

const content = someBytes(300_000)

for (const tls of ['off', 'explicit'] as const) {
  test(`drop before: an upload leaves nothing (TLS ${tls})`, async (t) => {
    const site = await siteFor(t, { tls })
    const client = await clientFor(t, site, tls)
    site.inject({ command: 'STOR', do: { kind: 'drop', when: 'before' } })
    await assert.rejects(upload(client, content, 'file'))
    await assert.rejects(readFile(join(site.root, 'file')), { code: 'ENOENT' })
    await upload(await clientFor(t, site, tls), content, 'file')
    assert.deepEqual(await readFile(join(site.root, 'file')), content)
  })

  test(`drop during: a part stays, a part arrives, and nothing is answered (TLS ${tls})`, async (t) => {
    const site = await siteFor(t, { tls })
    site.inject({ command: 'STOR', do: { kind: 'drop', when: 'during' } })
    await assert.rejects(upload(await clientFor(t, site, tls), content, 'file'))
    const kept = await readFile(join(site.root, 'file'))
    assert.ok(kept.length > 0 && kept.length < content.length)
    assert.deepEqual(kept, content.subarray(0, kept.length))

    await writeFile(join(site.root, 'file'), content)
    site.inject({ command: 'RETR', do: { kind: 'drop', when: 'during' } })
    const client = await clientFor(t, site, tls)
    const arrived = await downloadWhatComes(client, 'file')
    assert.ok(arrived.error instanceof Error)
    assert.ok(arrived.content.length <= 150_000)
    assert.equal(client.closed, true)
  })

  test(`drop after: the work is done, the reply is lost (TLS ${tls})`, async (t) => {
    const site = await siteFor(t, { tls })
    site.inject({ command: 'STOR', do: { kind: 'drop', when: 'after' } })
    await assert.rejects(upload(await clientFor(t, site, tls), content, 'file'))
    assert.deepEqual(await readFile(join(site.root, 'file')), content)
    site.inject({ command: 'DELE', do: { kind: 'drop', when: 'after' } })
    await assert.rejects((await clientFor(t, site, tls)).remove('file'))
    await assert.rejects(readFile(join(site.root, 'file')), { code: 'ENOENT' })
  })
}

test('drop during, of a download in the clear: exactly half arrives', async (t) => {
  const site = await siteFor(t)
  await writeFile(join(site.root, 'file'), content)
  site.inject({ command: 'RETR', do: { kind: 'drop', when: 'during' } })
  const client = await RawClient.signedIn(site)
  const { data, replies } = await client.fetch('RETR file')
  assert.deepEqual(data, content.subarray(0, 150_000))
  assert.deepEqual(
    replies.map((reply) => reply.slice(0, 3)),
    ['150', 'clo'],
  )
})

test('reply: the command is refused and its work not done', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  site.inject({ command: 'stor', do: { kind: 'reply', code: 553, text: 'Not today' } })
  await assert.rejects(upload(client, 'x', 'file'), { code: 553, message: '553 Not today' })
  assert.deepEqual(await client.list(), [])
  await upload(client, 'x', 'file')
})

test('reply to CONNECT: the greeting is another', async (t) => {
  const site = await siteFor(t)
  site.inject({ command: 'CONNECT', do: { kind: 'reply', code: 530, text: 'Too many users' } })
  await assert.rejects(new Client().access(accessTo(site)), { code: 530 })
})

test('hang: no answer comes, and the connection stays open', async (t) => {
  const site = await siteFor(t)
  const client = new Client(200)
  await client.access(accessTo(site))
  site.inject({ command: 'SIZE', do: { kind: 'hang' } })
  await assert.rejects(client.size('x'), { message: /Timeout \(control socket\)/ })
})

test('slow: data takes its time in both directions', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  site.inject({ command: '*', path: '/file', times: 2, do: { kind: 'slow', bytesPerSecond: 1_000_000 } })
  for (const transfer of [() => upload(client, content, 'file'), () => download(client, 'file')]) {
    const start = performance.now()
    await transfer()
    const took = performance.now() - start
    assert.ok(took >= 250, `${took} ms`)
  }
  assert.deepEqual(await readFile(join(site.root, 'file')), content)
})

test('truncate: data is cut short although all is said to be well', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  site.inject({ command: 'STOR', do: { kind: 'truncate', bytes: 100_001 } })
  await upload(client, content, 'file')
  assert.deepEqual(await readFile(join(site.root, 'file')), content.subarray(0, 100_001))
  site.inject({ command: 'RETR', do: { kind: 'truncate', bytes: 0 } })
  assert.deepEqual(await download(client, 'file'), Buffer.alloc(0))
})

test('corrupt: one byte is another', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  await upload(client, content, 'file')
  site.inject({ command: 'RETR', do: { kind: 'corrupt' } })
  const arrived = await download(client, 'file')
  assert.equal(arrived.length, content.length)
  assert.equal(arrived.filter((byte, at) => byte !== content[at]).length, 1)
  assert.deepEqual(await download(client, 'file'), content)
})

test('empty-list, truncated-list, dos-list: listings show less, or otherwise', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  for (const name of ['a', 'b b', 'c']) await upload(client, name, name)
  const names = async () => (await client.list()).map((file) => file.name)

  site.inject({ command: 'MLSD', do: { kind: 'empty-list' } })
  assert.deepEqual(await names(), [])
  site.inject({ command: 'MLSD', do: { kind: 'truncated-list', entries: 2 } })
  assert.deepEqual(await names(), ['a', 'b b'])
  assert.deepEqual(await names(), ['a', 'b b', 'c'])
  client.availableListCommands = ['LIST']
  site.inject({ command: 'LIST', do: { kind: 'dos-list' } })
  const [, second] = await client.list()
  assert.equal(second?.name, 'b b')
  assert.equal(second?.size, 3)
  assert.match(second?.rawModifiedAt ?? '', /^\d\d-\d\d-\d\d \d\d:\d\d[AP]M$/)
})

for (const code of [451, 552]) {
  test(`disk-full: a cut-short file stays, and ${code} tells`, async (t) => {
    const site = await siteFor(t)
    const client = await clientFor(t, site)
    site.inject({ command: 'STOR', do: { kind: 'disk-full', afterBytes: 70_000, code } })
    await assert.rejects(upload(client, content, 'file'), { code })
    assert.deepEqual(await readFile(join(site.root, 'file')), content.subarray(0, 70_000))
    site.inject({ command: 'STOR', do: { kind: 'disk-full', afterBytes: 5 } })
    await upload(await clientFor(t, site), 'fits!', 'file')
  })
}

test('early-226: success is told before the first byte', async (t) => {
  const site = await siteFor(t)
  const client = await RawClient.signedIn(site)
  site.inject({ command: '*', path: 'file', times: 2, do: { kind: 'early-226' } })
  const uploading = await client.passive()
  assert.match(await client.ask('STOR file'), /^150 /)
  assert.match(await client.reply(), /^226 /)
  uploading.end(content)
  assert.equal(await client.ask('SIZE file'), '213 300000')
  const { data, replies } = await client.fetch('RETR file')
  assert.deepEqual(data, content)
  assert.match(replies[1] ?? '', /^226 /)
  assert.match(await client.ask('NOOP'), /^200 /)
  client.close()
})

test('wrong-size: SIZE tells another size', async (t) => {
  const site = await siteFor(t, { faults: [{ command: 'SIZE', do: { kind: 'wrong-size', by: -2 } }] })
  const client = await clientFor(t, site)
  await upload(client, content, 'file')
  assert.equal(await client.size('file'), 299_998)
  assert.equal(await client.size('file'), 300_000)
})

test('disconnect-idle: 421, and the connection is closed', async (t) => {
  const site = await siteFor(t)
  const client = await RawClient.signedIn(site)
  site.inject({ command: 'NOOP', do: { kind: 'disconnect-idle' } })
  assert.match(await client.ask('NOOP'), /^421 /)
  assert.equal(await client.reply(), 'closed')
})

test('a fault strikes as often as it says, after as many as it says, and only its paths', () => {
  const faults = new Faults()
  const struck = (path: string, command = 'STOR') => Object.keys(faults.strike(command, path)).length > 0
  faults.inject({ command: 'STOR', path: '.dat', after: 1, times: 2, do: { kind: 'hang' } })
  assert.deepEqual([struck('/a.manifest'), struck('/a.dat', 'RETR')], [false, false])
  assert.deepEqual([struck('/a.dat'), struck('/a.dat'), struck('/b.dat'), struck('/c.dat')], [false, true, true, false])
  faults.inject({ command: '*', path: /^\/in\//g, times: Number.POSITIVE_INFINITY, do: { kind: 'hang' } })
  for (let count = 0; count < 20; count++) assert.equal(struck('/in/x', 'SIZE'), true)
  faults.clear()
  assert.equal(struck('/in/x'), false)
})

test('a fault that makes no sense is refused when it is injected', () => {
  const faults = new Faults()
  for (const action of [{ kind: 'unknown' }, { kind: 'slow' }, { kind: 'drop', when: 'later' }, {}]) {
    assert.throws(() => faults.inject({ command: 'STOR', do: action as { kind: 'hang' } }), { code: 'USAGE' })
  }
})

test('late: an upload is out of sight until its visitor has gone, or for a time', async (t) => {
  const site = await siteFor(t)
  const file = join(site.root, 'file')
  site.inject({ command: 'STOR', do: { kind: 'late' } })
  const client = await clientFor(t, site)
  await upload(client, content, 'file')
  await assert.rejects(client.size('file'), /550/)
  assert.deepEqual(await client.list(), [])
  client.close()
  await site.quiet()
  assert.deepEqual(await readFile(file), content)

  site.inject({ command: 'STOR', do: { kind: 'late', milliseconds: 5 } })
  const other = await clientFor(t, site)
  await upload(other, 'new', 'file')
  while ((await other.size('file')) !== 3);
  assert.equal(await readFile(file, 'utf8'), 'new')
})

test('what was struck is told, but for passwords', async (t) => {
  const site = await siteFor(t)
  site.inject({ command: '*', times: 4, do: { kind: 'slow', bytesPerSecond: 1_000_000 } })
  await clientFor(t, site)
  assert.deepEqual(site.struck.slice(0, 4), ['CONNECT /', 'OPTS /UTF8 ON', 'USER /shop', 'PASS'])
})
