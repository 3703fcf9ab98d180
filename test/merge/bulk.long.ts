import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numbers, officeLines, shopLines, smallNetwork } from './small-network.ts'

test('payloads of 100,000 rows are merged in seconds, at the office and at another store', async (t) => {
  const rows = 100_000
  const { network, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER, b TEXT);',
    tables: { things: { sharing: 'shared', rule: 'newest' } },
    filled: `${numbers(rows)} INSERT INTO things SELECT 'key ' || i, i, 'some text of row ' || i FROM n;`,
  })
  assert.deepEqual(shopLines(second, 'SELECT count(*), sum(a) FROM things'), ['100000 5000050000'])
  second.shop.exec(`UPDATE things SET b = b || '!', a = a + 1`)
  const before = process.cpuUsage()
  await network.settle()
  const { user, system } = process.cpuUsage(before)
  assert.ok(user + system < 10e6, `${user + system} µs`)
  assert.deepEqual(await officeLines(network, 'SELECT count(*), sum(a), sum(length(b)) FROM things'), [
    `100000 5000150000 ${rows * 18 + 488_895}`,
  ])
})
