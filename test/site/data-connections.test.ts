import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createServer } from 'node:tls'
import { makeCertificate } from '../../src/demo/ftp-site/certificate.ts'
import { hasCode } from '../../src/model/errors.ts'
import { verifyCertificate } from '../../src/site/certificate.ts'
import { dial, encrypt, newConnection } from '../../src/site/connection.ts'
import { secured } from '../../src/site/data-mode.ts'
import { unknownHabits } from '../../src/site/habits.ts'
import { liveALife } from './file-life.ts'
import { aSite, quick, settingsFor, times, visit } from './sites.ts'

const always = Number.POSITIVE_INFINITY

for (const trust of ['an authority', 'a pin'] as const) {
  test(`a data connection to a stranger is refused and its session never kept (trust by ${trust})`, async (t) => {
    const site = await aSite(t, { tls: 'explicit' })
    const other = makeCertificate()
    const stranger = createServer({ key: other.key, cert: other.certificate, maxVersion: 'TLSv1.2' })
    stranger.on('tlsClientError', () => undefined)
    stranger.on('secureConnection', (socket) => socket.on('error', () => undefined))
    stranger.listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    t.after(() => stranger.close())

    const pinnedCertificate = trust === 'a pin' ? (site.fingerprint ?? '') : ''
    const settings = settingsFor(site, { tls: 'explicit', pinnedCertificate })
    const extraCa = trust === 'a pin' ? undefined : site.certificate
    const connection = newConnection(settings, site.password, { deadlines: quick, extraCa })
    t.after(() => connection.close())
    await dial(connection, settings, extraCa)
    await encrypt(connection, settings, extraCa)
    const { ftp } = connection.client
    await connection.command('NOOP', 'ask')
    const before = ftp.tlsSessionStore

    const raw = connect((stranger.address() as { port: number }).port, '127.0.0.1')
    await once(raw, 'connect')
    const opening = secured(ftp, raw, (socket) => void verifyCertificate(socket, settings))
    await assert.rejects(opening, (error) => hasCode(error, 'SITE_CERTIFICATE'))
    assert.equal(ftp.tlsSessionStore, before)
  })
}

test('an error reply to a transfer keeps the connection, passive and active, plain and TLS', async (t) => {
  for (const tls of ['off', 'explicit'] as const) {
    for (const passive of [true, false]) {
      const site = await aSite(t, { tls })
      const visited = await visit(t, site, { tls, passive })
      await assert.rejects(visited.read('missing.dat', 10), (error) => hasCode(error, 'SITE_MISSING_FILE'))
      await visited.upload(Buffer.from('x'), 'there.dat')
      assert.equal(site.connections, 1)
    }
  }
})

for (const tls of ['off', 'explicit'] as const)
  test(`where nothing gets through to the port of EPSV, files come and go by PASV, which is remembered (TLS ${tls})`, async (t) => {
    const site = await aSite(t, { tls, shutEpsv: true })
    const visited = await visit(t, site, { tls })
    await liveALife(visited)
    assert.equal(visited.habits.epsv, false)
    assert.equal(site.connections, 1)
    const before = times(site, 'EPSV')
    const next = await visit(t, site, { tls }, { habits: visited.habits })
    await next.list('to-office')
    assert.equal(times(site, 'EPSV'), before)
  })

test('where the ports of EPSV and PASV are both shut, it is the data connection that is named', async (t) => {
  const site = await aSite(t, { shutEpsv: true })
  site.inject({ command: 'PASV', times: always, do: { kind: 'reply', code: 227, text: '(127,0,0,1,0,1)' } })
  const visited = await visit(t, site)
  const names = { code: 'SITE_DROPPED', message: /second connection, which carries files/ }
  await assert.rejects(visited.upload(Buffer.from('x'), 'a'), names)
  assert.equal(visited.habits.epsv, true)
})

test('a site that refuses PASV while the port of EPSV is shut just now is asked by EPSV again', async (t) => {
  const site = await aSite(t, { shutEpsv: true })
  site.inject({ command: 'PASV', times: always, do: { kind: 'reply', code: 502, text: 'Not known' } })
  const visited = await visit(t, site)
  await assert.rejects(visited.upload(Buffer.from('x'), 'a'), (error) => hasCode(error, 'SITE_DROPPED'))
  site.change({ shutEpsv: false })
  await visited.upload(Buffer.from('x'), 'a')
  assert.equal(visited.habits.epsv, true)
})

test('EPSV that a firewall swallows is followed by PASV on the next connection', async (t) => {
  const site = await aSite(t)
  site.inject({ command: 'EPSV', times: always, do: { kind: 'hang' } })
  const options = {
    deadlines: { ...quick, command: 300, connect: 300 },
    habits: { ...unknownHabits(), flights: false },
  }
  const visited = await visit(t, site, {}, options)
  await visited.upload(Buffer.from('x'), 'a')
  assert.equal(visited.habits.epsv, false)
  assert.equal(times(site, 'EPSV'), 1)
})

test('over IPv6 a habit of doing without EPSV, learnt over IPv4, is not followed', async (t) => {
  const site = await aSite(t, { host: '::1' })
  const visited = await visit(t, site, {}, { habits: { ...unknownHabits(), epsv: false } })
  await visited.upload(Buffer.from('x'), 'a')
})
