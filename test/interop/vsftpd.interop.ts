import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import { probeSite } from '../../src/site/probe.ts'
import { liveALife } from '../site/file-life.ts'
import { type RunningServer, startVsftpd, vsftpdMissing } from './servers/vsftpd.ts'
import { transmitTwoWays } from './two-way-transmission.ts'

const missing = vsftpdMissing()
// Where tests are the gate, a server that is not there must not pass for one that works.
const skip = missing !== '' && process.env.CI === undefined ? missing : false

const settingsFor = (server: RunningServer, tls: 'off' | 'explicit', passive: boolean): SiteSettings => ({
  host: server.host,
  port: server.port,
  homeDir: `network/${passive ? 'passive' : 'active'}`,
  username: server.username,
  tls,
  passive,
  pinnedCertificate: '',
})

for (const tls of ['off', 'explicit'] as const) {
  test(`vsftpd, TLS ${tls}`, { skip }, async (t) => {
    const server = await startVsftpd({ tls })
    t.after(() => server.close())
    const options = { extraCa: server.certificatePem }

    for (const passive of [true, false]) {
      await t.test(`files come and go, ${passive ? 'passive' : 'active'}`, async () => {
        const site = await connectToSite(settingsFor(server, tls, passive), server.password, options)
        await liveALife(site)
        await site.close()
      })
      await t.test(`an office and a store transmit both ways, ${passive ? 'passive' : 'active'}`, async () => {
        const { certificate } = await probeSite(settingsFor(server, tls, passive), server.password)
        const pinnedCertificate = certificate?.fingerprint ?? ''
        assert.equal(pinnedCertificate === '', tls === 'off')
        await transmitTwoWays(
          { ...settingsFor(server, tls, passive), homeDir: `two-way/${passive}`, pinnedCertificate },
          server.password,
          server.root,
        )
      })
      await t.test(
        `Test Connection finds everything a transmission needs, ${passive ? 'passive' : 'active'}`,
        async () => {
          const result = await probeSite(settingsFor(server, tls, passive), server.password, options)
          assert.deepEqual(result.limits, tls === 'off' ? ['encrypt'] : [])
          assert.notEqual(result.verdict, 'not usable')
        },
      )
    }

    await t.test('a wrong password is named', async () => {
      const attempt = connectToSite(settingsFor(server, tls, true), 'not the password', options)
      await assert.rejects(attempt, (error) => hasCode(error, 'SITE_LOGIN'))
    })

    await t.test(tls === 'off' ? 'TLS it does not offer is named' : 'TLS it insists on is named', async () => {
      const other = settingsFor(server, tls === 'off' ? 'explicit' : 'off', true)
      await assert.rejects(connectToSite(other, server.password, options), (error) => hasCode(error, 'SITE_TLS'))
    })
  })
}
