import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { SiteHabits } from '../../src/site/habits.ts'
import type { Site } from '../../src/site/site.ts'
import { aSite, quick, settingsFor } from './sites.ts'
import { type SlowLine, slowLine } from './slow-line.ts'

const [folder, incoming, oldest, outgoing] = ['to-store/a', 'to-store/a/e.2', 'to-office/a.e.1', 'to-office/a.e.2']
/** Nobody waits for the reply to it, so the line may be gone before it is counted. */
const quit = 1
const payload = Buffer.alloc(3_000, 'payload')
const manifest = Buffer.alloc(600, 'manifest')

/** The calls of a store's visit: what was sent last waits on the site, and nothing is new on either side. */
const quietVisit = async (site: Site): Promise<void> => {
  assert.deepEqual(await site.list(folder), [])
  await lookAfterOldest(site)
  await site.close()
}

/** The same with one small payload each way. */
const twoWayVisit = async (site: Site, local: string): Promise<void> => {
  assert.equal((await site.list(folder)).length, 2)
  assert.deepEqual(await site.read(`${incoming}.manifest`, 10_000), manifest)
  await site.download(`${incoming}.dat`, path.join(local, 'received'), payload.length)
  await site.remove(`${incoming}.manifest`, `${incoming}.dat`)
  await lookAfterOldest(site)
  await site.upload(path.join(local, 'payload'), `${outgoing}.dat`)
  assert.notEqual(await site.clockOffset(`${outgoing}.dat`, Date.now()), null)
  await site.upload(manifest, `${outgoing}.manifest`)
  await site.close()
}

const lookAfterOldest = async (site: Site): Promise<void> => {
  assert.deepEqual(await site.read(`${oldest}.manifest`, 10_000), manifest)
  assert.equal(await site.size(`${oldest}.dat`), payload.length)
}

type Prepared = {
  line: SlowLine
  local: string
  connect(habits?: SiteHabits): Promise<Site>
  layOut(...names: string[]): Promise<void>
}

const prepared = async (t: TestContext, tls: 'off' | 'explicit', delay: number): Promise<Prepared> => {
  const local = await mkdtemp(path.join(tmpdir(), 'central-office-visit-'))
  t.after(() => rm(local, { recursive: true, force: true }))
  await writeFile(path.join(local, 'payload'), payload)
  const ftp = await aSite(t, { tls })
  const options = { deadlines: quick, extraCa: ftp.certificate }
  const before = await connectToSite(settingsFor(ftp, { tls }), ftp.password, options)
  const layOut = async (...names: string[]) => {
    for (const name of names) {
      await before.upload(payload, `${name}.dat`)
      await before.upload(manifest, `${name}.manifest`)
    }
  }
  await layOut(oldest)
  t.after(() => before.close())
  const line = await slowLine(t, ftp.port, delay)
  // Another address than the certificate's, so it is pinned.
  const settings = settingsFor(ftp, { tls, host: line.host, pinnedCertificate: ftp.fingerprint ?? '' })
  const connect = (habits?: SiteHabits) => connectToSite(settings, ftp.password, { deadlines: quick, habits })
  return { line, local, connect, layOut }
}

for (const [tls, most] of [
  ['off', 10],
  ['explicit', 12],
] as const) {
  test(`a visit with nothing to do costs at most ${most} round trips, USER to QUIT (TLS ${tls})`, async (t) => {
    const { line, connect } = await prepared(t, tls, 5)
    await quietVisit(await connect())
    t.diagnostic(`${line.turns + quit} round trips`)
    assert.ok(line.turns + quit <= most, `${line.turns + quit}`)
  })
}

test('a visit with a small payload each way', { concurrency: true }, async (t) => {
  const visits = (
    [
      ['off', 22],
      ['explicit', 26],
    ] as const
  ).map(([tls, most]) =>
    t.test(`costs at most ${most} round trips, and less than 4 s where each takes 100 ms (TLS ${tls})`, async (t) => {
      const { line, local, connect, layOut } = await prepared(t, tls, 50)
      await layOut(incoming)
      const began = performance.now()
      await twoWayVisit(await connect(), local)
      const milliseconds = Math.round(performance.now() - began)
      t.diagnostic(`${line.turns + quit} round trips, ${milliseconds} ms`)
      assert.ok(line.turns + quit <= most, `${line.turns + quit}`)
      assert.ok(milliseconds < 4_000, `${milliseconds} ms`)
    }),
  )
  await Promise.all(visits)
})

test('what was found out about a site saves round trips at the next visit, and is found out again if lost', async (t) => {
  const ftp = await aSite(t, { noEpsv: true, noMlsd: true })
  const connect = (habits?: SiteHabits) => connectToSite(settingsFor(ftp), ftp.password, { deadlines: quick, habits })
  const cost = async (habits?: SiteHabits) => {
    const site = await connect(habits)
    const before = site.roundTrips
    await site.list('to-office')
    await site.close()
    return { trips: site.roundTrips - before, habits: site.habits }
  }
  const first = await cost()
  const second = await cost(JSON.parse(JSON.stringify(first.habits)))
  assert.deepEqual([first.habits.epsv, first.habits.mlsd], [false, false])
  assert.ok(second.trips < first.trips, `${first.trips}, then ${second.trips}`)
  assert.equal((await cost()).trips, first.trips)
})

test('several files are deleted in one round trip, one that is missing among them', async (t) => {
  const ftp = await aSite(t)
  const site = await connectToSite(settingsFor(ftp), ftp.password, { deadlines: quick })
  t.after(() => site.close())
  for (const name of ['a', 'b', 'c']) await site.upload(payload, name)
  const before = site.roundTrips
  await site.remove('a', 'b')
  assert.equal(site.roundTrips - before, 1)
  await site.remove('a', 'c', 'b')
  assert.deepEqual(await site.list(''), [])
})
