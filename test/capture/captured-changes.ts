import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Counts, withShop } from './captured-shop.ts'

/** One way in which a shop changes rows. */
export type Change = {
  behaviour: string
  schema: string
  /** What the shop does, one transaction each unless it says otherwise. */
  change: string
  /** What goes to the office. */
  sent: Counts
  tables?: string[]
}

export const PARTS = `CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE, a, b);
  INSERT INTO t VALUES (1, 'one', 10, 20), (2, 'two', 11, 21), (3, 'three', 12, 22);`
export const COMPUTED = `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT,
    low TEXT GENERATED ALWAYS AS (lower(name)) VIRTUAL, long INTEGER AS (length(name)) STORED);
  CREATE UNIQUE INDEX by_low ON t (low);
  INSERT INTO t (id, name) VALUES (1, 'Ann'), (2, 'Bob');`

/** Has each tested, with triggers that REPLACE does not fire and with such that it does. */
export function testChanges(changes: Change[]): void {
  for (const { behaviour, schema, change, sent, tables } of changes)
    for (const recursive of ['off', 'on'])
      test(`captured, recursive_triggers ${recursive}: ${behaviour}`, () =>
        withShop(schema, async (shop) => {
          shop.exec(`PRAGMA recursive_triggers = ${recursive}`)
          shop.exec(change)
          const went = await shop.send()
          assert.deepEqual(went, sent)
          await shop.agrees(...(tables ?? ['t']))
          assert.deepEqual(await shop.send(), {}, 'nothing more to say')
        }))
}
