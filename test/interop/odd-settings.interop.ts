import assert from 'node:assert/strict'
import { chown, readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import { type ProbeResult, type ProbeStep, probeSite } from '../../src/site/probe.ts'
import { settingsFor, skipOf } from './acceptance.ts'
import { proftpd } from './servers/proftpd.ts'
import { pureFtpd } from './servers/pure-ftpd.ts'
import type { RunningServer, ServerKind, StartOptions } from './servers/server-kind.ts'
import { vsftpd } from './servers/vsftpd.ts'

/** Real servers with settings that were told wrongly, or in whose way a transmission stood still. */
const withSettings = (
  kind: ServerKind,
  settings: string[],
  what: string,
  work: (server: RunningServer, t: TestContext) => Promise<void>,
  encryption: StartOptions['encryption'] = 'plain',
): void => {
  test(`${kind.name} with ${settings.join(', ')}: ${what}`, { skip: skipOf(kind) }, async (t) => {
    const server = await kind.start({ address: '127.0.0.1', encryption, settings })
    t.after(() => server.close())
    await work(server, t)
  })
}

const probe = (server: RunningServer, more: Partial<SiteSettings> = {}): Promise<ProbeResult> =>
  probeSite(settingsFor(server, 'plain', more), server.password, { extraCa: server.certificatePem })

const firstFailed = ({ steps }: ProbeResult): ProbeStep => {
  const failed = steps.find(({ ok }) => ok === false)
  assert.ok(failed, JSON.stringify(steps, null, 1))
  return failed
}

withSettings(proftpd, ['HiddenStores on'], 'an upload cut off blocks its name no longer', async (server) => {
  const site = await connectToSite(settingsFor(server, 'plain'), server.password)
  await site.upload(Buffer.from('x'), 'to-office/other.dat')
  const folder = path.join(server.root, 'network', 'to-office')
  const left = path.join(folder, '.in.a.dat.')
  await writeFile(left, 'cut o')
  const { uid, gid } = await stat(folder)
  await chown(left, uid, gid)
  await site.upload(Buffer.from('whole'), 'to-office/a.dat')
  assert.equal(String(await site.read('to-office/a.dat', 10)), 'whole')
  await site.close()
  assert.deepEqual((await readdir(folder)).sort(), ['a.dat', 'other.dat'])
})

withSettings(vsftpd, ['pasv_enable=NO'], 'active mode is the remedy', async (server) => {
  const { name, detail, remedy } = firstFailed(await probe(server))
  assert.equal(name, 'write')
  assert.match(detail, /does not do passive mode .*With Passive Mode off a file could be written/)
  assert.match(remedy, /^Turn off Passive Mode/)
})

withSettings(vsftpd, ['port_enable=NO'], 'passive mode is the remedy', async (server) => {
  const { detail, remedy } = firstFailed(await probe(server, { passive: false }))
  assert.match(detail, /does not do active mode/)
  assert.match(remedy, /^Turn on Passive Mode/)
})

withSettings(vsftpd, ['chroot_local_user=YES'], 'a writable root is no wrong password', async (server) => {
  const { name, detail, remedy } = firstFailed(await probe(server))
  assert.equal(name, 'sign-in')
  assert.match(detail, /cannot open the folder of this account.*writable root/)
  assert.match(remedy, /Show this line to the hosting provider/)
})

withSettings(
  vsftpd,
  ['require_cert=YES'],
  'the certificate it asks for is named',
  async (server) => {
    const { detail } = firstFailed(await probe(server, { tls: 'explicit' }))
    assert.match(detail, /asks for a certificate of this computer/)
  },
  'TLS 1.3',
)

withSettings(pureFtpd, ['--autorename'], 'a test leaves nothing', async (server) => {
  const result = await probe(server)
  assert.deepEqual(result.limits, ['encrypt', 'overwrite'])
  assert.equal(result.steps.find(({ name }) => name === 'delete')?.detail, 'Files and folders can be deleted.')
  assert.deepEqual(await readdir(path.join(server.root, 'network')), [])
})
