import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { CentralOfficeError, hasCode } from '../../src/model/errors.ts'
import { openParallel, type ParallelOptions, type ParallelSites } from '../../src/site/parallel.ts'
import type { Site } from '../../src/site/site.ts'
import { aSite, quick, settingsFor, visit } from './sites.ts'

const names = Array.from({ length: 12 }, (_, at) => `to-office/${at}.dat`)

const opened = async (
  t: TestContext,
  site: FtpSite,
  options: ParallelOptions = {},
): Promise<{ first: Site; sites: ParallelSites }> => {
  const first = await visit(t, site)
  const all = { deadlines: { ...quick, pause: 60_000 }, worthwhile: 1, ...options }
  const sites = openParallel(first, settingsFor(site), site.password, all)
  t.after(() => sites.close())
  return { first, sites }
}

/** Fetches all files; none is done with before so many are under way. Returns how many were under way at once at most. */
const fetchAll = async (sites: ParallelSites, together = 1): Promise<number> => {
  let now = 0
  let most = 0
  const enough = Promise.withResolvers<void>()
  const texts = await Promise.all(
    names.map((name) =>
      sites.run(async (site) => {
        now += 1
        most = Math.max(most, now)
        const text = String(await site.read(name, 100))
        if (most >= together) enough.resolve()
        await enough.promise
        now -= 1
        return text
      }),
    ),
  )
  assert.deepEqual(texts, names)
  return most
}

const stocked = async (t: TestContext, setUp: Parameters<typeof aSite>[1] = {}): Promise<FtpSite> => {
  const site = await aSite(t, setUp)
  const before = await visit(t, site)
  for (const name of names) await before.upload(Buffer.from(name), name)
  return site
}

test('files are fetched over several connections, made when there is work for them', async (t) => {
  const site = await stocked(t)
  const { first, sites } = await opened(t, site, { most: 3 })
  assert.equal(site.connections, 2)
  await sites.run((one) => one.list(''))
  assert.equal(site.connections, 2)
  assert.equal(await fetchAll(sites, 3), 3)
  assert.equal(site.connections, 4)
  assert.equal(sites.limit, 3)
  assert.ok(sites.roundTrips > 0 && first.roundTrips > 0)
})

test('for a few files no further connection is made', async (t) => {
  const site = await stocked(t)
  const { sites } = await opened(t, site, { worthwhile: 4 })
  const some = names.slice(0, 4).map((name) => sites.run((one) => one.read(name, 100)))
  await Promise.all(some)
  assert.equal(site.connections, 2)
})

for (const [kind, refuse] of [
  ['421 in its greeting', undefined],
  ['530 at sign-in', { kind: 'reply', code: 530, text: 'Sorry, the maximum number of clients is connected' }],
  ['a closed door', { kind: 'drop', when: 'before' }],
] as const) {
  test(`a site that refuses more connections (${kind}) is content with those there are`, async (t) => {
    const site = await stocked(t, refuse === undefined ? { maxConnections: 3 } : {})
    const { sites } = await opened(t, site, { most: 4, deadlines: quick })
    if (refuse) site.inject({ command: 'PASS', after: 1, times: Number.POSITIVE_INFINITY, do: refuse })
    assert.equal(await fetchAll(sites, 2), 2)
    await sites.close()
    assert.equal(sites.limit, 2)
  })
}

test('work whose connection is lost for good is done on another one', async (t) => {
  const site = await stocked(t)
  const { first, sites } = await opened(t, site, { most: 2, deadlines: quick })
  await fetchAll(sites, 2)
  const lost: Site[] = []
  const work = async (one: Site): Promise<string> => {
    if (lost.length === 0 && one !== first) {
      lost.push(one)
      throw new CentralOfficeError('SITE_DROPPED', 'gone', { hint: '' })
    }
    return String(await one.read('to-office/0.dat', 100))
  }
  const texts = await Promise.all([sites.run(work), sites.run(work)])
  assert.deepEqual(texts, ['to-office/0.dat', 'to-office/0.dat'])
  assert.equal(lost.length, 1)
  assert.equal(sites.limit, 1)
  await fetchAll(sites)
})

test('work that fails on its second connection too has failed, and the last connection is never given up', async (t) => {
  const site = await stocked(t)
  const { sites } = await opened(t, site, { most: 2 })
  await fetchAll(sites, 2)
  let tries = 0
  const failing = sites.run(async () => {
    tries += 1
    throw new CentralOfficeError('SITE_TIMEOUT', 'silent', { hint: '' })
  })
  await assert.rejects(failing, (error) => hasCode(error, 'SITE_TIMEOUT'))
  assert.equal(tries, 2)
  await fetchAll(sites)
})

test('a site known to allow one connection gets no second one', async (t) => {
  const site = await stocked(t)
  const first = await visit(t, site, {}, { habits: { ...(await visit(t, site)).habits, connections: 1 } })
  const before = site.connections
  const sites = openParallel(first, settingsFor(site), site.password, { deadlines: quick, worthwhile: 1 })
  assert.equal(await fetchAll(sites), 1)
  assert.equal(site.connections, before)
})

test('work that fails gives its connection to the next', async (t) => {
  const site = await stocked(t)
  const { sites } = await opened(t, site, { most: 1 })
  const missing = sites.run((one) => one.read('missing', 10))
  const there = sites.run((one) => one.read(names[0] ?? '', 100))
  await assert.rejects(missing, (error) => hasCode(error, 'SITE_MISSING_FILE'))
  assert.equal(String(await there), names[0])
})

test('closing ends the further connections and leaves the first one open', async (t) => {
  const site = await stocked(t)
  const { first, sites } = await opened(t, site, { most: 3 })
  await fetchAll(sites, 3)
  await sites.close()
  assert.equal((await first.list('to-office')).length, names.length)
})
