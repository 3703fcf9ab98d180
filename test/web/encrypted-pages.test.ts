import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect } from 'node:tls'
import { makeCertificate } from '../../src/demo/ftp-site/certificate.ts'
import { Office } from '../../src/location/office.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import { type Served, serve } from '../../src/web/serve.ts'
import { Browser, PASSWORD } from './browser.ts'
import { encryptedProxy } from './encrypted-proxy.ts'
import { freshFolder, servedHome, servedOffice, setCheapPassword } from './served-office.ts'

const { certificate, key } = makeCertificate()

test('at every address of this computer the pages are encrypted, under the names of the certificate alone', async (t) => {
  const { served } = await servedOffice(t, { listen: '0.0.0.0', tls: { certificate, key } })
  const { port } = new URL(served.address)
  assert.equal(served.address, `https://localhost:${port}`, 'the link leads to a name of the certificate')
  const browser = new Browser(served.address, certificate)
  await setCheapPassword(served)
  assert.equal((await browser.post('/api/sign-in', { password: PASSWORD })).status, 200)
  assert.match(browser.setCookie, /^__Host-central-office-\d+=[\w-]{43}; .*Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  const home = await browser.ask('/api/home')
  assert.deepEqual([home.status, home.headers['strict-transport-security']], [200, 'max-age=31536000'])
  for (const host of [`evil.example:${port}`, `192.168.1.20:${port}`])
    assert.equal((await browser.ask('/api/session', { headers: { host } })).status, 403, host)
  const origin = `http://localhost:${port}`
  const inClear = await browser.ask('/api/setup', { method: 'PUT', body: {}, headers: { origin } })
  assert.equal(inClear.body.code, 'REQUEST_REFUSED', 'nor from a page of the same name without encryption')
})

test('nothing is answered in clear or with outdated encryption where the pages have a certificate', async (t) => {
  const { served } = await servedOffice(t, { tls: { certificate, key } })
  const { port } = new URL(served.address)
  await assert.rejects(new Browser(`http://127.0.0.1:${port}`).ask('/'), { code: 'ECONNRESET' })
  const old = connect({
    host: '127.0.0.1',
    port: Number(port),
    ca: certificate,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
  })
  await assert.rejects(once(old, 'secureConnect'))
})

test('a certificate that cannot be used is named before anything is opened', async (t) => {
  const home = join(freshFolder(t), 'office')
  await Office.init(home, { name: 'Head office' })
  const refused = (tls: { certificate: string; key: string }, message: RegExp) =>
    assert.rejects(serve({ home, port: 0, tls }), { code: 'LISTEN_REFUSED', message })
  await refused({ certificate: 'no PEM', key }, /holds no PEM text/)
  await refused({ certificate, key: makeCertificate().key }, /the key is not that of the certificate/)
  await servedHome(t, home, { tls: { certificate, key } })
})

test('behind a proxy that encrypts, people sign in as at home, and whoever guesses is slowed down alone', async (t) => {
  const { served, proxy } = await behindProxy(t)
  assert.ok(served.welcome?.startsWith(`${proxy.origin.origin}/#welcome=`))
  await setCheapPassword(served)
  const owner = new Browser(proxy.origin.origin, proxy.certificate)
  assert.equal((await owner.post('/api/sign-in', { password: PASSWORD })).status, 200)
  assert.match(owner.setCookie, /^__Host-.*; Secure; SameSite=Strict$/)
  assert.equal((await owner.ask('/api/home')).status, 200)
  const guess = (visitor: string, claimed?: string) =>
    new Browser(proxy.origin.origin, proxy.certificate).ask<ErrorBody>('/api/sign-in', {
      method: 'POST',
      body: { password: 'wrong' },
      headers: { 'x-visitor': visitor, ...(claimed === undefined ? {} : { 'x-forwarded-for': claimed }) },
    })
  for (let tries = 0; tries < 3; tries++)
    assert.equal((await guess('203.0.113.7', `198.51.100.${tries}`)).body.code, 'SIGN_IN_REFUSED')
  assert.equal((await guess('203.0.113.7', '198.51.100.99')).status, 429, 'whatever address the visitor claims to have')
  assert.equal((await guess('203.0.113.8')).body.code, 'SIGN_IN_REFUSED', 'somebody else is let try')
  const again = new Browser(proxy.origin.origin, proxy.certificate)
  assert.equal((await again.post('/api/sign-in', { password: PASSWORD })).status, 200)
})

/** The pages of a new office behind a proxy of their own. */
async function behindProxy(t: TestContext) {
  let served: Served | null = null
  const proxy = await encryptedProxy(t, () => served?.pages.reach.port ?? 0)
  const office = await servedOffice(t, { behindProxy: proxy.origin })
  served = office.served
  return { served: office.served, proxy }
}
