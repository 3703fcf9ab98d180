import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { makeCertificate } from '../../../src/demo/ftp-site/certificate.ts'

test('node:tls trusts the certificate as ca, for the names it stands for and no other', async (t) => {
  const { key, certificate } = makeCertificate()
  const server = createServer({ key, cert: certificate }, (socket) => socket.end())
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo

  for (const servername of ['localhost', '127.0.0.1', '::1']) {
    const socket = connect({ port, host: '127.0.0.1', ca: certificate, ...named(servername) })
    await once(socket, 'secureConnect')
    assert.equal(socket.authorized, true)
    socket.destroy()
  }
  const other = connect({ port, host: '127.0.0.1', ca: certificate, servername: 'example.com' })
  await assert.rejects(once(other, 'secureConnect'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  const unknown = connect({ port, host: '127.0.0.1', ca: makeCertificate().certificate })
  await assert.rejects(once(unknown, 'secureConnect'))
})

/** An IP address is checked by `host`; as servername it is not allowed. */
const named = (name: string) => (name === 'localhost' ? { servername: name } : { checkServerIdentity: checkAs(name) })

const checkAs = (name: string) => (_host: string, peer: { raw: Buffer }) =>
  new X509Certificate(peer.raw).checkIP(name) === name ? undefined : new Error(`not for ${name}`)

test('the certificate says what it was made with', () => {
  const made = makeCertificate(new Date('2026-03-04T05:06:07Z'))
  const read = new X509Certificate(made.certificate)
  assert.equal(read.validFrom, 'Mar  3 05:06:07 2026 GMT')
  assert.equal(read.validTo, 'Mar  3 05:06:07 2036 GMT')
  assert.equal(read.subject, 'CN=localhost')
  assert.equal(read.issuer, read.subject)
  assert.equal(read.verify(read.publicKey), true)
  assert.equal(read.fingerprint256.replaceAll(':', '').toLowerCase(), made.fingerprint)
})

test('a validity that ends after 2049 is written so that it reads right', () => {
  const read = new X509Certificate(makeCertificate(new Date('2045-01-02T00:00:00Z')).certificate)
  assert.equal(read.validTo, 'Jan  1 00:00:00 2055 GMT')
})

test('every certificate can be made and read, whatever serial number and signature come up', () => {
  for (let count = 0; count < 50; count++) {
    const read = new X509Certificate(makeCertificate().certificate)
    assert.equal(read.verify(read.publicKey), true)
  }
})
