import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { aSite, times, visit } from './sites.ts'

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

test('a site without TLS is never used in clear where TLS was asked for', async (t) => {
  const site = await aSite(t, { tls: 'off' })
  await assert.rejects(visit(t, site, { tls: 'explicit' }), (error) => hasCode(error, 'SITE_TLS'))
  assert.equal(times(site, 'USER'), 0)
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
