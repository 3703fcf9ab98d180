import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listParked } from '../../src/merge/parked.ts'
import type { TestStore } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from './small-network.ts'

const CLAUSES = ['ABORT', 'FAIL', 'IGNORE', 'REPLACE', 'ROLLBACK']
const SHARED = { tag: { sharing: 'shared' as const } }

const parkedReasons = async ({ replica }: TestStore): Promise<string[]> =>
  (await listParked(replica.database, 100)).rows.map(({ key, reason }) => `${key}: ${reason}`)

for (const clause of CLAUSES) {
  test(`UNIQUE ON CONFLICT ${clause}: a row that arrives is parked and removes no row of the shop`, async (t) => {
    const { network, first, second } = await smallNetwork(t, {
      schema: `CREATE TABLE tag (code TEXT PRIMARY KEY NOT NULL, label TEXT UNIQUE ON CONFLICT ${clause}, n INTEGER);
        CREATE TABLE other (code TEXT PRIMARY KEY NOT NULL);`,
      tables: { ...SHARED, other: { sharing: 'shared' } },
    })
    first.shop.exec(`INSERT INTO tag VALUES ('a1', 'red', 1)`)
    second.shop.exec(`INSERT INTO tag VALUES ('b1', 'red', 2); INSERT INTO other VALUES ('o')`)
    await network.settle()
    assert.deepEqual(await officeLines(network, 'SELECT code, label FROM tag ORDER BY 1'), ['a1 red', 'b1 red'])
    assert.deepEqual(shopLines(first, 'SELECT code FROM tag'), ['a1'])
    assert.deepEqual(shopLines(second, 'SELECT code FROM tag'), ['b1'])
    assert.deepEqual(shopLines(first, 'SELECT code FROM other'), ['o'])
    assert.deepEqual(await parkedReasons(first), [`'b1': another row here has the same label`])
    // an update that arrives meets the clause as well
    await atOffice(network, `UPDATE tag SET label = 'blue' WHERE code = 'b1'`)
    await atOffice(network, `INSERT INTO tag (code, label) VALUES ('c1', 'green')`)
    await network.settle()
    await atOffice(network, `UPDATE tag SET label = 'blue' WHERE code = 'c1'`)
    await network.settle()
    assert.deepEqual(shopLines(first, 'SELECT code, label FROM tag ORDER BY 1'), ['a1 red', 'b1 blue', 'c1 green'])
    assert.deepEqual(await parkedReasons(first), [`'c1': another row here has the same label`])
    assert.deepEqual(await conflictsOf(network), [])
  })

  test(`NOT NULL ON CONFLICT ${clause}: a row without the value is parked, and no default takes its place`, async (t) => {
    const { network, first, second } = await smallNetwork(t, {
      schema: `CREATE TABLE tag (code TEXT PRIMARY KEY NOT NULL, label TEXT NOT NULL ON CONFLICT ${clause} DEFAULT 'none');`,
      tables: SHARED,
    })
    await atOffice(network, `INSERT INTO tag (code, label) VALUES ('x', NULL), ('y', 'yes')`)
    await network.settle()
    for (const store of [first, second]) {
      assert.deepEqual(shopLines(store, 'SELECT code, label FROM tag'), ['y yes'])
      assert.deepEqual(await parkedReasons(store), [
        `'x': label must have a value in this database, and comes without one`,
      ])
    }
    await atOffice(network, `UPDATE tag SET label = NULL WHERE code = 'y'`)
    await network.settle()
    assert.deepEqual(shopLines(first, 'SELECT code, label FROM tag'), ['y yes'])
    assert.equal((await parkedReasons(first)).length, 2)
  })

  test(`UNIQUE ON CONFLICT ${clause}: values that change places do, and triggers keep their own OR clauses`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema: `CREATE TABLE tag (code TEXT PRIMARY KEY NOT NULL, label TEXT UNIQUE ON CONFLICT ${clause}, n INTEGER);
        CREATE TABLE seen (code TEXT PRIMARY KEY);
        CREATE TRIGGER ins AFTER INSERT ON tag BEGIN INSERT OR IGNORE INTO seen VALUES (NEW.label); END;
        CREATE TRIGGER upd AFTER UPDATE ON tag BEGIN INSERT OR IGNORE INTO seen VALUES (NEW.label); END;`,
      filled: `INSERT INTO tag VALUES ('a', 'red', 0), ('b', 'blue', 0), ('c', 'green', 0);`,
      tables: SHARED,
      stores: 1,
    })
    await atOffice(network, `UPDATE tag SET label = CASE code WHEN 'a' THEN 'blue' ELSE 'red' END WHERE code <> 'c'`)
    await atOffice(network, `INSERT INTO tag (code, label) VALUES ('d', 'green')`)
    await network.settle()
    assert.deepEqual(shopLines(first, 'SELECT code, label FROM tag ORDER BY 1'), ['a blue', 'b red', 'c green'])
    assert.deepEqual(shopLines(first, 'SELECT code FROM seen WHERE code IS NOT NULL ORDER BY 1'), [
      'blue',
      'green',
      'red',
    ])
    assert.deepEqual(await parkedReasons(first), [`'d': another row here has the same label`])
  })
}
