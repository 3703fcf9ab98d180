import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { onSiteText } from '../../src/cli/store-lines.ts'
import { onSite } from '../../src/location/store-overview.ts'
import type { VisitResult } from '../../src/model/visit-event.ts'
import { bytesLeft, listedPayloads, showUse } from '../../src/transmission/allowance.ts'
import { type Shop, SiteNetwork } from '../faults/site-network.ts'

const KB = 1000
const ALLOWANCE = 100 * KB

/** A network that agrees, in which each location may have so much on the site for each store. */
async function small(t: TestContext, stores: number, allowanceBytes = ALLOWANCE): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, stores)
  for (const { open } of [network.office, ...network.shops.map(({ store }) => store)])
    await open.save({ ...open.settings, chunkBytes: 1024, allowanceBytes })
  for (const { database } of network.shops) database.exec('INSERT INTO orders (total) VALUES (1)')
  await network.settle()
  return network
}

let rows = 0
/** Text that does not pack, as a payload of about so many bytes; other stores get what is shared. */
const text = (bytes: number): string => randomBytes(Math.round(bytes * 0.96)).toString('base64')
const order = ({ database }: Shop, bytes: number) =>
  database.prepare('INSERT INTO orders (total) VALUES (?)').run(text(bytes))
const price = ({ office }: SiteNetwork, bytes: number) =>
  office.replica.database.run('INSERT INTO prices VALUES ($1, $2)', `P${++rows}`, text(bytes))

const codes = ({ problems }: VisitResult): string[] => problems.map(({ code }) => code)
const warnings = ({ events }: SiteNetwork): string[] => events.flatMap(({ code }) => code ?? [])

/** What the store's payloads take on the site. */
const standing = (network: SiteNetwork, { guid }: Shop): number =>
  network
    .payloads()
    .filter((file) => file.includes(guid))
    .reduce((total, file) => total + network.read(file).length, 0)

const lists = (network: SiteNetwork, since: number): number =>
  network.site.commands.slice(since).filter((line) => /^(MLSD|LIST|NLST)/.test(line)).length

/** Runs visits that do not see what lies in a folder of the site. */
async function withoutFolder(network: SiteNetwork, name: string, work: () => Promise<void>): Promise<void> {
  const folder = join(network.folderOnSite, name)
  const aside = join(network.folder, 'aside')
  renameSync(folder, aside)
  await work()
  cpSync(aside, folder, { recursive: true })
  rmSync(aside, { recursive: true })
}

test('from 80 % of the allowance on a store warns, and goes on sending', async (t) => {
  const network = await small(t, 1)
  order(network.shop, 70 * KB)
  assert.deepEqual(codes(await network.visitStore()), [])
  assert.deepEqual(warnings(network), [])
  order(network.shop, 15 * KB)
  const result = await network.visitStore()
  assert.deepEqual([codes(result), result.sent.payloads], [[], 1])
  assert.deepEqual(warnings(network), ['ALLOWANCE_NEARLY_REACHED'])
  const { bytes, heldBack } = await network.shop.store.member().outbox.use()
  assert.equal(heldBack, false)
  assert.ok(Math.abs(bytes - standing(network, network.shop)) < KB, `${bytes}`)
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})

test('at the allowance a store holds back, others go on, and after the office has been there it resumes by itself', async (t) => {
  const network = await small(t, 2)
  const [full, other] = network.shops as [Shop, Shop]
  for (const bytes of [60, 30, 20, 5]) {
    order(full, bytes * KB)
    const result = await network.visitStore(full)
    assert.deepEqual(codes(result), bytes > 20 ? [] : ['ALLOWANCE_REACHED'])
    assert.ok(standing(network, full) <= ALLOWANCE)
  }
  assert.equal((await full.store.member().outbox.use()).heldBack, true)
  order(other, 50 * KB)
  assert.deepEqual(codes(await network.visitStore(other)), [])

  await network.visitOffice()
  const resumed = await network.visitStore(full)
  assert.deepEqual([codes(resumed), resumed.sent.payloads], [[], 2])
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.equal((await full.store.member().outbox.use()).heldBack, false)
})

test('the office holds back for the store that is full, and sends to the others', async (t) => {
  const network = await small(t, 2)
  const [away, coming] = network.shops as [Shop, Shop]
  for (let day = 0; day < 4; day++) {
    await price(network, 40 * KB)
    const result = await network.visitOffice()
    assert.deepEqual(
      result.problems.map(({ code, store }) => [code, store]),
      day < 2 ? [] : [['ALLOWANCE_REACHED', '0000001']],
    )
    await network.visitStore(coming)
  }
  assert.ok(standing(network, away) <= ALLOWANCE)
  const prices = ({ database }: Shop) => database.prepare('SELECT count(*) AS n FROM prices').get()?.n
  assert.deepEqual([prices(away), prices(coming)], [0, 4])
  await network.visitStore(away)
  assert.deepEqual(codes(await network.visitOffice()), [])
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
})

test('two sides that filled the site at the same time, and can acknowledge nothing, get out of it by themselves', async (t) => {
  const network = await small(t, 1)
  for (let i = 0; i < 4; i++) {
    await price(network, 30 * KB)
    await network.visitOffice()
  }
  // As if the store had looked a moment before all that came.
  await withoutFolder(network, 'to-store', async () => {
    for (let i = 0; i < 4; i++) {
      order(network.shop, 30 * KB)
      await network.visitStore()
    }
  })
  assert.ok(standing(network, network.shop) > 1.7 * ALLOWANCE)
  // What each takes now it is kept from acknowledging: newer payloads wait that came before.
  assert.deepEqual(codes(await network.visitOffice()), ['ALLOWANCE_REACHED'])
  for (let visit = 0; visit < 5; visit++) {
    await (visit % 2 === 0 ? network.visitStore() : network.visitOffice())
    assert.ok(standing(network, network.shop) <= ALLOWANCE + 4 * KB)
  }
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
})

test('payloads that were lost while the allowance has no room to send all again arrive one after the other', async (t) => {
  const network = await small(t, 1)
  for (const bytes of [30, 30, 30, 30]) {
    order(network.shop, bytes * KB)
    await network.visitStore()
  }
  for (const file of network.payloads()) rmSync(join(network.folderOnSite, file))
  for (let round = 0; round < 4; round++) {
    await network.visitStore()
    await network.visitOffice()
  }
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
})

test('a payload larger than the whole allowance is told as such, and goes once the allowance is raised', async (t) => {
  const network = await small(t, 1)
  order(network.shop, 150 * KB)
  const [problem] = (await network.visitStore()).problems
  assert.equal(problem?.code, 'ALLOWANCE_REACHED')
  assert.match(problem?.message ?? '', /0\.15 MB, more than the 0\.1 MB/)
  assert.deepEqual(network.payloads(), [])
  const { open } = network.shop.store
  await open.save({ ...open.settings, allowanceBytes: 400 * KB })
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
})

test('an acknowledgement is sent though the allowance is used up', async (t) => {
  const network = await small(t, 1)
  order(network.shop, 60 * KB)
  await network.visitStore()
  // The office sends something before it takes this.
  await withoutFolder(network, 'to-office', async () => {
    await price(network, 1)
    await network.visitOffice()
  })
  const { open } = network.shop.store
  await open.save({ ...open.settings, allowanceBytes: 50 * KB })
  const result = await network.visitStore()
  assert.deepEqual([codes(result), result.sent.payloads, result.sent.rows], [[], 1, 0])
})

test('an initial load is not made whole while it cannot be sent: its rows stay in the database until there is room', async (t) => {
  const fill = (database: Shop['database']) => {
    database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, total); BEGIN')
    const add = database.prepare('INSERT INTO orders (total) VALUES (?)')
    for (let i = 0; i < 20_000; i++) add.run(text(20))
    database.exec('COMMIT')
  }
  const network = await SiteNetwork.start(t, 1, { fill })
  const { open } = network.shop.store
  await open.save({ ...open.settings, chunkBytes: 32 * KB, allowanceBytes: 2 * ALLOWANCE })
  const onDisk: number[] = []
  for (let visit = 0; visit < 20; visit++) {
    await network.visitStore()
    const sizes = readdirSync(open.home.outbox).map((name) => statSync(join(open.home.outbox, name)).size)
    onDisk.push(sizes.reduce((total, size) => total + size, 0))
    if ((await network.visitOffice()).received.payloads === 0) break
  }
  assert.ok(onDisk.length > 3, `${onDisk}`)
  assert.ok(Math.max(...onDisk) < 3 * ALLOWANCE, `${onDisk}`)
  const collated = await network.office.replica.database.get<{ n: bigint }>('SELECT count(*) AS n FROM orders')
  assert.equal(collated?.n, 20_000n)
})

test('below 80 % no visit costs a listing more than before', async (t) => {
  const network = await small(t, 1)
  order(network.shop, 60 * KB)
  const before = network.site.commands.length
  await network.visitStore()
  assert.equal(lists(network, before), 1)
  const between = network.site.commands.length
  await network.visitOffice()
  assert.equal(lists(network, between), 1)
})

test('only what a receiver has not applied counts of a listing, and no other file', () => {
  const guid = '0190aa11-2b3c-4d5e-8f60-718293a4b5c6'
  const name = (epoch: string, number: number, kind: string) => `${epoch.repeat(16)}.00000000${number}.${kind}`
  const files = [
    { name: name('a', 1, 'dat'), size: 1 },
    { name: name('a', 2, 'dat'), size: 10 },
    { name: name('a', 2, 'manifest'), size: 100 },
    { name: name('b', 1, 'dat'), size: 1000 },
    { name: 'film.mkv', size: 1e12 },
    { name: `${guid}.${name('a', 2, 'dat')}`, size: 1e12 },
  ]
  const listed = listedPayloads('to-store', files)
  const [{ epoch }] = listed as [(typeof listed)[0]]
  assert.equal(bytesLeft(listed, { epoch, number: 1 }), 1110)
  assert.equal(bytesLeft(listed, { epoch: null, number: 0 }), 1111)
})

test('the share is never shown as full before it is', () => {
  assert.equal(showUse(812e6, 1e9), '812 MB of 1,000 MB (81 %)')
  assert.equal(showUse(999_999_999, 1e9), '1,000 MB of 1,000 MB (99 %)')
  assert.equal(showUse(0, 1e9), '0 MB of 1,000 MB (0 %)')
})

test('a store list says at a glance who is nearly full and who is held back', () => {
  const told = (bytes: number, heldBack = false) => onSiteText(onSite({ bytes, heldBack }, 1e9))
  assert.equal(told(799e6), '799 MB of 1,000 MB (79 %)')
  assert.equal(told(812e6), '812 MB of 1,000 MB (81 %), NEARLY FULL')
  assert.equal(told(990e6, true), '990 MB of 1,000 MB (99 %), HELD BACK')
})
