import assert from 'node:assert/strict'
import { readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Client } from 'basic-ftp'
import { accessTo, clientFor, download, siteFor, someBytes, upload } from './visitor.ts'

for (const tls of ['off', 'explicit', 'implicit'] as const) {
  for (const host of ['127.0.0.1', '::1'] as const) {
    test(`files come and go unchanged (TLS ${tls}, ${host})`, async (t) => {
      const site = await siteFor(t, { tls, host, requireTls: tls !== 'off' })
      const client = await clientFor(t, site, tls)
      // The client's 0-byte uploads fail over resumed TLS: it ends the connection before the handshake.
      for (const length of tls === 'off' ? [0, 1, 70_000] : [1, 70_000]) {
        const content = someBytes(length)
        await upload(client, content, 'file.dat')
        assert.deepEqual(await readFile(join(site.root, 'file.dat')), content)
        assert.equal(await client.size('file.dat'), length)
        assert.deepEqual(await download(client, 'file.dat'), content)
      }
    })
  }

  test(`20 MB come and go unchanged (TLS ${tls})`, async (t) => {
    const site = await siteFor(t, { tls })
    const client = await clientFor(t, site, tls)
    const content = someBytes(20_000_000)
    await upload(client, content, 'big.dat')
    assert.ok(content.equals(await readFile(join(site.root, 'big.dat'))))
    assert.ok(content.equals(await download(client, 'big.dat')))
  })

  test(`a wrong password or name is refused (TLS ${tls})`, async (t) => {
    const site = await siteFor(t, { tls })
    for (const wrong of [{ password: 'p' }, { user: 'other' }, { password: '' }]) {
      const client = new Client()
      await assert.rejects(client.access({ ...accessTo(site, tls), ...wrong }), { code: 530 })
      await assert.rejects(client.send('LIST'), { code: 530 })
      client.close()
    }
    assert.ok(site.commands.includes('PASS ***'))
    assert.doesNotMatch(site.commands.join(), /p w/)
  })
}

test('data connections resume the TLS session of the control connection', async (t) => {
  const site = await siteFor(t, { tls: 'explicit' })
  const client = await clientFor(t, site, 'explicit')
  let resumed: boolean | undefined
  client.trackProgress(() => {
    const socket = client.ftp.dataSocket
    if (socket && 'isSessionReused' in socket) resumed = socket.isSessionReused()
  })
  await upload(client, 'x', 'file')
  assert.equal(resumed, true)
})

test('without TLS nobody signs in or transfers where TLS is required', async (t) => {
  const site = await siteFor(t, { tls: 'explicit', requireTls: true })
  await assert.rejects(clientFor(t, site, 'off'), { code: 530 })
  const client = await clientFor(t, site, 'explicit')
  await client.send('PROT C')
  await assert.rejects(client.list(), { code: 522 })
})

test('folders are made, entered, listed and removed', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  await client.send('MKD to-store')
  // Quotation marks are doubled in the reply, and impossible on Windows.
  const odd = process.platform === 'win32' ? 'a b ü' : 'a "b" ü'
  await client.send(`MKD /to-store/${odd}`)
  await client.cd(`to-store/${odd}`)
  assert.ok((await client.send('PWD')).message.includes(`"/to-store/${odd.replaceAll('"', '""')}"`))
  await client.cdup()
  assert.equal(await client.pwd(), '/to-store')
  await assert.rejects(client.send('MKD /to-store'), { code: 550 })
  await assert.rejects(client.send('MKD x/y'), { code: 550 })
  await assert.rejects(client.cd('missing'), { code: 550 })
  await assert.rejects(client.send('RMD /to-store'), { code: 550 })
  await client.send(`RMD ${odd}`)
  assert.deepEqual(await client.list(), [])
  assert.ok((await stat(join(site.root, 'to-store'))).isDirectory())
})

test('every way of listing shows names with spaces and any letter', async (t) => {
  const names = [' leading.dat', 'a b  c.txt', 'Ölwechsel 店 🚗.dat', 'plain.manifest']
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  await client.send('MKD in')
  for (const name of names) await writeFile(join(site.root, 'in', name), name)
  await client.send('MKD in/zz')

  for (const listing of ['MLSD', 'LIST', 'LIST -a']) {
    client.availableListCommands = [listing]
    await client.cd('/in')
    const found = await client.list()
    assert.deepEqual(found.map((file) => file.name).sort(), [...names, 'zz'].sort(), listing)
    assert.equal(found.find((file) => file.name === 'zz')?.isDirectory, true)
    assert.equal(found.find((file) => file.name === 'a b  c.txt')?.size, 'a b  c.txt'.length)
  }
  client.availableListCommands = ['MLSD']
  assert.equal((await client.list('/in')).length, 5)
  await assert.rejects(client.list('/missing'), { code: 550 })
  assert.match((await client.send('STAT /in')).message, /plain\.manifest/)
  assert.match((await client.send('MLST /in/a b  c.txt')).message, /type=file;size=10;.* \/in\/a b {2}c\.txt/)
})

test('MDTM and listings tell the time of the site, and MFMT sets it', async (t) => {
  const clockOffset = 3 * 60 * 60 * 1000
  const site = await siteFor(t, { clockOffset })
  const client = await clientFor(t, site)
  await upload(client, 'x', 'file')
  const time = new Date('2026-01-02T03:04:05Z')
  await utimes(join(site.root, 'file'), time, time)
  const onSite = new Date(time.getTime() + clockOffset)
  assert.deepEqual(await client.lastMod('file'), onSite)
  assert.deepEqual((await client.list())[0]?.modifiedAt, onSite)
  await client.send('MFMT 20260203040506 file')
  assert.equal((await client.lastMod('file')).toISOString(), '2026-02-03T04:05:06.000Z')
  await assert.rejects(client.send('MFMT yesterday file'), { code: 501 })
})

test('files are renamed and deleted', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  await client.send('MKD in')
  await upload(client, 'one', 'a')
  await upload(client, 'two', 'b')
  await client.rename('a', 'in/c d')
  assert.equal(String(await download(client, 'in/c d')), 'one')
  await client.rename('b', 'in/c d')
  assert.equal(String(await download(client, 'in/c d')), 'two')
  await assert.rejects(client.rename('a', 'x'), { code: 550 })
  await assert.rejects(client.send('RNTO x'), { code: 503 })
  await client.remove('in/c d')
  await assert.rejects(client.remove('in/c d'), { code: 550 })
  await assert.rejects(client.remove('in'), { code: 550 })
  await assert.rejects(download(client, 'in/c d'), { code: 550 })
})

test('a transfer goes on from where REST says', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  const content = someBytes(300_000)
  await upload(client, content, 'file')
  assert.deepEqual(await download(client, 'file', 123_456), content.subarray(123_456))
  assert.deepEqual(await download(client, 'file', 300_000), Buffer.alloc(0))
  await assert.rejects(download(client, 'file', 300_001), { code: 554 })

  await client.send('REST 3')
  await upload(client, 'XY', 'file')
  assert.deepEqual(await download(client, 'file'), Buffer.concat([content.subarray(0, 3), Buffer.from('XY')]))
  await upload(client, 'new', 'file')
  assert.equal(String(await download(client, 'file')), 'new')
})

test('APPE adds to a file', async (t) => {
  const client = await clientFor(t, await siteFor(t))
  for (const text of ['one ', 'two']) {
    await client.appendFrom(Readable.from([Buffer.from(text)]), 'file')
  }
  assert.equal(String(await download(client, 'file')), 'one two')
})

test('no path leads out of the root', async (t) => {
  const site = await siteFor(t)
  const client = await clientFor(t, site)
  await symlink(tmpdir(), join(site.root, 'out'), 'junction')
  const escapes = ['../x', '/../x', 'a/../../x', '..\\x', '/out/x', 'out']
  for (const path of escapes) {
    for (const command of [
      'SIZE',
      'MDTM',
      'DELE',
      'MKD',
      'RMD',
      'CWD',
      'RNFR',
      'MLST',
      'STAT',
      'MFMT 20260101000000',
    ]) {
      await assert.rejects(client.send(`${command} ${path}`), { code: 550 }, `${command} ${path}`)
    }
    await assert.rejects(upload(client, 'x', path), { code: 550 })
    await assert.rejects(download(client, path), { code: 550 })
  }
  await upload(client, 'x', 'inside')
  await assert.rejects(client.rename('inside', '../x'), { code: 550 })
  assert.deepEqual(
    (await client.list()).map((file) => file.name),
    ['inside'],
  )
})

test('two visitors transfer at the same time', async (t) => {
  const site = await siteFor(t)
  const clients = await Promise.all([clientFor(t, site), clientFor(t, site)])
  const contents = [someBytes(3_000_000), someBytes(3_000_000)]
  await Promise.all(clients.map((client, at) => upload(client, contents[at] ?? '', `file${at}`)))
  const back = await Promise.all(clients.map((client, at) => download(client, `file${1 - at}`)))
  assert.ok(back[0]?.equals(contents[1] ?? Buffer.alloc(0)))
  assert.ok(back[1]?.equals(contents[0] ?? Buffer.alloc(0)))
  assert.equal(site.connections, 2)
})
