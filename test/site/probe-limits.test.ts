import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FTPContext } from 'basic-ftp'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { knownLimits, type SiteHabits, unknownHabits } from '../../src/site/habits.ts'
import { passiveMode } from '../../src/site/passive-mode.ts'
import { type ProbeResult, probeSite } from '../../src/site/probe.ts'
import type { ProbeStepName } from '../../src/site/probe-step.ts'
import type { Site } from '../../src/site/site.ts'
import { aSite, quick, settingsFor, times, visit } from './sites.ts'

const tls = 'explicit'
const always = Number.POSITIVE_INFINITY
const refused = { kind: 'reply', code: 550, text: 'Permission denied' } as const

const probe = (site: FtpSite): Promise<ProbeResult> =>
  probeSite(settingsFor(site, { tls }), site.password, { deadlines: quick, extraCa: site.certificate })

const secureSite = (t: TestContext, setUp: Parameters<typeof aSite>[1] = {}) => aSite(t, { tls, ...setUp })

const stepOf = (result: ProbeResult, name: ProbeStepName) => {
  const step = result.steps.find((one) => one.name === name)
  assert.ok(step)
  return step
}

const knowing = (more: Partial<SiteHabits>): { habits: SiteHabits } => ({ habits: { ...unknownHabits(), ...more } })

test('a site that lets nothing be deleted works with that limit, says what to ask for, and keeps next to nothing', async (t) => {
  const site = await secureSite(t, { noDelete: true })
  const result = await probe(site)
  assert.equal(result.verdict, 'works with limits')
  assert.deepEqual(result.limits, ['delete'])
  assert.equal(stepOf(result, 'delete').limit, 'no delete')
  assert.match(
    stepOf(result, 'delete').remedy,
    /Ask the hosting provider to give this account the right to delete files/,
  )
  assert.equal(stepOf(result, 'many-entries').ok, 'skipped')
  assert.equal(result.habits.remove, false)
  const [folder = '', ...others] = await readdir(path.join(site.root, 'network'))
  assert.deepEqual(others, [])
  const left = await readdir(path.join(site.root, 'network', folder), { withFileTypes: true })
  for (const entry of left.filter((one) => one.isFile())) {
    assert.ok((await stat(path.join(entry.parentPath, entry.name))).size < 10, entry.name)
  }
})

test('a site that says yes to a deletion and keeps the file is one that lets nothing be deleted', async (t) => {
  const site = await secureSite(t)
  site.inject({ command: 'DELE', times: always, do: { kind: 'reply', code: 250, text: 'Deleted' } })
  const result = await probe(site)
  assert.deepEqual(result.limits, ['delete'])
  assert.equal(result.habits.remove, false)
})

test('a site where files can be neither deleted nor overwritten is not usable', async (t) => {
  const result = await probe(await secureSite(t, { noDelete: true, noOverwrite: true }))
  assert.equal(result.verdict, 'not usable')
  assert.match(stepOf(result, 'delete').detail, /cut short could never be replaced/)
})

test('a site where files cannot be deleted and listings are cut short is not usable', async (t) => {
  const site = await secureSite(t)
  site.inject({ command: 'MLSD', after: 1, do: { kind: 'truncated-list', entries: 20 } })
  site.inject({ command: 'DELE', times: always, do: refused })
  const result = await probe(site)
  assert.equal(result.verdict, 'not usable')
  assert.match(stepOf(result, 'delete').detail, /20 entries/)
})

test('every limit has a name and a remedy for the hosting provider, and is kept as a habit', async (t) => {
  const site = await aSite(t, { noRename: true, noOverwrite: true, noMlsd: true, noRest: true, maxConnections: 1 })
  for (const command of ['SIZE', 'MDTM']) site.inject({ command, times: always, do: refused })
  site.inject({ command: 'LIST', path: 'probe', after: 4, do: { kind: 'truncated-list', entries: 20 } })
  const { limits, steps, habits, verdict } = await probeSite(settingsFor(site), site.password, { deadlines: quick })
  assert.equal(verdict, 'works with limits')
  assert.deepEqual(limits, [
    ...(['encrypt', 'list', 'size', 'resume', 'many-entries', 'clock', 'overwrite', 'rename', 'connections'] as const),
  ])
  for (const { name, ok, limit, remedy } of steps) {
    assert.equal(limit !== '', ok === 'limited', name)
    if (ok === 'limited') assert.match(remedy, /hosting provider/, name)
  }
  const names = steps.map(({ limit }) => limit).filter((limit) => limit !== '')
  assert.deepEqual(
    knownLimits(habits),
    names.filter((name) => name !== 'no encryption'),
  )
})

for (const { step, command, habit } of [
  { step: 'rename', command: 'RNTO', habit: 'rename' },
  { step: 'overwrite', command: 'STOR', habit: 'overwrite' },
  { step: 'resume', command: 'REST', habit: 'rest' },
] as const) {
  const unknown = unknownHabits()[habit]

  test(`a connection lost while it tries to ${step} teaches the probe nothing`, async (t) => {
    const site = await secureSite(t)
    // The first three are the files themselves.
    site.inject({ command, after: command === 'STOR' ? 3 : 0, do: { kind: 'drop', when: 'before' } })
    const result = await probe(site)
    assert.equal(stepOf(result, step).ok, false)
    assert.equal(result.habits[habit], unknown)
  })

  test(`a site that refuses to ${step} for the moment only teaches the probe nothing`, async (t) => {
    const site = await secureSite(t)
    const busy = { kind: 'reply', code: 450, text: 'Busy' } as const
    site.inject({ command, after: command === 'STOR' ? 3 : 0, do: busy })
    const result = await probe(site)
    assert.equal(stepOf(result, step).ok, 'limited')
    assert.equal(result.habits[habit], unknown)
  })
}

test('one further connection lost by chance does not count as all the site allows', async (t) => {
  const site = await secureSite(t)
  site.inject({ command: 'PASS', after: 1, do: { kind: 'drop', when: 'before' } })
  assert.equal((await probe(site)).habits.connections, 4)
})

test('a site that went silent is still given several commands at a time later on', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, {}, { deadlines: { ...quick, command: 200 } })
  site.inject({ command: 'DELE', do: { kind: 'hang' } })
  await visited.remove('a', 'b', 'c')
  assert.equal(visited.habits.flights, true)
})

test('a data connection given up before it stood, because its transfer was refused, says nothing of ports asked for ahead', async (t) => {
  const listener = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.after(() => listener.close())
  const reply = { code: 229, message: `229 (|||${(listener.address() as AddressInfo).port}|)` }
  const habit = { epsv: true, portAhead: true }
  const mode = passiveMode(() => undefined, habit, 1000)
  const ftp = { socket: { remoteAddress: '127.0.0.1' }, request: async () => reply, hasTLS: false }
  const first = await mode.prepare(ftp as unknown as FTPContext)
  mode.ahead.heard(reply)
  const second = await mode.prepare(ftp as unknown as FTPContext)
  const opened = assert.rejects(second.open())
  second.standIn.destroy()
  await opened
  first.standIn.destroy()
  assert.equal(habit.portAhead, true)
})

test('a visit to a site without MDTM does not ask for the clock', async (t) => {
  const site = await aSite(t)
  site.inject({ command: 'MDTM', times: always, do: { kind: 'reply', code: 502, text: 'Not known' } })
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'a')
  for (let time = 0; time < 3; time++) assert.equal(await visited.clockOffset('a', Date.now()), null)
  assert.equal(times(site, 'MDTM'), 1)
})

test('where nothing is overwritten an upload takes away what stands there, instead of leaving a second file', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, {}, knowing({ overwrite: false }))
  await visited.upload(Buffer.from('cut sh'), 'a')
  assert.equal(times(site, 'DELE'), 0)
  await visited.upload(Buffer.from('whole'), 'a')
  assert.equal(String(await visited.read('a', 10)), 'whole')
  assert.equal(times(site, 'DELE'), 1)
})

const refusals = async (site: Site, ...paths: string[]): Promise<string[]> =>
  (await site.remove(...paths)).map(({ path, error }) => `${path} ${error.code}`)

test('where nothing can be deleted one file is tried, and all once it works', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  for (const name of ['a', 'b', 'c']) await visited.upload(Buffer.from('x'), name)
  site.inject({ command: 'DELE', times: 4, do: refused })
  const all = ['a', 'b', 'c']
  assert.deepEqual(await refusals(visited, ...all), ['a SITE_FORBIDDEN', 'b SITE_FORBIDDEN', 'c SITE_FORBIDDEN'])
  assert.equal(visited.habits.remove, false)
  assert.equal((await refusals(visited, ...all)).length, 3)
  assert.equal(times(site, 'DELE'), 4)
  await visited.remove(...all)
  assert.deepEqual(await visited.list(''), [])
  assert.equal(visited.habits.remove, true)
  assert.equal(site.connections, 1)
})

test('where nothing could be deleted, a yes counts once the file is gone', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, {}, knowing({ remove: false }))
  await visited.upload(Buffer.from('x'), 'a')
  site.inject({ command: 'DELE', do: { kind: 'reply', code: 250, text: 'Deleted' } })
  assert.deepEqual(await refusals(visited, 'a'), ['a SITE_FORBIDDEN'])
  assert.equal(visited.habits.remove, false)
  assert.equal((await visited.list('')).length, 1)
  assert.equal(site.connections, 1)
})

test('a file that cannot be deleted says nothing of the others', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  for (const name of ['a', 'b', 'c']) await visited.upload(Buffer.from('x'), name)
  site.inject({ command: 'DELE', path: 'b', do: refused })
  assert.deepEqual(await refusals(visited, 'a', 'b', 'c'), ['b SITE_FORBIDDEN'])
  assert.notEqual(visited.habits.remove, false)
  site.inject({ command: 'DELE', path: 'b', do: { kind: 'reply', code: 450, text: 'File is in use' } })
  assert.deepEqual(await refusals(visited, 'b'), ['b SITE_UNCLEAR_REPLY'])
  assert.deepEqual(
    (await visited.list('')).map(({ name }) => name),
    ['b'],
  )
})
