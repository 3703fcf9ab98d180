import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listParked } from '../../src/merge/parked.ts'
import type { TestStore } from '../transmission/replica-network.ts'
import { atOffice, officeLines, shopLines, smallNetwork } from './small-network.ts'

const parkedReasons = async ({ replica }: TestStore): Promise<string[]> =>
  (await listParked(replica.database, 100)).rows.map(({ key, reason }) => `${key}: ${reason}`)

/** The shop's program brings functions of its own into its database. */
function bringFunctions({ shop }: TestStore): void {
  shop.function('regexp', { deterministic: true }, (pattern, text) =>
    new RegExp(String(pattern)).test(String(text)) ? 1 : 0,
  )
  shop.function('title_sort', { deterministic: true }, (text) => String(text).toLowerCase())
}

const CASES: Record<string, string> = {
  'a CHECK': `CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT CHECK (s REGEXP '^[a-z]'));`,
  'an index': 'CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT); CREATE INDEX sorted ON t (title_sort(s));',
  'a computed column':
    'CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, k TEXT GENERATED ALWAYS AS (title_sort(s)) STORED);',
}

for (const [where, schema] of Object.entries(CASES))
  test(`a function of the shop's program in ${where}: rows go up, what arrives is parked, other tables go on`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema: 'CREATE TABLE other (id INTEGER PRIMARY KEY, x INTEGER); INSERT INTO other VALUES (1, 1);',
      tables: { t: { sharing: 'store' }, other: { sharing: 'store' } },
      stores: 1,
    })
    bringFunctions(first)
    first.shop.exec(`${schema} INSERT INTO t (id, s) VALUES (1, 'open'), (2, 'b')`)
    await network.settle()
    assert.deepEqual(await officeLines(network, 'SELECT id, s FROM t ORDER BY 1'), ['1 open', '2 b'])
    await atOffice(network, `UPDATE t SET s = 'office' WHERE id = 1`)
    await atOffice(network, 'UPDATE other SET x = 5')
    await network.settle()
    assert.deepEqual(shopLines(first, 'SELECT x FROM other'), ['5'])
    const [reason] = await parkedReasons(first)
    assert.match(reason ?? '', /^1: this table needs the function \w+, which only the shop's own program has/)
    // the shop goes on in it, and its edits go up
    first.shop.exec(`UPDATE t SET s = 'shop' WHERE id = 2; INSERT INTO t (id, s) VALUES (3, 'c')`)
    await network.settle()
    assert.deepEqual(await officeLines(network, 'SELECT id, s FROM t ORDER BY 1'), ['1 office', '2 shop', '3 c'])
  })
