import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { OfficeReplica } from '../../src/transmission/office-replica.ts'
import { SiteNetwork } from '../faults/site-network.ts'

const STORES = 5

/** Every store has visited day after day, and the office never: what they sent waits. */
async function waiting(t: TestContext, days: number, site: FtpSiteOptions = {}): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, STORES, { site })
  for (let day = 0; day < days; day++)
    for (const shop of network.shops) {
      shop.database.exec(`INSERT INTO orders (total) VALUES (${day}); UPDATE orders SET total = total + 10`)
      await network.visitStore(shop)
    }
  return network
}

type Applied = { guid: string; number: number }

/** Notes each merge of the office. `before` is awaited in front of it. */
function watchMerges({ office }: SiteNetwork, before: (so: Applied[]) => Promise<void> = async () => {}) {
  const seen = { applied: [] as Applied[], atOnce: 0, unpacked: 0 }
  const { work } = office.open.home
  let now = 0
  const apply = office.replica.apply.bind(office.replica)
  const transaction = office.replica.database.transaction.bind(office.replica.database)
  office.replica.database.transaction = <T>(body: () => Promise<T>) =>
    transaction(async () => {
      seen.atOnce = Math.max(seen.atOnce, ++now)
      await later()
      try {
        return await body()
      } finally {
        now--
      }
    })
  office.replica.apply = async (...given: Parameters<OfficeReplica['apply']>) => {
    const [guid, { number }] = given
    await before(seen.applied)
    seen.unpacked = Math.max(seen.unpacked, unpackedIn(work))
    const applied = await apply(...given)
    seen.applied.push({ guid, number })
    return applied
  }
  return seen
}

const unpackedIn = (work: string): number => readdirSync(work).filter((name) => name.endsWith('.payload')).length

/** What all stores sent has arrived, once, and none of it is left. */
async function endsWell(network: SiteNetwork): Promise<void> {
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(
    network.payloads().filter((file) => file.startsWith('to-office')),
    [],
  )
  assert.deepEqual(readdirSync(network.office.open.home.work), [])
  assert.equal(await network.conflicts(), 0)
}

const numbersOf = (applied: Applied[], guid: string | undefined): number[] =>
  applied.filter((one) => one.guid === guid).map(({ number }) => number)

test('what waits of many stores comes over several connections, and is merged one at a time and in order', async (t) => {
  const network = await waiting(t, 3)
  const { connections } = network.site
  const { work } = network.office.open.home
  // The first merge takes until others have been fetched.
  const seen = watchMerges(network, async ({ length }) => {
    while (length === 0 && unpackedIn(work) < 3) await later()
  })
  const { received, problems } = await network.visitOffice()
  assert.deepEqual([received.payloads, problems], [STORES * 3, []])
  assert.ok(network.site.connections - connections >= 2, `${network.site.connections - connections} connections`)
  assert.equal(seen.atOnce, 1)
  assert.ok(seen.unpacked >= 3 && seen.unpacked <= 8, `${seen.unpacked} payloads fetched ahead`)
  for (const { guid } of network.shops) assert.deepEqual(numbersOf(seen.applied, guid), [1, 2, 3])
  await endsWell(network)
})

test('what goes to many stores goes over several connections, each .dat before its manifest', async (t) => {
  const network = await waiting(t, 1)
  await network.visitOffice()
  await network.office.replica.database.run(`INSERT INTO prices VALUES ('A', 1)`)
  // Slower than payloads are made.
  network.site.inject({
    command: 'STOR',
    times: Number.POSITIVE_INFINITY,
    do: { kind: 'slow', bytesPerSecond: 10_000 },
  })
  const { connections } = network.site
  const sofar = network.site.commands.length
  assert.equal((await network.visitOffice()).sent.payloads, STORES)
  assert.ok(network.site.connections - connections >= 2, `${network.site.connections - connections} connections`)
  const stored = network.site.commands.slice(sofar).filter((line) => line.startsWith('STOR'))
  for (const { guid } of network.shops) {
    const own = stored.filter((line) => line.includes(guid)).map((line) => line.split('.').at(-1))
    assert.deepEqual(own, ['dat', 'manifest'])
  }
  network.site.clearFaults()
  for (const shop of network.shops) await network.visitStore(shop)
  assert.deepEqual(network.disagreements(), [])
})

test('for a few payloads the office makes no further connection', async (t) => {
  const network = await SiteNetwork.start(t, 2)
  for (const shop of network.shops) await network.visitStore(shop)
  const { connections } = network.site
  assert.equal((await network.visitOffice()).received.payloads, 2)
  assert.equal(network.site.connections - connections, 1)
})

test("a store's damaged payload, or one that is missing, stops what comes after it there, and no other store", async (t) => {
  const network = await waiting(t, 3)
  const [first, second] = network.shops
  const own = (guid = '') => network.payloads().filter((file) => file.includes(guid))
  const [, damaged, after] = own(first?.guid).filter((file) => file.endsWith('.dat'))
  writeFileSync(join(network.folderOnSite, damaged ?? ''), 'damaged')
  for (const file of own(second?.guid).filter((name) => name.includes('.000000002.')))
    rmSync(join(network.folderOnSite, file))
  const seen = watchMerges(network)
  const { problems, received } = await network.visitOffice()
  assert.deepEqual(
    problems.map(({ code, store }) => [code, store]),
    [['PAYLOAD_DAMAGED', '0000001']],
  )
  assert.equal(received.payloads, (STORES - 2) * 3 + 2)
  for (const shop of [first, second]) assert.deepEqual(numbersOf(seen.applied, shop?.guid), [1])
  assert.ok(!network.payloads().includes(damaged ?? '') && network.payloads().includes(after ?? ''))
  assert.equal(own(second?.guid).filter((file) => file.includes('.000000003.')).length, 2)
  assert.deepEqual(readdirSync(network.office.open.home.work), [])
  for (const shop of network.shops.slice(0, 2)) await network.visitStore(shop)
  await network.visitOffice()
  await endsWell(network)
})

test('connections that are lost while files come and go cost no payload and none twice', async (t) => {
  const network = await waiting(t, 2)
  for (const [command, after] of [
    ['RETR', 3],
    ['RETR', 9],
    ['RETR', 13],
    ['DELE', 4],
    ['STOR', 2],
    ['STOR', 5],
  ] as const)
    network.site.inject({ command, after, do: { kind: 'drop', when: 'during' } })
  const seen = watchMerges(network)
  const { problems, received } = await network.visitOffice()
  assert.deepEqual([problems, received.payloads], [[], STORES * 2])
  for (const { guid } of network.shops) assert.deepEqual(numbersOf(seen.applied, guid), [1, 2])
  await endsWell(network)
})

test('a site that allows one connection is visited on one', async (t) => {
  const network = await waiting(t, 2, { maxConnections: 1 })
  assert.equal((await network.visitOffice()).received.payloads, STORES * 2)
  await endsWell(network)
})

test('a visit cancelled in the middle leaves whole payloads on the site and nothing unpacked, and the next goes on', async (t) => {
  const network = await waiting(t, 2)
  const stop = new AbortController()
  const seen = watchMerges(network, async ({ length }) => {
    if (length >= 4) stop.abort()
  })
  await assert.rejects(network.office.transmit({ signal: stop.signal }), (error) => hasCode(error, 'CANCELLED'))
  assert.ok(seen.applied.length >= 4 && seen.applied.length < STORES * 2)
  assert.deepEqual(readdirSync(network.office.open.home.work), [])
  await network.visitOffice()
  for (const { guid } of network.shops) assert.deepEqual(numbersOf(seen.applied, guid), [1, 2])
  await endsWell(network)
})

test('a site that fails for good ends the visit, with all that was under way ended too', async (t) => {
  const network = await waiting(t, 2)
  network.site.inject({
    command: 'RETR',
    after: 8,
    times: Number.POSITIVE_INFINITY,
    do: { kind: 'drop', when: 'before' },
  })
  await assert.rejects(network.visitOffice(), (error) => hasCode(error, 'SITE_DROPPED'))
  assert.deepEqual(readdirSync(network.office.open.home.work), [])
  network.site.clearFaults()
  await network.visitOffice()
  await endsWell(network)
})
