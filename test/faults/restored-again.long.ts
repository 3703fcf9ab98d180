import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readLinks } from '../../src/transmission/store-links.ts'
import { agreed, backedUp, orders, whatStands } from './backed-up-network.ts'

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
