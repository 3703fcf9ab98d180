import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { type ErrorCode, hasCode } from '../../src/model/errors.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import { aScriptedSite } from './scripted-site.ts'
import { aSite, quick, settingsFor, times, visit } from './sites.ts'

const code =
  (...codes: ErrorCode[]) =>
  (error: unknown) =>
    hasCode(error, ...codes)
const forEver = Number.POSITIVE_INFINITY
const bytes = Buffer.alloc(200_000, 'payload')

for (const tls of ['off', 'explicit'] as const) {
  for (const when of ['before', 'during'] as const) {
    test(`an upload dropped ${when} its data is sent again and whole (TLS ${tls})`, async (t) => {
      const site = await aSite(t, { tls })
      const visited = await visit(t, site, { tls })
      site.inject({ command: 'STOR', do: { kind: 'drop', when } })
      await visited.upload(bytes, 'a.dat')
      assert.deepEqual(await readFile(path.join(site.root, 'network', 'a.dat')), bytes)
      assert.equal(site.connections, 2)
    })
  }

  test(`an upload whose reply was lost is not sent again (TLS ${tls})`, async (t) => {
    const site = await aSite(t, { tls })
    const visited = await visit(t, site, { tls })
    site.inject({ command: 'STOR', do: { kind: 'drop', when: 'after' } })
    await visited.upload(bytes, 'a.dat')
    assert.deepEqual(await readFile(path.join(site.root, 'network', 'a.dat')), bytes)
    assert.equal(times(site, 'STOR'), 1)
  })
}

test('an upload cut off on a site that refuses to overwrite is sent again all the same', async (t) => {
  const site = await aSite(t, { noOverwrite: true })
  const visited = await visit(t, site)
  site.inject({ command: 'STOR', do: { kind: 'drop', when: 'during' } })
  await visited.upload(bytes, 'a.dat')
  assert.deepEqual(await visited.read('a.dat', bytes.length), bytes)
})

test('a file left from an earlier visit is replaced on a site that refuses to overwrite', async (t) => {
  const site = await aSite(t, { noOverwrite: true })
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('cut sho'), 'to-office/a.dat')
  await visited.upload(bytes, 'to-office/a.dat')
  assert.deepEqual(await visited.read('to-office/a.dat', bytes.length), bytes)
})

test('a download dropped half-way is fetched again and whole', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'RETR', do: { kind: 'drop', when: 'during' } })
  assert.deepEqual(await visited.read('a.dat', bytes.length), bytes)
})

test('a site that keeps only a part of each upload is told of, and nothing cut short stays there', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  site.inject({ command: 'STOR', times: forEver, do: { kind: 'truncate', bytes: 1000 } })
  await assert.rejects(visited.upload(bytes, 'a.dat'), code('SITE_DAMAGED_FILE'))
  assert.equal(existsSync(path.join(site.root, 'network', 'a.dat')), false)
})

for (const reply of [451, 452, 552]) {
  test(`a full site (${reply}) is named as such, at once, and the cut-short file is deleted`, async (t) => {
    const site = await aSite(t)
    const visited = await visit(t, site)
    site.inject({ command: 'STOR', times: forEver, do: { kind: 'disk-full', afterBytes: 1000, code: reply } })
    await assert.rejects(visited.upload(bytes, 'a.dat'), code('SITE_FULL'))
    assert.equal(existsSync(path.join(site.root, 'network', 'a.dat')), false)
    assert.equal(times(site, 'STOR'), 1)
  })
}

test('a wrong password is refused once and never tried again', async (t) => {
  const site = await aSite(t)
  await assert.rejects(connectToSite(settingsFor(site), 'not the password', { deadlines: quick }), code('SITE_LOGIN'))
  assert.equal(site.connections, 1)
})

test('a 530 for too many connections is waited out', async (t) => {
  const site = await aSite(t)
  const busy = { kind: 'reply', code: 530, text: 'Sorry, the maximum number of clients is connected' } as const
  site.inject({ command: 'PASS', times: 2, do: busy })
  await visit(t, site)
  assert.equal(site.connections, 3)
})

test('too many connections for too long is an error of its own', async (t) => {
  const site = await aSite(t, { maxConnections: 1 })
  await visit(t, site)
  await assert.rejects(visit(t, site), code('SITE_TOO_MANY_CONNECTIONS'))
})

test('a connection that idled out between two operations is made anew', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  site.inject({ command: 'EPSV', do: { kind: 'disconnect-idle' } })
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'DELE', do: { kind: 'disconnect-idle' } })
  await visited.remove('a.dat')
  assert.deepEqual(await visited.list(''), [])
  assert.equal(site.connections, 3)
})

test('a command that is never answered ends with its deadline', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, {}, { deadlines: { ...quick, command: 60 } })
  site.inject({ command: 'DELE', times: forEver, do: { kind: 'hang' } })
  await assert.rejects(visited.remove('a.dat'), code('SITE_TIMEOUT'))
})

test('a transfer in which nothing moves ends with its deadline', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, {}, { deadlines: { ...quick, dataIdle: 100 } })
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'RETR', times: forEver, do: { kind: 'hang' } })
  await assert.rejects(visited.read('a.dat', bytes.length), code('SITE_TIMEOUT'))
})

test('a site that never greets ends with the deadline', async (t) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  t.after(() => silent.close())
  const port = (silent.address() as { port: number }).port
  const settings = { ...settingsFor(await aSite(t)), port }
  const options = { deadlines: { ...quick, connect: 50 } }
  await assert.rejects(connectToSite(settings, 'secret', options), code('SITE_TIMEOUT'))
})

test('a refused connection and an unknown host are named, and not tried over and over', async (t) => {
  const site = await aSite(t)
  const settings = settingsFor(site)
  await site.close()
  const options = { deadlines: { ...quick, pause: 60_000 } }
  await assert.rejects(connectToSite(settings, 'x', options), code('SITE_REFUSED'))
  const unknown = { ...settings, host: 'no-such-site.invalid' }
  await assert.rejects(connectToSite(unknown, 'x', options), code('SITE_HOST_UNKNOWN'))
})

test('a listing the site says it cut short is refused', async (t) => {
  const site = await aScriptedSite(t, {
    listing: 'type=file;size=1; a.dat\r\n',
    afterwards: '226-Options: -l\r\n226 Output truncated to 1 matches',
  })
  await assert.rejects(site.list('to-office'), code('SITE_UNCLEAR_REPLY'))
})

test('a listing in DOS format is understood', async (t) => {
  const site = await aSite(t, { noMlsd: true })
  const visited = await visit(t, site)
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'LIST', do: { kind: 'dos-list' } })
  assert.deepEqual(await visited.list(''), [{ name: 'a.dat', size: bytes.length }])
})

test('a listing the account may not have is an error, not an empty folder', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  for (const command of ['MLSD', 'LIST'])
    site.inject({ command, do: { kind: 'reply', code: 550, text: 'Permission denied' } })
  await assert.rejects(visited.list('to-office'), code('SITE_FORBIDDEN'))
})

test('a site that says it is done before the data is there still gives whole files', async (t) => {
  const site = await aSite(t, { tls: 'explicit' })
  const visited = await visit(t, site, { tls: 'explicit' })
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'RETR', do: { kind: 'early-226' } })
  assert.deepEqual(await visited.read('a.dat', bytes.length), bytes)
})

test('an account that may not write is told so, with what to ask the provider for', async (t) => {
  const writable = await aSite(t)
  await (await visit(t, writable)).close()
  const site = await aSite(t, { root: writable.root, readOnly: true })
  const visited = await visit(t, site)
  await assert.rejects(visited.upload(bytes, 'to-office/a.dat'), code('SITE_FORBIDDEN'))
})

test('a stop ends an upload under way with CANCELLED', async (t) => {
  const site = await aSite(t)
  const controller = new AbortController()
  const visited = await visit(t, site, {}, { signal: controller.signal })
  site.inject({ command: 'STOR', do: { kind: 'slow', bytesPerSecond: 1000 } })
  const upload = visited.upload(bytes, 'a.dat', () => controller.abort())
  await assert.rejects(upload, code('CANCELLED'))
  await assert.rejects(visited.list(''), code('CANCELLED'))
})

test('a stop ends the pause before another try', async (t) => {
  const site = await aSite(t)
  const controller = new AbortController()
  const options = { signal: controller.signal, deadlines: { ...quick, pause: 60_000 } }
  const visited = await visit(t, site, {}, options)
  site.inject({ command: 'STOR', do: { kind: 'reply', code: 450, text: 'Busy' } })
  const upload = visited.upload(bytes, 'a.dat')
  setTimeout(() => controller.abort(), 50)
  await assert.rejects(upload, code('CANCELLED'))
})

test('the password stands in no line of the protocol log and in no error', async (t) => {
  const site = await aSite(t, { tls: 'explicit' })
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const visited = await visit(t, site, { tls: 'explicit' }, { log })
  await visited.upload(bytes, 'to-office/a.dat')
  await visited.list('to-office')
  assert.ok(lines.some((line) => line.includes('STOR to-office/a.dat')))

  const echo = { kind: 'reply', code: 530, text: `No user with password ${site.password}` } as const
  site.inject({ command: 'PASS', times: forEver, do: echo })
  await assert.rejects(visit(t, site, { tls: 'explicit' }, { log }), (error: Error) => {
    const cause = error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack}` : ''
    const said = `${error.message} ${error.stack} ${cause} ${JSON.stringify(error)}`
    return hasCode(error, 'SITE_LOGIN') && !said.includes(site.password)
  })
  assert.ok(!lines.join('\n').includes(site.password))
})
