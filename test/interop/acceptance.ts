import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { TLSSocket } from 'node:tls'
import { hasCode } from '../../src/model/errors.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { newConnection } from '../../src/site/connection.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import { probeSite } from '../../src/site/probe.ts'
import { signedIn } from '../../src/site/sign-in.ts'
import { liveALife } from '../site/file-life.ts'
import { protocolOf } from './servers/certificate.ts'
import type { Encryption } from './servers/server-kind.ts'
import { addresses, encryptions, type RunningServer, type ServerKind } from './servers/server-kind.ts'
import { transmitTwoWays } from './two-way-transmission.ts'

/** False, or why a server's tests are left out. Where tests are the gate, a server that is not there is a failure. */
export const skipOf = (kind: ServerKind): string | false => {
  const missing = kind.missing()
  return missing !== '' && process.env.CI === undefined ? missing : false
}

/** What every real server must do for a transmission, in every way to reach it. */
export const acceptServer = (kind: ServerKind): void => {
  const notHere = skipOf(kind)
  for (const encryption of encryptions) {
    for (const address of addresses) {
      const skip = notHere || kind.lacks[encryption] || kind.lacks[address] || false
      test(`${kind.name}, ${encryption}, ${address}`, { skip }, async (t) => {
        const server = await kind.start({ address, encryption })
        t.after(() => server.close())
        const options = { extraCa: server.certificatePem }
        const { password } = server

        for (const passive of [true, false]) {
          const mode = passive ? 'passive' : 'active'
          const skip = kind.lacks[mode] ?? false
          const homeDir = `Müller & Söhne/店 ${mode}`
          const settings = settingsFor(server, encryption, { passive, homeDir })

          await t.test(`files come and go in a Home Dir of any script, ${mode}`, { skip }, async () => {
            const site = await connectToSite(settings, password, options)
            await liveALife(site)
            await site.close()
          })

          await t.test(`Test Connection finds everything a transmission needs, ${mode}`, { skip }, async () => {
            const result = await probeSite(settings, password, options)
            assert.deepEqual(
              shortcomings(result),
              [...(encryption === 'plain' ? ['encrypt'] : []), ...kind.limits],
              JSON.stringify(result.steps, null, 1),
            )
          })

          // The long one runs once in each mode and once over each kind of address.
          if (passive !== (address === '127.0.0.1')) continue
          await t.test(`an office and a store transmit both ways, ${mode}`, { skip }, async () => {
            const pinnedCertificate = (await probeSite(settings, password)).certificate?.fingerprint ?? ''
            assert.equal(pinnedCertificate === '', encryption === 'plain')
            const homeDir = `two-way/${mode}`
            await transmitTwoWays({ ...settings, homeDir, pinnedCertificate }, password, server.root)
          })
        }

        const settings = settingsFor(server, encryption)
        await t.test('the connection is encrypted as it was asked for', async () => {
          const connection = newConnection(settings, password, options)
          await signedIn(connection, settings, password, options.extraCa)
          const { socket } = connection.client.ftp
          const agreed = socket instanceof TLSSocket ? socket.getProtocol() : null
          connection.close()
          if (encryption === 'implicit TLS') assert.match(agreed ?? '', /^TLSv1\.[23]$/)
          else assert.equal(agreed, protocolOf(encryption))
        })

        if (address !== '127.0.0.1') return
        await t.test('50 MB come back as they were sent', () => carryLargeFile(settings, password, options))

        if (encryption === 'implicit TLS') return
        await t.test('a wrong password is named', async () => {
          const attempt = connectToSite(settings, 'not the password', options)
          await assert.rejects(attempt, (error) => hasCode(error, 'SITE_LOGIN'))
        })

        const offers = encryption !== 'plain'
        await t.test(offers ? 'TLS it insists on is named' : 'TLS it does not offer is named', async () => {
          const other = settingsFor(server, offers ? 'plain' : 'TLS 1.3')
          await assert.rejects(connectToSite(other, password, options), (error) => hasCode(error, 'SITE_TLS'))
        })
      })
    }
  }
}

export const settingsFor = (
  server: RunningServer,
  encryption: Encryption,
  more: Partial<SiteSettings> = {},
): SiteSettings => ({
  host: server.host,
  port: server.port,
  homeDir: 'network',
  username: server.username,
  tls: ({ plain: 'off', 'TLS 1.2': 'explicit', 'TLS 1.3': 'explicit', 'implicit TLS': 'implicit' } as const)[
    encryption
  ],
  passive: true,
  pinnedCertificate: '',
  ...more,
})

/** Names of the steps of a probe that did not simply work. The look-up of an address is always skipped. */
const shortcomings = ({ steps }: Awaited<ReturnType<typeof probeSite>>): string[] =>
  steps.filter(({ ok, name }) => ok !== true && name !== 'resolve').map(({ name }) => name)

const carryLargeFile = async (
  settings: SiteSettings,
  password: string,
  options: { extraCa: string | undefined },
): Promise<void> => {
  const size = 50_000_000
  const folder = await mkdtemp(path.join(tmpdir(), 'large-file-'))
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')]
  try {
    const bytes = randomBytes(size)
    await writeFile(from, bytes)
    const site = await connectToSite(settings, password, options)
    await site.upload(from, 'to-office/large.dat')
    await site.download('to-office/large.dat', to, size)
    await site.remove('to-office/large.dat')
    await site.close()
    assert.equal(digest(await readFile(to)), digest(bytes))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
