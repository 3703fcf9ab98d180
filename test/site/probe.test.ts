import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { freeIn } from '../../src/site/free-space.ts'
import { SiteHabits } from '../../src/site/habits.ts'
import { type ProbeOptions, type ProbeResult, probeSite } from '../../src/site/probe.ts'
import { aSite, quick, settingsFor, times, visit } from './sites.ts'

const probe = (site: FtpSite, more: Partial<SiteSettings> = {}, options: ProbeOptions = {}): Promise<ProbeResult> =>
  probeSite(settingsFor(site, more), site.password, { deadlines: quick, extraCa: site.certificate, ...options })

const outcome = (result: ProbeResult, name: string): unknown => result.steps.find((step) => step.name === name)?.ok

const detail = (result: ProbeResult, name: string): string =>
  result.steps.find((step) => step.name === name)?.detail ?? ''

const leftOver = async (site: FtpSite): Promise<string[]> => readdir(path.join(site.root, 'network'))

const secureSite = (t: TestContext, setUp: Parameters<typeof aSite>[1] = {}) => aSite(t, { tls: 'explicit', ...setUp })

test('a good site is ready: every step has its tick, and nothing stays there', async (t) => {
  const site = await secureSite(t)
  const told: string[] = []
  const result = await probe(site, { tls: 'explicit' }, { onStep: (step) => told.push(step.name) })
  assert.deepEqual(
    result.steps.filter((step) => step.ok !== true).map((step) => [step.name, step.detail]),
    [],
  )
  assert.equal(result.verdict, 'ready')
  assert.deepEqual(
    told,
    result.steps.map((step) => step.name),
  )
  assert.equal(result.certificate?.fingerprint, site.fingerprint)
  assert.deepEqual(await leftOver(site), [])
})

test('a site without rename and overwrite works with these limits', async (t) => {
  const site = await secureSite(t, { noRename: true, noOverwrite: true })
  const result = await probe(site, { tls: 'explicit' })
  assert.equal(result.verdict, 'works with limits')
  assert.deepEqual(result.limits, ['overwrite', 'rename'])
  assert.deepEqual(await leftOver(site), [])
})

test('plain FTP works, and is called a limit', async (t) => {
  const result = await probe(await aSite(t))
  assert.equal(result.verdict, 'works with limits')
  assert.deepEqual(result.limits, ['encrypt'])
})

test('an account that may not write is not usable, and is told what to ask for', async (t) => {
  const site = await aSite(t, { readOnly: true })
  const result = await probe(site, { homeDir: '' })
  assert.equal(result.verdict, 'not usable')
  const step = result.steps.find(({ name }) => name === 'make-folder')
  assert.equal(step?.ok, false)
  assert.match(step?.remedy ?? '', /[Aa]sk the hosting provider/)
  assert.equal(outcome(result, 'write'), 'skipped')
})

test('files that come back different make a site unusable, and are removed', async (t) => {
  const site = await aSite(t)
  site.inject({ command: 'RETR', path: 'large', do: { kind: 'corrupt' } })
  const result = await probe(site)
  assert.equal(outcome(result, 'read'), false)
  assert.equal(outcome(result, 'delete'), true)
  assert.equal(result.verdict, 'not usable')
  assert.deepEqual(await leftOver(site), [])
})

test('files a listing does not show make a site unusable', async (t) => {
  const site = await aSite(t)
  site.inject({ command: 'MLSD', do: { kind: 'empty-list' } })
  assert.equal(outcome(await probe(site), 'list'), false)
})

test('what a lost connection left half done is removed on a new one', async (t) => {
  const site = await aSite(t)
  site.inject({ command: 'RETR', do: { kind: 'drop', when: 'before' } })
  const result = await probe(site)
  assert.equal(outcome(result, 'read'), false)
  assert.equal(outcome(result, 'delete'), 'skipped')
  assert.equal(result.verdict, 'not usable')
  assert.deepEqual(await leftOver(site), [])
})

test('an untrusted certificate is shown, so that its fingerprint can be confirmed', async (t) => {
  const site = await secureSite(t)
  const result = await probe(site, { tls: 'explicit' }, { extraCa: undefined })
  assert.equal(outcome(result, 'encrypt'), false)
  assert.equal(outcome(result, 'sign-in'), 'skipped')
  assert.equal(result.certificate?.trusted, false)
  assert.equal(result.certificate?.fingerprint, site.fingerprint)
})

test('a wrong password and an unknown host are steps of the result, each with a remedy', async (t) => {
  const site = await aSite(t)
  const wrong = await probeSite(settingsFor(site), 'wrong', { deadlines: quick })
  assert.equal(outcome(wrong, 'sign-in'), false)
  const nowhere = await probe(site, { host: 'no-such-site.invalid' })
  assert.equal(outcome(nowhere, 'resolve'), false)
  for (const { steps } of [wrong, nowhere]) {
    assert.ok(steps.every((step) => step.ok !== false || step.remedy !== ''))
  }
})

test('a wrong clock of the site is measured and called a limit', async (t) => {
  const result = await probe(await secureSite(t, { clockOffset: -3_600_000 }), { tls: 'explicit' })
  assert.deepEqual(result.limits, ['clock'])
  assert.ok(Math.abs((result.clockOffset ?? 0) + 3_600_000) < 5_000, `${result.clockOffset}`)
})

test('a probe can be stopped, and still tidies up', async (t) => {
  const site = await aSite(t)
  const controller = new AbortController()
  const onStep: ProbeOptions['onStep'] = ({ name }) => (name === 'write' ? controller.abort() : undefined)
  const stopped = probe(site, {}, { signal: controller.signal, onStep })
  await assert.rejects(stopped, (error) => hasCode(error, 'CANCELLED'))
  assert.deepEqual(await leftOver(site), [])
})

test('a probe works in active mode', async (t) => {
  const result = await probe(await secureSite(t), { tls: 'explicit', passive: false })
  assert.equal(result.verdict, 'ready')
})

test('what the probe found out can be handed over when connecting', async (t) => {
  const site = await aSite(t, { noEpsv: true, noMlsd: true, noRest: true, noRename: true, maxConnections: 2 })
  const { habits, limits } = await probe(site)
  assert.deepEqual(limits, ['encrypt', 'list', 'resume', 'rename'])
  const { epsv, mlsd, size, rest, rename, overwrite, connections } = habits
  assert.deepEqual(
    { epsv, mlsd, size, rest, rename, overwrite, connections },
    {
      ...{ epsv: false, mlsd: false, size: true, rest: false, rename: false, overwrite: true, connections: 2 },
    },
  )
  const before = times(site, 'EPSV') + times(site, 'MLSD')
  const visited = await visit(t, site, {}, { habits: SiteHabits.parse(JSON.parse(JSON.stringify(habits))) })
  await visited.list('')
  assert.equal(times(site, 'EPSV') + times(site, 'MLSD'), before)
})

test('a site that lists only some of what is there works with that limit, and nothing stays there', async (t) => {
  const site = await secureSite(t)
  site.inject({ command: 'MLSD', after: 1, do: { kind: 'truncated-list', entries: 20 } })
  const result = await probe(site, { tls: 'explicit' })
  assert.deepEqual(result.limits, ['many-entries'])
  assert.match(detail(result, 'many-entries'), /of 40 entries/)
  assert.deepEqual(await leftOver(site), [])
})

test('a site that allows one connection at a time works with that limit, and four are enough', async (t) => {
  const one = await probe(await secureSite(t, { maxConnections: 1 }), { tls: 'explicit' })
  assert.deepEqual(one.limits, ['connections'])
  assert.equal(one.habits.connections, 1)
  const site = await secureSite(t)
  assert.equal((await probe(site, { tls: 'explicit' })).habits.connections, 4)
  assert.equal(site.connections, 4)
})

test('free space is told where the site tells it', async (t) => {
  const site = await secureSite(t)
  assert.equal((await probe(site, { tls: 'explicit' })).freeBytes, null)
  site.inject({ command: 'AVBL', do: { kind: 'reply', code: 213, text: '5000000' } })
  const result = await probe(site, { tls: 'explicit' })
  assert.equal(result.freeBytes, 5_000_000)
  assert.match(detail(result, 'features'), /Free space: 5 MB/)
})

for (const [reply, bytes] of [
  ['213 12345', 12_345],
  ['213-File and disk usage:\n    Disk usage: 1500\n    Disk limit: 2000\n213 End', 500],
  ['213-File and disk usage:\n    Disk usage: 1500\n    Disk limit: unlimited\n213 End', null],
  ['200-The current quota\n   Uploaded Kb:\t1024.00/3072.00\n200 End', 2_097_152],
  ['200-The current quota\n   Uploaded bytes:\t10.00/unlimited\n200 End', null],
  ['200-The current quota\n   Uploaded bytes:\t30.00/20.00\n200 End', 0],
] as const) {
  test(`"${reply.replaceAll('\n', ' ')}" tells of ${bytes ?? 'no number of'} free bytes`, () => {
    assert.equal(freeIn(reply), bytes)
  })
}

test('the way of the data connections is named', async (t) => {
  const site = await secureSite(t, { noEpsv: true })
  const passive = await probe(site, { tls: 'explicit' })
  assert.match(detail(passive, 'write'), /passive data connections \(PASV\)/)
  const active = await probe(site, { tls: 'explicit', passive: false, activePorts: { from: 40_000, to: 40_100 } })
  assert.match(detail(active, 'write'), /the site connects to 127\.0\.0\.1, ports 40000 to 40100/)
})
