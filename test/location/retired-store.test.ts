import assert from 'node:assert/strict'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { cancelInvitation, describeRetirement, forget, listRetired, retire } from '../../src/location/retire-store.ts'
import { Store } from '../../src/location/store.ts'
import { StoreNumber } from '../../src/model/ids.ts'
import { network, schema } from '../web/network.ts'
import { invitedStore } from './invited-store.ts'

type Places = Awaited<ReturnType<typeof network>>

const fill = (shop: DatabaseSync) =>
  shop.exec("INSERT INTO customers VALUES ('a', 'Ann', '1'); INSERT INTO orders VALUES (1, 100), (2, 200)")

const atOffice = async <T>({ office }: Places, work: (office: Office) => Promise<T>): Promise<T> => {
  const open = await Office.open(office)
  try {
    return await work(open)
  } finally {
    await open.close()
  }
}

const onSite = ({ folder }: Places, of: string): string[] => {
  const place = join(folder, 'site', 'network', of)
  return existsSync(place) ? readdirSync(place).sort() : []
}

const rows = async (office: Office, sql: string) => (await office.replica.database.all(sql)).map((row) => ({ ...row }))

test('a retired store is refused, its files leave the site, it is told at its next visit; its rows and its number stay until somebody decides', async (t) => {
  const places = await network(t, {}, fill)
  await places.transmit('store')
  await places.transmit('office')
  places.shop.exec('INSERT INTO orders VALUES (3, 300)')
  await places.transmit('store')
  const guid = await atOffice(places, async (office) => {
    const { store, tables, openConflicts, invited } = await describeRetirement(office.replica, '7')
    assert.deepEqual([tables, openConflicts, invited], [[{ table: 'orders', rows: 2 }], 0, false])
    await assert.rejects(forget(office.replica, '7'), { code: 'STORE_ACTIVE' })
    assert.equal((await retire(office.replica, '7', 'keep')).deleted, 0)
    await assert.rejects(office.store('7'), { code: 'STORE_RETIRED' })
    await assert.rejects(office.inviteAgain('7'), { code: 'STORE_RETIRED' })
    await assert.rejects(office.invite({ number: StoreNumber.parse('7'), name: 'Other' }), {
      code: 'STORE_NUMBER_TAKEN',
    })
    return store.guid
  })
  assert.ok(onSite(places, 'to-office').some((name) => name.startsWith(guid)))
  writeFileSync(join(places.folder, 'site', 'network', 'to-store', guid, 'notes.txt'), "somebody's own")
  const result = await places.transmit('office')
  assert.deepEqual([result.received.payloads, result.problems], [0, []])
  assert.deepEqual(onSite(places, `to-store/${guid}`), ['notes.txt', 'retired'], 'what is not ours stays')
  assert.ok(!onSite(places, 'to-office').some((name) => name.startsWith(guid)))
  assert.deepEqual(
    readdirSync(join(places.office, 'outbox')).filter((name) => name.startsWith(guid)),
    [],
  )
  await assert.rejects(places.transmit('store'), {
    code: 'STORE_RETIRED',
    message: 'The office has retired this store: nothing is received from here or sent to here any more.',
  })
  assert.equal(places.shop.prepare('SELECT count(*) AS n FROM orders').get()?.n, 3, 'the shop keeps everything')
  await atOffice(places, async (office) => {
    assert.equal((await rows(office, 'SELECT * FROM orders')).length, 2)
    assert.deepEqual(await rows(office, 'SELECT id FROM customers'), [{ id: 'a' }])
    const [retired] = await listRetired(office.replica.database)
    assert.deepEqual([retired?.number, retired?.rowsKept, retired?.cleaned], ['7', true, true])
    await forget(office.replica, '7')
    assert.deepEqual(await listRetired(office.replica.database), [])
    await assert.rejects(office.store('7'), { code: 'STORE_UNKNOWN' })
  })
})

test('a number that is free again serves another store, and the two never meet', async (t) => {
  const places = await network(t, {}, fill)
  await places.transmit('store')
  await places.transmit('office')
  const invited = await atOffice(places, async (office) => {
    await retire(office.replica, '7', 'keep')
    await forget(office.replica, '7')
    return invitedStore(office, { number: '7', name: 'New Street' })
  })
  const file = join(places.folder, 'new.db')
  const shop = new DatabaseSync(file)
  t.after(() => shop.close())
  shop.exec(schema)
  shop.exec('INSERT INTO orders VALUES (1, 111)')
  const home = join(places.folder, 'new')
  await Store.join(home, invited, { database: file, homeExists: false })
  const visit = async () => {
    const store = await Store.open(home)
    await store.transmit()
    await store.close()
  }
  await visit()
  await places.transmit('office')
  await visit()
  await atOffice(places, async (office) => {
    const found = await rows(
      office,
      `SELECT s.name, o.id, o.total FROM orders AS o JOIN central_office_stores AS s ON s.guid = o.store_guid ORDER BY s.id, o.id`,
    )
    assert.deepEqual(
      found.map(({ name, id, total }) => [name, Number(id), Number(total)]),
      [
        ['Elm Street', 1, 100],
        ['Elm Street', 2, 200],
        ['New Street', 1, 111],
      ],
      'reports go on counting the rows that were kept',
    )
  })
  assert.deepEqual({ ...shop.prepare('SELECT * FROM customers').get() }, { id: 'a', name: 'Ann', phone: '1' })
  await assert.rejects(places.transmit('store'), { code: 'STORE_RETIRED' })
})

test('its rows go where the person chooses so, at once or later; what all share stays, and its open conflicts are settled', async (t) => {
  const places = await network(t, {}, fill)
  await places.transmit('store')
  await places.transmit('office')
  await places.transmit('store')
  places.shop.exec("UPDATE customers SET name = 'Anne'")
  await atOffice(places, (office) => office.replica.database.script("UPDATE customers SET name = 'Anna'"))
  await places.transmit('store')
  await places.transmit('office')
  await atOffice(places, async (office) => {
    assert.equal((await describeRetirement(office.replica, '7')).openConflicts, 1)
    await retire(office.replica, '7', 'keep')
    assert.deepEqual(await office.conflicts('open'), [])
    const [conflict] = await office.conflicts('all')
    assert.deepEqual([conflict?.outcome, conflict?.storeValue, conflict?.storeNumber], ['office', 'Anne', '7'])
    await office.putBack([{ id: conflict?.id ?? 0, choice: null }])
    assert.deepEqual(await rows(office, 'SELECT name FROM customers'), [{ name: 'Anne' }], 'the value can be put back')
    const { tables } = await describeRetirement(office.replica, '7')
    assert.deepEqual(tables, [{ table: 'orders', rows: 2 }])
    assert.equal((await retire(office.replica, '7', 'delete')).deleted, 2)
    assert.deepEqual(await rows(office, 'SELECT * FROM orders'), [])
    assert.equal((await listRetired(office.replica.database))[0]?.rowsKept, false)
  })
})

test('a cancelled invitation frees its number at once, and nobody joins with it; one that was used is not cancelled', async (t) => {
  const places = await network(t, {}, fill)
  const invited = await atOffice(places, async (office) => {
    const invitation = await invitedStore(office, { number: '8', name: 'Mill Lane' })
    await cancelInvitation(office.replica, '8')
    assert.equal((await office.invite({ number: StoreNumber.parse('8'), name: 'Hill Road' })).store.number, '8')
    return invitation
  })
  await places.transmit('store')
  await places.transmit('office')
  const home = join(places.folder, 'late')
  const file = join(places.folder, 'late.db')
  const shop = new DatabaseSync(file)
  shop.exec(schema)
  shop.close()
  await assert.rejects(Store.join(home, invited, { database: file, homeExists: false }), {
    code: 'STORE_RETIRED',
    message: 'The office has cancelled the invitation of store 8, or has retired that store.',
  })
  assert.ok(!existsSync(home), 'nothing was begun here')
  await atOffice(places, (office) =>
    assert.rejects(cancelInvitation(office.replica, '7'), {
      code: 'INVITATION_USED',
      message: 'Store 0000007 "Elm Street" has joined: there is no invitation to cancel any more.',
    }),
  )
})

test('a store that joined with an invitation while it was being cancelled is not taken in again, and hears of it', async (t) => {
  const places = await network(t, {}, fill)
  await atOffice(places, (office) => cancelInvitation(office.replica, '7'))
  const first = await places.transmit('store')
  assert.ok(first.sent.payloads > 0, 'the office has not left word yet')
  const result = await places.transmit('office')
  assert.deepEqual([result.received.payloads, result.problems], [0, []])
  assert.equal((await atOffice(places, (office) => office.stores())).length, 0)
  await assert.rejects(places.transmit('store'), { code: 'STORE_RETIRED' })
})

test('a file of that name that the office did not leave keeps no store from transmitting', async (t) => {
  const places = await network(t, {}, fill)
  await places.transmit('store')
  const [guid = ''] = onSite(places, 'to-store')
  writeFileSync(join(places.folder, 'site', 'network', 'to-store', guid, 'retired'), `retired ${'0'.repeat(64)}\n`)
  places.shop.exec('INSERT INTO orders VALUES (4, 400)')
  assert.equal((await places.transmit('store')).sent.rows, 1)
})
