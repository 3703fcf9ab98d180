import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { serve } from '../../src/web/serve.ts'
import { Browser } from './browser.ts'
import { freshFolder, servedHome, servedOffice, signedInOffice } from './served-office.ts'

test('a name that is not ours is not answered: DNS rebinding', async (t) => {
  const { browser, served } = await signedInOffice(t)
  const { port } = new URL(served.address)
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `0.0.0.0:${port}`,
    `127.0.0.1.evil.example:${port}`,
  ])
    for (const path of ['/api/session', '/api/home', '/'])
      assert.equal((await browser.ask(path, { headers: { host } })).status, 403, `${host} ${path}`)
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
    assert.equal((await browser.ask('/api/session', { headers: { host } })).status, 200, host)
})

test('a change that comes from a page of elsewhere, or from nowhere, is refused', async (t) => {
  const { browser, served } = await signedInOffice(t)
  const put = (headers: Record<string, string | undefined>) =>
    browser.ask('/api/setup', { method: 'PUT', body: { noTransmit: true }, headers })
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': undefined },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': undefined },
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
    { origin: undefined, 'sec-fetch-site': 'cross-site' },
    { origin: undefined, 'sec-fetch-site': 'none' },
    { origin: undefined, 'sec-fetch-site': undefined },
  ]) {
    const { status, body } = await put(headers)
    assert.deepEqual([status, body.code], [403, 'REQUEST_REFUSED'], JSON.stringify(headers))
  }
  assert.equal((await put({ origin: served.address, 'sec-fetch-site': undefined })).status, 200)
  for (const from of ['cross-site', 'same-site'])
    assert.equal(
      (await browser.ask('/api/home', { headers: { 'sec-fetch-site': from } })).status,
      403,
      'nor is anything read',
    )
})

test('a body that is not JSON, or too large, is refused', async (t) => {
  const { browser } = await signedInOffice(t)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', undefined]) {
    const { status } = await browser.ask('/api/setup', {
      method: 'PUT',
      raw: '{"noTransmit":true}',
      headers: { 'content-type': type },
    })
    assert.equal(status, 403, type)
  }
  const name = 'x'.repeat(1_100_000)
  const told = await browser.put('/api/setup', { name })
  assert.deepEqual([told.status, (told.body as { code: string }).code], [413, 'REQUEST_TOO_LARGE'])
  const chunked = await browser.ask('/api/setup', {
    method: 'PUT',
    raw: '{"name":"x"}',
    headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' },
  })
  assert.equal(chunked.status, 403, 'nor one that does not tell its length')
  const broken = await browser.ask('/api/setup', { method: 'PUT', raw: '{"name":' })
  assert.deepEqual([broken.status, broken.body.code], [400, 'USAGE'])
})

test('every refusal has one form, and names the field', async (t) => {
  const { browser } = await signedInOffice(t)
  const { status, body } = await browser.ask('/api/setup', {
    method: 'PUT',
    body: { backups: { keepDays: -1 }, nonsense: 1 },
  })
  assert.equal(status, 400)
  assert.equal(body.code, 'USAGE')
  assert.ok(body.message && body.hint)
  assert.ok(body.fields?.['backups.keepDays'])
  const unknown = await browser.ask('/api/nothing')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'PAGE_UNKNOWN'])
})

test('pages and answers carry strict headers', async (t) => {
  const pagesFolder = freshFolder(t)
  mkdirSync(join(pagesFolder, 'assets'))
  writeFileSync(join(pagesFolder, 'index.html'), '<!doctype html><title>pages</title>')
  writeFileSync(join(pagesFolder, 'assets', 'app-1234.js'), 'let plain')
  writeFileSync(join(pagesFolder, 'assets', 'app-1234.js.br'), 'packed')
  writeFileSync(join(pagesFolder, '..', 'secret.txt'), 'secret')
  const { browser } = await servedOffice(t, { pagesFolder })
  for (const path of ['/', '/stores/1', '/api/session', '/api/home', '/healthz', '/nothing']) {
    const { headers } = await browser.ask(path)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src '(self|none)'/, path)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|https?:|\*/)
    assert.deepEqual([headers['x-content-type-options'], headers['referrer-policy']], ['nosniff', 'no-referrer'])
    assert.equal(headers['access-control-allow-origin'], undefined)
  }
  assert.equal((await browser.ask('/conflicts/12')).text, '<!doctype html><title>pages</title>')
  const packed = await browser.ask('/assets/app-1234.js', { headers: { 'accept-encoding': 'gzip, br' } })
  assert.deepEqual([packed.text, packed.headers['content-encoding']], ['packed', 'br'])
  assert.match(String(packed.headers['cache-control']), /immutable/)
  assert.equal((await browser.ask('/assets/app-1234.js')).text, 'let plain')
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/nothing.js',
  ])
    assert.notEqual((await browser.ask(path)).text, 'secret', path)
})

test('the pages are not served to others in clear, and one home by one process only', async (t) => {
  const { home, served } = await servedOffice(t)
  await assert.rejects(serve({ home, port: 0 }), { code: 'HOME_IN_USE' })
  await assert.rejects(serve({ home, port: 0, listen: '0.0.0.0' }), { code: 'LISTEN_REFUSED' })
  const { port } = new URL(served.address)
  await served.close()
  const taken = await servedHome(t, home)
  assert.notEqual(taken.address, '')
  assert.ok(port)
})

test('behind a proxy only its name counts besides our own, and the cookie is for TLS alone', async (t) => {
  const { served } = await servedOffice(t, { behindProxy: new URL('https://office.example.com') })
  assert.match(served.welcome ?? '', /^https:\/\/office\.example\.com\/#welcome=/)
  const browser = new Browser(`http://127.0.0.1:${served.pages.reach.port}`)
  const headers = { host: 'office.example.com', origin: 'https://office.example.com', 'x-forwarded-for': '203.0.113.7' }
  const token = served.welcome?.split('=')[1]
  const welcome = await browser.ask('/api/welcome', {
    method: 'POST',
    body: { token, password: 'correct horse battery' },
    headers,
  })
  assert.equal(welcome.status, 200)
  assert.match(browser.setCookie, /^__Host-central-office-\d+=.*; Secure/)
})

test('whoever sends more than is taken reads why, also where he reads only after all is sent', async (t) => {
  const { browser, served } = await signedInOffice(t)
  const { port, origin, host } = new URL(served.address)
  const size = 20_000_000
  const socket = connect(Number(port), '127.0.0.1')
  let answer = ''
  const ended = new Promise<void>((resolve, reject) => socket.on('close', () => resolve()).on('error', reject))
  socket.write(
    [
      'PUT /api/setup HTTP/1.1',
      `host: ${host}`,
      `origin: ${origin}`,
      'sec-fetch-site: same-origin',
      'content-type: application/json',
      `cookie: ${browser.cookie}`,
      `content-length: ${size}`,
      '',
      '',
    ].join('\r\n'),
  )
  socket.pause()
  for (let sent = 0; sent < size; sent += 1_000_000)
    if (!socket.write(Buffer.alloc(1_000_000, 'x'))) await once(socket, 'drain')
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  socket.resume()
  await ended
  assert.match(answer, /^HTTP\/1\.1 413 /)
  assert.match(answer, /"REQUEST_TOO_LARGE"/)
})
