import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { probeSite } from '../../src/site/probe.ts'
import { aSite, quick, settingsFor, times, visit } from './sites.ts'

const tested = (site: FtpSite, more: Partial<SiteSettings> = {}) =>
  probeSite(settingsFor(site, { tls: 'explicit', ...more }), site.password, {
    deadlines: quick,
    extraCa: site.certificate,
  })

const distrusted = (error: unknown) => hasCode(error, 'SITE_CERTIFICATE')

for (const tls of ['explicit', 'implicit'] as const) {
  test(`a certificate no authority vouches for is refused before the password is sent (${tls})`, async (t) => {
    const site = await aSite(t, { tls })
    await assert.rejects(visit(t, site, { tls }, { extraCa: undefined }), (error: Error) => {
      assert.match(error.message, new RegExp(`localhost.*${site.fingerprint}`))
      return distrusted(error)
    })
    assert.equal(times(site, 'USER') + times(site, 'PASS'), 0)
    assert.equal(site.connections, 1)
  })

  test(`a pinned certificate is trusted without an authority, for control and data connections (${tls})`, async (t) => {
    const site = await aSite(t, { tls })
    const pinnedCertificate = site.fingerprint ?? ''
    for (const passive of [true, false]) {
      const visited = await visit(t, site, { tls, passive, pinnedCertificate }, { extraCa: undefined })
      await visited.upload(Buffer.from('sealed'), 'a.dat')
      assert.equal(String(await visited.read('a.dat', 10)), 'sealed')
    }
  })

  test(`another certificate than the pinned one is refused, even a trusted one (${tls})`, async (t) => {
    const site = await aSite(t, { tls })
    await assert.rejects(visit(t, site, { tls, pinnedCertificate: 'a'.repeat(64) }), distrusted)
    assert.equal(times(site, 'PASS'), 0)
  })
}

for (const tls of ['explicit', 'implicit'] as const) {
  test(`a site without TLS is never used in clear where TLS was asked for (${tls})`, async (t) => {
    const site = await aSite(t, { tls: 'off' })
    // Implicit TLS waits for the site's half of the handshake, which never comes.
    const deadlines = { ...quick, connect: 300 }
    const attempt = visit(t, site, { tls }, { deadlines })
    await assert.rejects(attempt, (error) => hasCode(error, 'SITE_TLS', 'SITE_TIMEOUT'))
    assert.equal(times(site, 'USER') + times(site, 'PASS'), 0)
  })
}

for (const [code, text] of [
  [421, 'TLS is not available, good bye'],
  [431, 'Need some unavailable resource to process security'],
  [454, 'TLS is not available at the moment'],
  [500, 'AUTH not understood'],
  [502, 'Command not implemented'],
  [504, 'Security mechanism not implemented'],
  [530, 'Please sign in with USER and PASS'],
  [534, 'Request denied for policy reasons'],
] as const) {
  test(`a site that refuses AUTH TLS with ${code} is given no username, by a visit or by Test Connection`, async (t) => {
    const site = await aSite(t, { tls: 'explicit' })
    site.inject({ command: 'AUTH', times: Number.POSITIVE_INFINITY, do: { kind: 'reply', code, text } })
    await assert.rejects(visit(t, site, { tls: 'explicit' }), (error) =>
      hasCode(error, code === 421 ? 'SITE_DROPPED' : 'SITE_TLS'),
    )
    const { verdict, steps } = await tested(site)
    assert.equal(verdict, 'not usable')
    assert.equal(steps.find(({ name }) => name === 'encrypt')?.ok, false)
    assert.equal(steps.find(({ name }) => name === 'sign-in')?.ok, 'skipped')
    assert.equal(times(site, 'USER') + times(site, 'PASS'), 0)
  })
}

test('a site whose certificate was changed is refused with the old and the new fingerprint, by a visit and by Test Connection', async (t) => {
  const before = (await aSite(t, { tls: 'explicit' })).fingerprint ?? ''
  const site = await aSite(t, { tls: 'explicit' })
  const after = site.fingerprint ?? ''
  assert.notEqual(before, after)
  const namesBoth = (text: string) =>
    new RegExp(`trusted before, fingerprint ${before}\\..* valid from \\d{4}-.*${after}`).test(text)
  await assert.rejects(visit(t, site, { tls: 'explicit', pinnedCertificate: before }), (error) => {
    assert.ok(hasCode(error, 'SITE_CERTIFICATE'))
    assert.ok(namesBoth(error.message), error.message)
    assert.match(error.hint, /hosting provider/)
    return true
  })
  const { steps, certificate } = await tested(site, { pinnedCertificate: before })
  assert.ok(namesBoth(steps.find(({ name }) => name === 'encrypt')?.detail ?? ''))
  assert.equal(certificate?.fingerprint, after)
  assert.equal(times(site, 'USER') + times(site, 'PASS'), 0)
})

test('a site that refuses to protect data connections is not used', async (t) => {
  const site = await aSite(t, { tls: 'explicit' })
  site.inject({ command: 'PROT', do: { kind: 'reply', code: 536, text: 'Not supported' } })
  await assert.rejects(visit(t, site, { tls: 'explicit' }), (error) => hasCode(error, 'SITE_TLS'))
})

test('a site that wants TLS says so where Enable SSL is off', async (t) => {
  const site = await aSite(t, { tls: 'explicit', requireTls: true })
  await assert.rejects(visit(t, site), (error) => hasCode(error, 'SITE_TLS') && error.hint.includes('Enable SSL'))
})

test('AUTH TLS answered by silence ends with the deadline', async (t) => {
  const site = await aSite(t, { tls: 'off' })
  site.inject({ command: 'AUTH', times: Number.POSITIVE_INFINITY, do: { kind: 'reply', code: 234, text: 'Go on' } })
  const deadlines = { connect: 100, command: 100, dataIdle: 100, pause: 1 }
  await assert.rejects(visit(t, site, { tls: 'explicit' }, { deadlines }), (error) =>
    hasCode(error, 'SITE_TIMEOUT', 'SITE_TLS'),
  )
})
