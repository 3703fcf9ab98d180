import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browseRows } from '../../src/location/data/browse-rows.ts'
import { exportRows } from '../../src/location/data/export-rows.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { readLinks } from '../../src/transmission/store-links.ts'
import { ReplicaNetwork } from '../transmission/replica-network.ts'

const schema = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, note TEXT)'
const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store' }, tables: {} })
const wanted = { filters: [], search: '', store: null }

test('rows of stores follow each other by store number, whatever their GUIDs are, page by page and in the CSV file', async (t) => {
  const network = await ReplicaNetwork.start(setup, [schema, schema, schema, schema])
  t.after(() => network.close())
  const { office } = network
  for (const [i, { shop }] of network.stores.entries())
    if (i < 3) for (const id of [1, 2, 3]) shop.exec(`INSERT INTO orders VALUES (${id}, ${i}, 'x${id}')`)
  await network.settle()
  // The GUIDs count up from 1 to 4; the numbers do not.
  for (const [i, number] of ['12', 'A1', '7', '100'].entries())
    await office.database.run('UPDATE central_office_stores SET number = $2 WHERE id = $1', i + 1, `:${number}`)
  await office.database.run('UPDATE central_office_stores SET number = substr(number, 2)')
  const place = { role: 'office' as const, database: office.database, replica: office }
  const read = async (asked: object, limit: number) => {
    const found: string[] = []
    let after: string | null = null
    do {
      const page = await browseRows(place, { table: 'orders', wanted, sort: '', limit, after, ...asked })
      assert.ok(page)
      for (const { store, values } of page.rows) found.push(`${store?.slice(-1)} ${values[0]}`)
      after = page.next
    } while (after !== null)
    return found
  }
  const inOrder = ['3 1', '3 2', '3 3', '1 1', '1 2', '1 3', '2 1', '2 2', '2 3']
  for (const limit of [1, 2, 3, 100]) assert.deepEqual(await read({}, limit), inOrder, `${limit} at a time`)
  const second = (line: string) => line.endsWith('2')
  const search = { wanted: { ...wanted, search: 'x2' } }
  for (const limit of [1, 2, 100]) assert.deepEqual(await read(search, limit), inOrder.filter(second))

  const csv = await exportRows(place, { table: 'orders', wanted, sort: '', after: null })
  assert.deepEqual(csv?.text.split('\r\n').slice(0, 2), [
    '\ufeffStore,Store name,id,total,note',
    '0000007,Store 3,1,2,x1',
  ])
  const stores = await readLinks(office.database)
  assert.deepEqual(
    stores.map(({ number }) => number),
    ['7', '12', 'A1', '100'],
  )
})

test('a page goes on where it was though the store it had come to has no rows any more', async (t) => {
  const network = await ReplicaNetwork.start(setup, [schema, schema])
  t.after(() => network.close())
  for (const { shop } of network.stores) shop.exec("INSERT INTO orders VALUES (1, 1, '')")
  await network.settle()
  const { office } = network
  const place = { role: 'office' as const, database: office.database, replica: office }
  const asked = { table: 'orders', wanted, sort: '', limit: 1 }
  const first = await browseRows(place, { ...asked, after: null })
  await office.database.run('DELETE FROM orders WHERE store_guid = $1', network.stores[0]?.guid ?? '')
  const next = await browseRows(place, { ...asked, after: first?.next ?? null })
  assert.deepEqual(
    next?.rows.map(({ store }) => store),
    [network.stores[1]?.guid],
  )
})
