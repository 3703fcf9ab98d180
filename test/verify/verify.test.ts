import assert from 'node:assert/strict'
import { test } from 'node:test'
import { smallNetwork } from '../merge/small-network.ts'
import { compare, comparisonWith, damageOffice, damageShop } from './verified-network.ts'

const ORDERS = `CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL, note TEXT);`
const filled = (rows: number) => `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
  INSERT INTO orders SELECT i * 2, i / 7.0, 'order ' || i FROM n;`

test('replicas that agree are found equal, by one payload each way', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: ORDERS,
    tables: { orders: { sharing: 'store' } },
    filled: filled(3000),
    stores: 1,
  })
  assert.deepEqual(await compare(network, first), [])
  const { rounds, leftOut, columns } = await comparisonWith(network, first)
  assert.deepEqual({ rounds, leftOut, columns }, { rounds: 1, leftOut: [], columns: { orders: ['total', 'note'] } })
})

test('ten rows of 20,000 that differ are named exactly, of every kind', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: ORDERS,
    tables: { orders: { sharing: 'store' } },
    filled: filled(20_000),
    stores: 1,
  })
  damageShop(
    first,
    `UPDATE orders SET total = total + 0.01 WHERE id IN (2, 4000, 40000);
     DELETE FROM orders WHERE id IN (6, 20000);
     INSERT INTO orders VALUES (1, 1, ''), (40001, NULL, NULL)`,
  )
  await damageOffice(
    network,
    `UPDATE orders SET note = NULL WHERE id = 30000; DELETE FROM orders WHERE id = 30002;
     INSERT INTO orders (store_guid, id) VALUES ('${first.guid}', 30003)`,
  )
  assert.deepEqual(await compare(network, first), [
    'orders 1: missing at office',
    'orders 2: differs',
    'orders 20000: missing at store',
    'orders 30000: differs',
    'orders 30002: missing at office',
    'orders 30003: missing at store',
    'orders 4000: differs',
    'orders 40000: differs',
    'orders 40001: missing at office',
    'orders 6: missing at store',
  ])
  assert.equal((await comparisonWith(network, first)).rounds, 1)
})
