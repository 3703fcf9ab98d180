import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { agreed, backedUp, orders, whatStands } from './backed-up-network.ts'
import { type Backup, SiteNetwork, schema } from './site-network.ts'

const parts: { what: string; take: (backup: Backup) => Partial<Backup> }[] = [
  { what: 'the database', take: ({ database }) => ({ database }) },
  { what: 'the home folder', take: ({ home }) => ({ home }) },
  { what: 'both', take: (backup) => backup },
]

for (const { what, take } of parts) {
  test(`${what} of a store put back from a backup: noticed before anything is sent, and nothing is lost`, async (t) => {
    const { network, store } = await backedUp(t)
    await network.restore(network.shop, take(store))
    network.shop.database.exec('INSERT INTO orders VALUES (9, 90)')
    const before = network.files().filter((file) => !file.includes('visit.'))
    await network.visitStore()
    // A question, without rows.
    assert.deepEqual(
      network.files().filter((file) => file.endsWith('.dat')),
      before.filter((file) => file.endsWith('.dat')),
    )
    assert.equal((await network.shop.store.member().state()).refill, 'asked')
    await agreed(network)
    assert.deepEqual(orders(network), [...whatStands, { id: 9, total: 90 }])
    const state = await network.shop.store.member().state()
    assert.deepEqual([state.refill, state.restarts], [null, 1])
    assert.ok(state.restoredAt !== null)
  })

  test(`${what} of the office put back from a backup: noticed before anything is sent, and nothing is lost`, async (t) => {
    const { network, office } = await backedUp(t)
    await network.restore('office', take(office))
    await network.office.replica.database.script(`INSERT INTO prices VALUES ('q', 6)`)
    await agreed(network)
    assert.deepEqual(orders(network), whatStands)
    const prices = network.shop.database.prepare('SELECT code FROM prices ORDER BY code').all()
    assert.deepEqual(
      prices.map(({ code }) => code),
      ['p', 'q'],
    )
    assert.equal(await network.conflicts(), 0)
  })
}

test('an office put back to before a store deleted a row hears of that again, and keeps what the store had never seen in it', async (t) => {
  const network = await SiteNetwork.start(t, 2)
  const { shop } = network
  shop.database.exec(`INSERT INTO orders VALUES (1, 10), (2, 20)`)
  network.shops[1]?.database.exec(`ALTER TABLE orders ADD COLUMN note TEXT`)
  await network.settle()
  await network.office.replica.database.run(`UPDATE orders SET note = 'ask first' WHERE id = 1`)
  await network.settle()
  const office = await network.backUp('office')
  shop.database.exec('DELETE FROM orders')
  await network.settle()
  const kept = async () => {
    const conflicts = await network.office.conflicts('all')
    return conflicts.map(({ rowKey, column, officeValue, outcome }) => [rowKey, column, officeValue, outcome])
  }
  const once = await kept()
  assert.deepEqual(once, [['1', 'note', 'ask first', 'store']])
  await network.restore('office', office)
  assert.deepEqual(await kept(), [])
  await agreed(network)
  assert.deepEqual(orders(network), [])
  assert.deepEqual(await kept(), once)
})

test('an answer of very many payloads is followed in the visit that finds it', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec(`INSERT INTO orders VALUES ${Array.from({ length: 40 }, (_, i) => `(${i}, 1)`).join()}`)
  await network.settle()
  const office = await network.backUp('office')
  network.shop.database.exec('UPDATE orders SET total = 2 WHERE id = 7')
  await network.settle()
  await network.restore('office', office)
  network.chunkBytes = 1
  await network.visitOffice()
  const { sent } = await network.visitStore()
  assert.ok(sent.payloads > 40)
  const { received } = await network.visitOffice()
  assert.equal(received.payloads, sent.payloads)
  await agreed(network)
})

test('office and store restored at once, to different days', async (t) => {
  const { network, office, store } = await backedUp(t)
  network.shop.database.exec('INSERT INTO orders VALUES (4, 40)')
  await network.settle()
  await network.restore('office', office)
  await network.restore(network.shop, store)
  network.shop.database.exec('INSERT INTO orders VALUES (9, 90)')
  await agreed(network)
  assert.ok(orders(network).some(({ id }) => id === 9))
})

test('without its memory in the home folder and on the site, a restored store is known by what the office acknowledges', async (t) => {
  const { network, store } = await backedUp(t)
  // The office's next payload acknowledges what the store will have forgotten.
  network.shop.database.exec('INSERT INTO orders VALUES (5, 50)')
  await network.visitStore()
  await network.visitOffice()
  await network.restore(network.shop, store)
  rmSync(join(network.shop.home, 'visit-mark.json'), { force: true })
  for (const file of network.files().filter((name) => name.includes('/visit.')))
    rmSync(join(network.folderOnSite, file))
  await network.visitStore()
  assert.equal((await network.shop.store.member().state()).refill, 'asked')
  await agreed(network)
  assert.deepEqual(orders(network), [...whatStands, { id: 5, total: 50 }])
})

test('payloads of an outbox that were lost with the home folder are made again', async (t) => {
  const { network } = await backedUp(t)
  const { shop } = network
  shop.database.exec('UPDATE orders SET total = 12 WHERE id = 1')
  await network.visitStore()
  for (const file of network.payloads()) rmSync(join(network.folderOnSite, file))
  for (const name of readdirSync(join(shop.home, 'outbox'))) rmSync(join(shop.home, 'outbox', name))
  await agreed(network)
  assert.deepEqual(orders(network), [
    { id: 1, total: 12 },
    { id: 3, total: 30 },
  ])
})

test('the same at the office', async (t) => {
  const { network } = await backedUp(t)
  await network.office.replica.database.script(`UPDATE prices SET price = 7; DELETE FROM customers`)
  await network.visitOffice()
  for (const file of network.payloads()) rmSync(join(network.folderOnSite, file))
  const outbox = network.office.open.home.outbox
  for (const name of readdirSync(outbox)) rmSync(join(outbox, name))
  await agreed(network)
  assert.deepEqual(
    network.shop.database
      .prepare('SELECT price FROM prices')
      .all()
      .map(({ price }) => price),
    [7],
  )
  assert.deepEqual(network.shop.database.prepare('SELECT * FROM customers').all(), [])
})

test('a second office on the same Home Dir is refused before it sends anything', async (t) => {
  const { network } = await backedUp(t)
  const other = await SiteNetwork.start(t, 0)
  await other.useSite(network.site.host, network.site.port, network.site)
  const before = network.files()
  await assert.rejects(other.visitOffice(), (error) => hasCode(error, 'HOME_DIR_IN_USE'))
  assert.deepEqual(network.files(), before)
})

test('an office restored to a day before a store was invited takes the store in again, with all its rows', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec(`INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  await network.settle()
  const office = await network.backUp('office')
  const late = await network.addShop((database) => database.exec(`${schema} INSERT INTO orders VALUES (7, 70)`))
  await network.settle()
  late.database.exec(`UPDATE customers SET phone = '2'; INSERT INTO orders VALUES (8, 80)`)
  await network.settle()

  await network.restore('office', office)
  // Its next sign of life, at the latest after the hours of a heartbeat.
  late.database.exec('INSERT INTO orders VALUES (9, 90)')
  await agreed(network)
  const stores = await network.office.stores()
  assert.deepEqual(
    stores.map(({ guid, number }) => [guid, number]),
    [
      [network.shop.guid, '1'],
      [late.guid, '2'],
    ],
  )
  const orders = await network.office.replica.database.all(
    'SELECT id, total FROM orders WHERE store_guid = $1 ORDER BY id',
    late.guid,
  )
  assert.deepEqual(
    orders.map(({ id, total }) => [id, total]),
    [
      [7n, 70n],
      [8n, 80n],
      [9n, 90n],
    ],
  )
})

test('files of a store that no key of this network made are left alone', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  const stranger = '00000000-0000-4000-8000-00000000abcd.0123456789abcdef.1.manifest'
  await network.settle()
  writeFileSync(join(network.folderOnSite, 'to-office', stranger), '{}')
  await network.settle()
  assert.equal((await network.office.stores()).length, 1)
})

test('a restored store asks for nothing of what it is sent back', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  const { shop } = network
  for (let id = 100; id < 130; id++) shop.database.exec(`INSERT INTO orders VALUES (${id}, ${id})`)
  await network.settle()
  const backup = await network.backUp(shop)
  shop.database.exec('INSERT INTO orders VALUES (200, 200)')
  await network.settle()
  await network.restore(shop, backup)
  await network.visitStore(shop)
  await network.visitOffice()
  const taken = await network.visitStore(shop)
  assert.ok(taken.received.rows >= 31)
  assert.equal(taken.sent.rows, 0)
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})
