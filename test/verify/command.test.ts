import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command, homeOf } from '../cli/network-homes.ts'
import { smallNetwork } from '../merge/small-network.ts'
import { damageShop } from './verified-network.ts'

const SCHEMA = 'CREATE TABLE parts (code TEXT PRIMARY KEY, price INTEGER);'
const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d/

const networkOf = (t: Parameters<typeof smallNetwork>[0]) =>
  smallNetwork(t, {
    schema: SCHEMA,
    tables: { parts: { sharing: 'shared' } },
    filled: `INSERT INTO parts VALUES ('a', 1), ('b', 2);`,
  })

test('verify begins, tells how far it is, names what differs, and settles it when told to', async (t) => {
  const { network, first, second } = await networkOf(t)
  const office = await homeOf(network, null)
  damageShop(first, `UPDATE parts SET price = 9 WHERE code = 'a'`)
  const told = async (...args: string[]) =>
    (await command(office, 'verify', ...args)).lines.map((line) => line.replace(TIME, 'TIME'))

  assert.deepEqual(await told('1'), ['Store 0000001 Store 1: begins with the next transmission.'])
  await network.exportDown(first)
  assert.match((await told('1'))[0] ?? '', /the store is asked/)
  await network.visit(first)
  assert.deepEqual(await told('1'), [
    'Store 0000001 Store 1: 1 row differs in 1 table, as of TIME.',
    `  parts 'a': differs`,
    '  Settle them with: central-office verify 1 --repair',
    'Compare anew with: central-office verify --again',
  ])
  assert.equal((await told('1', '--repair'))[2], '  They are settled with the next transmissions.')
  await network.settle()
  await network.settle()
  assert.match((await told('1'))[2] ?? '', /asked to send them/)

  assert.equal((await told('--again')).length, 2)
  for (let visit = 0; visit < 2; visit++) for (const store of [first, second]) await network.visit(store)
  assert.deepEqual((await told()).slice(0, 2), [
    'Store 0000001 Store 1: agrees in 1 table, as of TIME.',
    'Store 0000002 Store 2: agrees in 1 table, as of TIME.',
  ])
})

test('verify as a document has every row, with what became of it', async (t) => {
  const { network, first } = await networkOf(t)
  const office = await homeOf(network, null)
  damageShop(first, `DELETE FROM parts WHERE code = 'b'`)
  await command(office, 'verify', '1')
  for (let visit = 0; visit < 2; visit++) await network.visit(first)
  const [store] = (await command(office, 'verify', '1')).document as Record<string, unknown>[]
  const { state, tables, leftOut, repair, differences } = store ?? {}
  assert.deepEqual(
    { state, tables, leftOut, repair, differences },
    {
      ...{ state: 'done', tables: ['parts'], leftOut: [], repair: false },
      differences: {
        total: 1,
        parked: 0,
        rows: [{ table: 'parts', key: `'b'`, kind: 'missing at store', sent: false }],
      },
    },
  )
  await assert.rejects(command(office, 'verify', '77'), { code: 'STORE_UNKNOWN' })
})

test('verify names parked rows and does not say that they agree, nor that a repair settles them', async (t) => {
  const { network, first, second } = await networkOf(t)
  second.shop.exec('CREATE UNIQUE INDEX one_price ON parts (price)')
  first.shop.exec(`INSERT INTO parts VALUES ('c', 1)`)
  await network.settle()
  const office = await homeOf(network, null)
  await command(office, 'verify', '2')
  for (let visit = 0; visit < 2; visit++) await network.visit(second)
  const { lines, document } = await command(office, 'verify', '2')
  assert.deepEqual(lines.map((line) => line.replace(TIME, 'TIME')).slice(0, -1), [
    'Store 0000002 Store 2: 1 row is parked there in 1 table, as of TIME.',
    `  parts 'c': parked at store`,
    '  Its database refuses what is parked. At the store: central-office parked list',
  ])
  const [{ differences }] = document as [{ differences: { total: number; parked: number } }]
  assert.deepEqual([differences.total, differences.parked], [1, 1])
})

test('verify at a store asks the office for it', async (t) => {
  const { network, first } = await networkOf(t)
  const { lines } = await command(await homeOf(network, first), 'verify')
  assert.match(lines[0] ?? '', /The office is asked/)
  for (let visit = 0; visit < 3; visit++) await network.visit(first)
  const [line] = (await command(await homeOf(network, null), 'verify', '1')).lines
  assert.match(line ?? '', /agrees in 1 table/)
})
