import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { createServer } from 'node:tls'
import { makeCertificate } from '../../src/demo/ftp-site/certificate.ts'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { parsePayloadName } from '../../src/payload/file-names.ts'
import { type ProbeResult, type ProbeStep, probeSite } from '../../src/site/probe.ts'
import { namesLikeThoseUsed } from '../../src/site/probe-names.ts'
import { aSite, quick, settingsFor, visit } from './sites.ts'

const always = Number.POSITIVE_INFINITY
const tls = 'explicit'

const probe = (site: FtpSite, more: Partial<SiteSettings> = {}): Promise<ProbeResult> =>
  probeSite(settingsFor(site, { tls, ...more }), site.password, { deadlines: quick, extraCa: site.certificate })

const secureSite = (t: TestContext, setUp: Parameters<typeof aSite>[1] = {}) => aSite(t, { tls, ...setUp })

const stepOf = (result: ProbeResult, name: string): ProbeStep => {
  const step = result.steps.find((one) => one.name === name)
  assert.ok(step)
  return step
}

const leftOver = (site: FtpSite): Promise<string[]> => readdir(path.join(site.root, 'network'))

const refusal = (command: string, filter: RegExp, code: number, text: string): Fault => ({
  ...{ command, path: filter, times: always },
  do: { kind: 'reply', code, text },
})

test('the names that Test Connection tries are made as those of transmissions, and as long', () => {
  const [upward, downward] = namesLikeThoseUsed()
  const parsed = (direction: 'to-office' | 'to-store', names: string[] = []) =>
    names.flatMap((name) => parsePayloadName(direction, name)?.kind ?? [])
  assert.deepEqual(parsed('to-office', upward?.names), ['manifest', 'dat'])
  assert.deepEqual(parsed('to-store', downward?.names), ['manifest'])
  assert.equal(Math.max(...(upward?.names ?? []).map((name) => name.length)), 72)
  assert.match(upward?.names[2] ?? '', /^office\.[0-9a-f]{16}\.\d{9}\.[0-9a-f]{16}$/)
  assert.match(downward?.names[1] ?? '', /^visit\.\d{9}\.[0-9a-f]{16}$/)
})

for (const [what, fault] of [
  ['whose names end in .manifest are refused', refusal('STOR', /\.manifest$/, 550, 'Filename not allowed')],
  ['of long names are refused', refusal('STOR', /[^/]{60}$/, 553, 'Name too long')],
  ['of an unknown ending are refused', refusal('STOR', /visit\.[^/]+$/, 550, 'Not allowed')],
  ['of unknown endings cannot be read back', refusal('RETR', /\.manifest$/, 550, 'Access is denied')],
] as const)
  test(`a site where files ${what} is not usable, and that is named`, async (t) => {
    const site = await secureSite(t, { faults: [fault] })
    const result = await probe(site)
    assert.equal(result.verdict, 'not usable')
    const { ok, detail, remedy } = stepOf(result, 'names')
    assert.equal(ok, false)
    assert.match(detail, /^Could not (up|down)load "[^"/]+" .*the site said: 55/)
    assert.match(remedy, /allow file names of up to 72 characters/)
    assert.deepEqual(await leftOver(site), [])
  })

test('passive mode that is switched off is named, and active mode, which was tried, is the remedy', async (t) => {
  const site = await secureSite(t, { noPassive: true })
  const result = await probe(site)
  assert.equal(result.verdict, 'not usable')
  const { detail, remedy } = stepOf(result, 'write')
  assert.match(detail, /does not do passive mode \(the site said: 550 Permission denied\)\. With Passive Mode off/)
  assert.match(remedy, /^Turn off Passive Mode/)
  assert.deepEqual(await leftOver(site), [])
  const error = { code: 'SITE_DROPPED', message: /does not do passive mode/, hint: /Turn off Passive Mode/ }
  await assert.rejects((await visit(t, site, { tls })).upload(Buffer.from('x'), 'a'), error)
})

test('active mode that is switched off is named, and passive mode, which was tried, is the remedy', async (t) => {
  const site = await secureSite(t, { noActive: true })
  const { detail, remedy } = stepOf(await probe(site, { passive: false }), 'write')
  assert.match(detail, /does not do active mode, or not with this computer \(the site said: 550/)
  assert.match(remedy, /^Turn on Passive Mode/)
})

test('passive ports that are shut have active mode, which was tried, as their remedy', async (t) => {
  const site = await secureSite(t, { noEpsv: true })
  site.inject({ command: 'PASV', times: always, do: { kind: 'reply', code: 227, text: '(127,0,0,1,0,1)' } })
  const { detail, remedy } = stepOf(await probe(site), 'write')
  assert.match(detail, /second connection, which carries files, could not be opened.* With Passive Mode off/)
  assert.match(remedy, /^Turn off Passive Mode/)
})

test('where neither mode works, no mode is named as one that was tried', async (t) => {
  const site = await secureSite(t, { noPassive: true, noActive: true })
  const { detail, remedy } = stepOf(await probe(site), 'write')
  assert.doesNotMatch(detail, /With Passive Mode/)
  assert.equal(remedy, 'Turn off Passive Mode and test again.')
})

test('a site that wants PRET is told as that', async (t) => {
  const pret = { kind: 'reply', code: 500, text: 'You need to use a client supporting PRET (PRE Transfer)' } as const
  const faults = ['EPSV', 'PASV'].map((command) => ({ command, times: always, do: pret }))
  const { detail, remedy } = stepOf(await probe(await secureSite(t, { faults, noActive: true })), 'write')
  assert.match(detail, /wants to know the file before the data connection \(PRET\)/)
  assert.match(remedy, /ordinary FTP server/)
})

test('a site that keeps a second file under another name is left empty, and its folders can be removed', async (t) => {
  const site = await secureSite(t, { autoRename: true })
  const result = await probe(site)
  assert.deepEqual(result.limits, ['overwrite'])
  assert.equal(stepOf(result, 'delete').detail, 'Files and folders can be deleted.')
  assert.deepEqual(await leftOver(site), [])
})

test('the clock of a site is right however long an upload takes', async (t) => {
  const site = await secureSite(t)
  site.inject({ command: 'STOR', path: 'large', do: { kind: 'slow', bytesPerSecond: 450_000 } })
  const { clockOffset } = await probe(site)
  assert.ok(clockOffset !== null && Math.abs(clockOffset) < 1_000, String(clockOffset))
})

test('a listing of a form that is not known is named with its line', async (t) => {
  const site = await secureSite(t, { noMlsd: true })
  site.inject({ command: 'LIST', times: always, do: { kind: 'vms-list' } })
  const { ok, detail, remedy } = stepOf(await probe(site), 'list')
  assert.equal(ok, false)
  assert.match(detail, /form that this program does not know: "EMPTY\.DAT;1 0\/4 \d+-[A-Z]{3}-/)
  assert.match(remedy, /MLSD, or listings as on Unix/)
})

test('a site that asks for a certificate of this computer is told as that', async (t) => {
  const { key, certificate: cert, fingerprint: pinnedCertificate } = makeCertificate()
  const server = createServer({ key, cert, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const settings = { host: 'localhost', port, homeDir: '', username: 'u', passive: true, pinnedCertificate }
  const { steps } = await probeSite({ ...settings, tls: 'implicit' }, 'secret', { deadlines: quick })
  const failed = steps.find(({ ok }) => ok === false)
  assert.match(failed?.detail ?? '', /asks for a certificate of this computer/)
  assert.match(failed?.remedy ?? '', /without a client certificate/)
})
