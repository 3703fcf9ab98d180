import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { startFtpSite } from '../../../src/demo/ftp-site/ftp-site.ts'
import { RawClient } from './raw-client.ts'
import { siteFor, someBytes } from './visitor.ts'

for (const { host, command } of [
  { host: '127.0.0.1', command: 'PORT' },
  { host: '127.0.0.1', command: 'EPRT' },
  { host: '::1', command: 'EPRT' },
] as const) {
  test(`active mode: the site connects back after ${command} (${host})`, async (t) => {
    const site = await siteFor(t, { host })
    const client = await RawClient.signedIn(site)
    const listener = createServer().listen(0, host)
    t.after(() => listener.close())
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    const target =
      command === 'PORT'
        ? `PORT 127,0,0,1,${port >> 8},${port & 255}`
        : `EPRT |${host === '::1' ? 2 : 1}|${host}|${port}|`
    const content = someBytes(200_000)

    assert.match(await client.ask(target), /^200 /)
    const [[uploading], announced] = await Promise.all([once(listener, 'connection'), client.ask('STOR file')])
    assert.match(announced, /^150 /)
    uploading.end(content)
    assert.match(await client.reply(), /^226 /)
    assert.deepEqual(await readFile(join(site.root, 'file')), content)

    await client.ask(target)
    const accepted = once(listener, 'connection').then(([socket]) => buffer(socket))
    assert.match(await client.ask('RETR file'), /^150 /)
    assert.deepEqual(await accepted, content)
    assert.match(await client.reply(), /^226 /)
    client.close()
  })
}

test('active mode goes to nobody but the visitor, and to no privileged port', async (t) => {
  const client = await RawClient.signedIn(await siteFor(t))
  assert.match(await client.ask('PORT 10,0,0,1,200,1'), /^500 /)
  assert.match(await client.ask('PORT 127,0,0,1,0,22'), /^500 /)
  assert.match(await client.ask('EPRT |1|127.0.0.2|50000|'), /^500 /)
  assert.match(await client.ask('EPRT |2|::1|50000|'), /^522 /)
  assert.match(await client.ask('PORT 127,0,0,1'), /^501 /)
  assert.match(await client.ask('EPRT 50000'), /^501 /)
  assert.match(await client.ask('LIST'), /^425 /)
  client.close()
})

test('active mode with nobody listening is answered 425', async (t) => {
  const client = await RawClient.signedIn(await siteFor(t))
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  await client.ask(`EPRT |1|127.0.0.1|${port}|`)
  assert.match(await client.ask('LIST'), /^150 /)
  assert.match(await client.reply(), /^425 /)
  client.close()
})

test('commands sent ahead are answered in order, one reply each', async (t) => {
  const client = await RawClient.signedIn(await siteFor(t))
  client.write('MKD a\r\nCWD a\r\nPWD\r\nNO')
  client.write('OP\r\nFOO\r\nSYST\r\n')
  const replies = []
  for (let count = 0; count < 6; count++) replies.push((await client.reply()).slice(0, 8))
  assert.deepEqual(replies, ['257 "/a"', '250 "/a"', '257 "/a"', '200 Here', '502 Comm', '215 UNIX'])
  client.close()
})

test('the site says what it can do, and refuses the rest by the right code', async (t) => {
  const site = await siteFor(t)
  const client = await RawClient.signedIn(site)
  assert.match(await client.ask('FEAT'), /^211-[\s\S]*REST STREAM[\s\S]*MLST[\s\S]*EPSV[\s\S]*\r\n211 End$/)
  const expected = {
    'MODE S': 200,
    'MODE B': 504,
    'STRU F': 200,
    'STRU R': 504,
    'TYPE E': 504,
    'OPTS UTF8 ON': 200,
    'OPTS X': 501,
    'ALLO 5': 202,
    'EPSV 2': 522,
    'EPSV ALL': 200,
    PASV: 501,
    'AUTH TLS': 502,
    'PBSZ 0': 503,
    'PROT P': 503,
    SIZE: 501,
    'REST x': 501,
    STAT: 211,
    noop: 200,
    ABOR: 226,
    'TYPE A': 200,
  }
  for (const [command, code] of Object.entries(expected)) {
    assert.equal((await client.ask(command)).slice(0, 3), String(code), command)
  }
  client.write('QUIT\r\nMKD after\r\n')
  assert.match(await client.reply(), /^221 /)
  assert.equal(await client.reply(), 'closed')
  assert.deepEqual(await readdir(site.root), [])
})

test('nothing but signing in works before signing in', async (t) => {
  const client = await RawClient.connect(await siteFor(t))
  assert.match(await client.reply(), /^220 /)
  for (const command of ['PWD', 'LIST', 'RETR x', 'EPSV', 'DELE x']) assert.match(await client.ask(command), /^530 /)
  assert.match(await client.ask('PASS x'), /^503 /)
  client.close()
})

test('ABOR ends a running transfer, which is answered first', async (t) => {
  const site = await siteFor(t)
  const client = await RawClient.signedIn(site)
  const uploading = await client.passive()
  assert.match(await client.ask('STOR file'), /^150 /)
  uploading.write('some')
  assert.match(await client.ask('ABOR'), /^426 /)
  assert.match(await client.reply(), /^226 /)
  assert.match(await client.ask('NOOP'), /^200 /)
  client.close()
})

test('commands sent ahead in the clear are forgotten inside TLS', async (t) => {
  const site = await siteFor(t, { tls: 'explicit' })
  const client = await RawClient.signedIn(site)
  client.write('AUTH TLS\r\nMKD injected\r\n')
  assert.match(await client.reply(), /^234 /)
  const secure = await client.secured(site)
  assert.match(await secure.ask('PWD'), /^257 "\/" is/)
  assert.ok(site.commands.includes('MKD injected'))
  assert.deepEqual(await readdir(site.root), [])
  secure.close()
})

test('a stranger who finds the passive port gets nothing of another connection', async (t) => {
  const site = await siteFor(t)
  await writeFile(join(site.root, 'file'), 'content')
  const client = await RawClient.signedIn(site)
  const port = Number(/\|\|\|(\d+)\|/.exec(await client.ask('EPSV'))?.[1])
  const stranger = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' })
  const stolen = buffer(stranger).catch(() => Buffer.alloc(0))
  assert.equal((await stolen).length, 0)
  const own = connect(port, '127.0.0.1')
  const [content] = await Promise.all([buffer(own), client.ask('RETR file')])
  assert.equal(String(content), 'content')
  client.close()
})

test('a command longer than any name ends the connection', async (t) => {
  const client = await RawClient.signedIn(await siteFor(t))
  client.write('x'.repeat(100_000))
  assert.equal(await client.reply(), 'closed')
})

test('an address other than loopback is refused, and so is a port in use', async (t) => {
  const anywhere = { host: '0.0.0.0' } as unknown as Parameters<typeof startFtpSite>[0]
  await assert.rejects(startFtpSite(anywhere), { code: 'USAGE' })
  const site = await siteFor(t)
  await assert.rejects(startFtpSite({ port: site.port }), { code: 'USAGE' })
  await assert.rejects(startFtpSite({ requireTls: true }), { code: 'USAGE' })
})

test('closing ends every connection and removes the temporary folder', async () => {
  const site = await startFtpSite()
  const client = await RawClient.signedIn(site)
  await client.ask('EPSV')
  assert.match(await client.ask('STOR file'), /^150 /)
  await site.close()
  await site.close()
  assert.equal(await client.reply(), 'closed')
  await assert.rejects(readFile(site.root), { code: 'ENOENT' })
})
