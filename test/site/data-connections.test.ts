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
import { aSite, quick, settingsFor, visit } from './sites.ts'

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
