import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { hasCode } from '../../src/model/errors.ts'
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
  const all = { deadlines: { ...quick, pause: 60_000 }, ...options }
  const sites = openParallel(first, settingsFor(site), site.password, all)
  t.after(() => sites.close())
  return { first, sites }
}

const fetchAll = async (sites: ParallelSites): Promise<number> => {
  let now = 0
  let most = 0
  const texts = await Promise.all(
    names.map((name) =>
      sites.run(async (site) => {
        now += 1
        most = Math.max(most, now)
        const text = String(await site.read(name, 100))
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
  const { sites } = await opened(t, site, { most: 3 })
  assert.equal(site.connections, 2)
  await sites.run((one) => one.list(''))
  assert.equal(site.connections, 2)
  assert.equal(await fetchAll(sites), 3)
  assert.equal(site.connections, 4)
  assert.equal(sites.limit, 3)
})

for (const [kind, refuse] of [
  ['421 in its greeting', undefined],
  ['530 at sign-in', { kind: 'reply', code: 530, text: 'Sorry, the maximum number of clients is connected' } as const],
] as const) {
  test(`a site that refuses more connections (${kind}) is content with those there are, at once`, async (t) => {
    const site = await stocked(t, refuse === undefined ? { maxConnections: 3 } : {})
    const { sites } = await opened(t, site, { most: 4 })
    if (refuse) site.inject({ command: 'PASS', after: 1, times: Number.POSITIVE_INFINITY, do: refuse })
    assert.equal(await fetchAll(sites), 2)
    assert.equal(sites.limit, 2)
  })
}

test('a site known to allow one connection gets no second one', async (t) => {
  const site = await stocked(t)
  const first = await visit(t, site, {}, { habits: { ...(await visit(t, site)).habits, connections: 1 } })
  const before = site.connections
  const sites = openParallel(first, settingsFor(site), site.password, { deadlines: quick })
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
  await fetchAll(sites)
  await sites.close()
  assert.equal((await first.list('to-office')).length, names.length)
})
