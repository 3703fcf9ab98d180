import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { readLinks } from '../../src/transmission/store-links.ts'
import { type Backup, SiteNetwork, schema } from './site-network.ts'

/** A network whose office and first store were backed up before the last edits went round. */
async function backedUp(t: TestContext): Promise<{ network: SiteNetwork; office: Backup; store: Backup }> {
  const network = await SiteNetwork.start(t, 2)
  const { shop } = network
  shop.database.exec(`INSERT INTO orders VALUES (1, 10), (2, 20); INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  await network.settle()
  const [office, store] = [await network.backUp('office'), await network.backUp(shop)]
  shop.database.exec(`UPDATE orders SET total = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2`)
  shop.database.exec(`INSERT INTO orders VALUES (3, 30); UPDATE customers SET phone = '2'`)
  await network.office.replica.database.script(`INSERT INTO prices VALUES ('p', 5)`)
  await network.settle()
  return { network, office, store }
}

async function agreed(network: SiteNetwork): Promise<void> {
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
}

const orders = ({ shop }: SiteNetwork) =>
  shop.database
    .prepare('SELECT id, total FROM orders')
    .all()
    .map((row) => ({ ...row }))
const whatStands = [
  { id: 1, total: 11 },
  { id: 3, total: 30 },
]

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

for (const who of ['store', 'office'] as const)
  test(`the question of a restored ${who} is asked again where it was damaged on the site`, async (t) => {
    const { network, office, store } = await backedUp(t)
    if (who === 'store') {
      await network.restore(network.shop, store)
      await network.visitStore()
    } else {
      await network.restore('office', office)
      await network.office.replica.database.script(`INSERT INTO prices VALUES ('q', 6)`)
      await network.visitOffice()
    }
    const asked = network.payloads().filter((file) => file.endsWith('.manifest'))
    assert.ok(asked.length > 0)
    for (const file of asked) writeFileSync(join(network.folderOnSite, file), '{"format":1')
    await network.settle()
    assert.deepEqual(await network.settle(), [])
    assert.deepEqual(network.disagreements(), [])
    assert.deepEqual(network.payloads(), [])
  })

for (const who of ['store', 'office'] as const)
  test(`a ${who} restored again, to a day after which it had been restored before, is noticed as well`, async (t) => {
    const { network, ...backups } = await backedUp(t)
    const where = who === 'office' ? who : network.shop
    const change = async (code: string, id: number) =>
      who === 'office'
        ? network.office.replica.database.script(`INSERT INTO prices VALUES ('${code}', 6)`)
        : network.shop.database.exec(`INSERT INTO orders VALUES (${id}, 90)`)
    const restarts = async () =>
      (await (who === 'office' ? network.office.replica : network.shop.store.member()).progress()).lives.length
    const { database } = backups[who]
    await network.restore(where, { database })
    await change('q', 8)
    await agreed(network)
    const late = await network.backUp(where)
    await network.restore(where, { database })
    await agreed(network)
    const before = await restarts()
    await network.restore(where, { database: late.database })
    await change('r', 9)
    await agreed(network)
    assert.equal(await restarts(), before + 1)
  })

for (const direction of ['up', 'down'] as const)
  test(`what a life that nobody remembers has left on the site is taken away by its sender: ${direction}`, async (t) => {
    const { network, office, store } = await backedUp(t)
    const { shop } = network
    const where = direction === 'down' ? 'office' : shop
    const folder = direction === 'down' ? `to-store/${shop.guid}/` : `to-office/${shop.guid}.`
    const leftovers = ['dat', 'manifest'].map((kind) => `${folder}fedcba9876543210.000000002.${kind}`)
    for (const file of leftovers) writeFileSync(join(network.folderOnSite, file), 'cut off')
    await network.restore(where, direction === 'down' ? office : store)
    await network.settle()
    await network.settle()
    assert.deepEqual(network.payloads(), [])
    assert.deepEqual(network.disagreements(), [])
  })

test('a restored office that nothing else shows is known by an acknowledgement of a life it never began', async (t) => {
  const { network, office } = await backedUp(t)
  const { shop } = network
  const forgetMarks = () => {
    for (const file of network.files().filter((name) => name.includes('/office.')))
      rmSync(join(network.folderOnSite, file))
  }
  // A life that the backup does not know, and which the store has followed into.
  await network.restore('office', office)
  await agreed(network)
  shop.database.exec('INSERT INTO orders VALUES (6, 60)')
  await network.settle()
  await network.restore('office', office)
  forgetMarks()
  rmSync(join(network.office.open.home.folder, 'visit-mark.json'), { force: true })
  shop.database.exec('INSERT INTO orders VALUES (7, 70)')
  await network.settle()
  await agreed(network)
  assert.deepEqual(orders(network), [...whatStands, { id: 6, total: 60 }, { id: 7, total: 70 }])
})

test('a replica setup saved at a restored office, before anybody noticed, does not pass for the one that stores know', async (t) => {
  const { network, office } = await backedUp(t)
  const { shop } = network
  const save = async (rule: 'office' | 'store') => {
    const setup = await network.office.replica.setup()
    const { orders: table } = setup.tables
    assert.ok(table)
    return network.office.replica.saveSetup({ ...setup, tables: { ...setup.tables, orders: { ...table, rule } } })
  }
  const rules = async () => (await shop.store.member().state()).setup.tables.orders?.rule
  const forgotten = await save('store')
  await agreed(network)
  assert.equal(await rules(), 'store')
  await network.restore('office', office)
  assert.equal((await save('office')).version, forgotten.version)
  await agreed(network)
  assert.equal(await rules(), 'office')
})

test('a sign of life from a life that has ended is answered: the store learns that it was restored', async (t) => {
  const { network, store } = await backedUp(t)
  const { shop } = network
  const forget = () => {
    rmSync(join(shop.home, 'visit-mark.json'), { force: true })
    for (const file of network.files().filter((name) => name.includes('/visit.')))
      rmSync(join(network.folderOnSite, file))
  }
  await network.restore(shop, store)
  await agreed(network)
  await network.restore(shop, store)
  forget()
  // Nothing to say: a day later it only tells that it is there.
  await shop.store.database.run('UPDATE central_office_state SET last_export = 0')
  await agreed(network)
  assert.deepEqual(orders(network), whatStands)
})

test('what ends the refill of an office is sent again where it vanished, and acknowledged', async (t) => {
  const { network, office } = await backedUp(t)
  const { shop } = network
  const { guid } = shop
  await network.restore('office', office)
  await network.visitOffice()
  await network.visitStore()
  const manifests = network.payloads().filter((file) => file.includes(`${guid}.`) && file.endsWith('.manifest'))
  const [end] = manifests.filter((file) => !network.files().includes(file.replace('.manifest', '.dat')))
  assert.ok(end)
  rmSync(join(network.folderOnSite, end))
  await network.visitOffice()
  const link = async () => (await readLinks(network.office.replica.database)).find((one) => one.guid === guid)
  assert.notEqual((await link())?.refillRules, null)
  await agreed(network)
  assert.equal((await link())?.refillRules, null)
  assert.equal((await shop.store.member().outbox.entries()).filter(({ before }) => before.endsRefill).length, 0)
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
