import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestStore } from '../transmission/replica-network.ts'
import { atOffice, officeLines, shopLines, smallNetwork } from './small-network.ts'

const THINGS = 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER UNIQUE, b INTEGER NOT NULL CHECK (b < 100));'
const FILLED = `INSERT INTO things VALUES ('x', 1, 1), ('y', 2, 2), ('z', 3, 3);`
const SHARED = { things: { sharing: 'shared' as const } }
const SHOWN = 'SELECT k, a, b FROM things ORDER BY k'

const parked = (store: TestStore, id = 1): string[] =>
  shopLines(store, `SELECT ":reason" FROM central_office_parked_${id}`)

test('unique values that were swapped at the office reach a store', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: FILLED })
  await atOffice(network, `UPDATE things SET a = CASE k WHEN 'x' THEN 2 WHEN 'y' THEN 3 ELSE 1 END`)
  await network.settle()
  for (const store of [first, second]) {
    assert.deepEqual(shopLines(store, SHOWN), ['x 2 1', 'y 3 2', 'z 1 3'])
    assert.deepEqual(parked(store), [])
  }
})

const violations = {
  'a unique value': {
    edit: `UPDATE things SET a = 50 WHERE k = 'x'`,
    stays: 'x 1 1',
    reason: 'another row here has the same a',
  },
  'a check': {
    edit: `UPDATE things SET b = 500 WHERE k = 'x'`,
    stays: 'x 1 1',
    reason: 'the check (b < 100) of this database does not allow it',
  },
  'a required value': {
    edit: `UPDATE things SET b = NULL WHERE k = 'x'`,
    stays: 'x 1 1',
    reason: 'b must have a value in this database, and comes without one',
  },
}

for (const [what, { edit, stays, reason }] of Object.entries(violations))
  test(`a row that ${what} of the store stands against is parked with its reason, and the rest is applied`, async (t) => {
    const { network, first } = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: FILLED })
    // Not transmitted yet when the office's rows arrive.
    first.shop.exec(`INSERT INTO things VALUES ('own', 50, 1)`)
    await atOffice(network, edit)
    await atOffice(network, `UPDATE things SET b = 99 WHERE k = 'y'`)
    await network.exportDown(first)
    for (const payload of first.down) await network.deliverDown(first, payload)
    first.down = []
    assert.deepEqual(shopLines(first, SHOWN), ['own 50 1', stays, 'y 2 99', 'z 3 3'])
    assert.deepEqual(parked(first), [reason])
  })

test('a parked row is applied by itself once its obstacle is gone, with the next rows from the office', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: FILLED })
  first.shop.exec(`INSERT INTO things VALUES ('own', 50, 1)`)
  await atOffice(network, `UPDATE things SET a = 50 WHERE k = 'x'`)
  await network.settle()
  assert.equal(parked(first).length, 1)
  first.shop.exec(`UPDATE things SET a = 51 WHERE k = 'own'`)
  await atOffice(network, `UPDATE things SET b = 98 WHERE k = 'z'`)
  await network.settle()
  for (const store of [first, second]) {
    assert.deepEqual(parked(store), [])
    assert.deepEqual(shopLines(store, SHOWN), ['own 51 1', 'x 50 1', 'y 2 2', 'z 3 98'])
  }
})

test('a parked row that the office changes again is judged by what it is then', async (t) => {
  const { network, first } = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: FILLED })
  await atOffice(network, `UPDATE things SET b = 500 WHERE k = 'x'`)
  await network.settle()
  assert.equal(parked(first).length, 1)
  await atOffice(network, `UPDATE things SET b = 5 WHERE k = 'x'`)
  await network.settle()
  assert.deepEqual(parked(first), [])
  assert.deepEqual(shopLines(first, SHOWN), ['x 1 5', 'y 2 2', 'z 3 3'])
})

test('keys of any type can be parked: a NUL in a text, a blob, a real number', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE odd (k BLOB, n REAL, a INTEGER CHECK (a < 10), PRIMARY KEY (k, n));',
    tables: { odd: { sharing: 'shared' } },
    filled: `INSERT INTO odd VALUES ('a' || char(0) || 'b', 0.1, 1), (x'00ff', 1e300, 1), ('a', 0.1, 1);`,
  })
  await atOffice(network, 'UPDATE odd SET a = CASE WHEN k = $1 THEN 2 ELSE 20 END', 'a')
  await network.settle()
  assert.equal(parked(first).length, 2)
  assert.deepEqual(shopLines(first, 'SELECT a FROM odd ORDER BY a'), ['1', '1', '2'])
})

const FAMILY = `
  CREATE TABLE parents (id TEXT PRIMARY KEY, name TEXT);
  CREATE TABLE children (id TEXT PRIMARY KEY, parent TEXT NOT NULL REFERENCES parents (id), name TEXT);
  CREATE TABLE notes (id INTEGER PRIMARY KEY, parent TEXT REFERENCES parents (id));`
const BOTH = { parents: { sharing: 'shared' as const }, children: { sharing: 'shared' as const } }

test('parent and child that arrive in one payload are both applied', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: FAMILY, tables: BOTH })
  first.shop.exec(`INSERT INTO parents VALUES ('p', 'P'); INSERT INTO children VALUES ('c', 'p', 'C')`)
  await network.settle()
  assert.deepEqual(shopLines(second, 'SELECT * FROM children'), ['c p C'])
  await atOffice(network, 'DELETE FROM parents')
  await atOffice(network, 'DELETE FROM children')
  await network.settle()
  for (const store of [first, second])
    assert.deepEqual(shopLines(store, 'SELECT id FROM parents UNION ALL SELECT id FROM children'), [])
})

test('a child whose parent is missing is parked, and follows when the parent comes', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: FAMILY, tables: BOTH })
  await atOffice(network, `INSERT INTO children VALUES ('c', 'p', 'C')`)
  await network.settle()
  assert.deepEqual(parked(first, 2), ['the row of parents it refers to is missing here'])
  assert.deepEqual(shopLines(first, 'SELECT id FROM children'), [])
  await atOffice(network, `INSERT INTO parents VALUES ('p', 'P')`)
  await network.settle()
  for (const store of [first, second]) {
    assert.deepEqual(parked(store, 2), [])
    assert.deepEqual(shopLines(store, 'SELECT id FROM children'), ['c'])
  }
})

test('the deletion of a parent that still has a child at the store is parked, and follows when the child has gone', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: FAMILY,
    tables: BOTH,
    filled: `INSERT INTO parents VALUES ('p', 'P'), ('q', 'Q');`,
  })
  first.shop.exec(`INSERT INTO children VALUES ('c', 'p', 'C')`)
  await atOffice(network, 'DELETE FROM parents')
  await network.exportDown(first)
  for (const payload of first.down) await network.deliverDown(first, payload)
  first.down = []
  assert.deepEqual(shopLines(first, 'SELECT id FROM parents'), ['p'])
  assert.deepEqual(parked(first), ['rows of children here still refer to it'])
  first.shop.exec('DELETE FROM children')
  await atOffice(network, `INSERT INTO parents VALUES ('r', 'R')`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id FROM parents'), ['r'])
  assert.deepEqual(await officeLines(network, 'SELECT id FROM parents'), ['r'])
})

test('rows of a table that is not transmitted keep their parent as well', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: FAMILY,
    tables: BOTH,
    filled: `INSERT INTO parents VALUES ('p', 'P');`,
  })
  first.shop.exec(`INSERT INTO notes (parent) VALUES ('p')`)
  await atOffice(network, 'DELETE FROM parents')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id FROM parents'), ['p'])
  assert.deepEqual(parked(first), ['rows of notes here still refer to it'])
})

test('rows that a trigger of the shop refuses are parked with what it says, and the rest goes on', async (t) => {
  const { network, first } = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: FILLED })
  first.shop.exec(`
    CREATE TRIGGER no_gifts BEFORE INSERT ON things WHEN NEW.b < 0 BEGIN SELECT RAISE(ABORT, 'no negative price'); END;
    CREATE TRIGGER keep BEFORE DELETE ON things WHEN OLD.k = 'x' BEGIN SELECT RAISE(ABORT, 'this one stays'); END;`)
  await atOffice(network, `INSERT INTO things VALUES ('gift', 9, -1), ('fine', 8, 8)`)
  await atOffice(network, `DELETE FROM things WHERE k IN ('x', 'y')`)
  await network.settle()
  assert.deepEqual(shopLines(first, SHOWN), ['fine 8 8', 'x 1 1', 'z 3 3'])
  assert.deepEqual(parked(first).sort(), [
    'a trigger of this database refuses it: no negative price',
    'a trigger of this database refuses it: this one stays',
  ])
  first.shop.exec('DROP TRIGGER no_gifts; DROP TRIGGER keep')
  await atOffice(network, `UPDATE things SET b = 4 WHERE k = 'z'`)
  await network.settle()
  assert.deepEqual(parked(first), [])
  assert.deepEqual(shopLines(first, SHOWN), ['fine 8 8', 'gift 9 -1', 'z 3 4'])
})

test('a child that came in and its parent that went do not park each other for ever', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: FAMILY,
    tables: BOTH,
    filled: `INSERT INTO parents VALUES ('p', 'P');`,
  })
  await atOffice(network, `INSERT INTO children VALUES ('c', 'p', 'C')`)
  await atOffice(network, 'DELETE FROM parents')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id FROM parents'), [])
  assert.deepEqual(parked(first), [])
})

test('a child that changed is not kept from changing by the deletion of its parent, which waits', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: FAMILY,
    tables: BOTH,
    filled: `INSERT INTO parents VALUES ('p', 'P'); INSERT INTO children VALUES ('c', 'p', 'C');`,
  })
  await atOffice(network, `UPDATE children SET name = 'D'`)
  await atOffice(network, 'DELETE FROM parents')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id, parent, name FROM children'), ['c p D'])
  assert.deepEqual(parked(first, 2), [])
  assert.deepEqual(parked(first), ['rows of children here still refer to it'])
  assert.deepEqual(shopLines(first, 'SELECT ":tries" FROM central_office_parked_1'), ['1'])
})

test('a row is taken that only stood against another which is refused for a reason of its own', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE parents (id TEXT PRIMARY KEY);
      CREATE TABLE children (id TEXT PRIMARY KEY, parent TEXT REFERENCES parents, a INTEGER UNIQUE);`,
    tables: BOTH,
    filled: `INSERT INTO parents VALUES ('p');`,
  })
  await atOffice(network, `INSERT INTO children VALUES ('a', 'nobody', 1), ('b', 'p', 1)`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id FROM children'), ['b'])
  assert.deepEqual(shopLines(first, 'SELECT id FROM central_office_parked_2'), ['a'])
})
