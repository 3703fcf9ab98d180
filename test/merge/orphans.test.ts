import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atOffice, shopLines, smallNetwork } from './small-network.ts'

const SCHEMA = `
  CREATE TABLE makes (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
  CREATE TABLE cars (id INTEGER PRIMARY KEY, make INTEGER REFERENCES makes (id), code TEXT REFERENCES makes (code), note TEXT);`
const TABLES = { makes: { sharing: 'store' as const }, cars: { sharing: 'store' as const } }
// A shop whose program never switches foreign keys on.
const FILLED = `PRAGMA foreign_keys = OFF;
  INSERT INTO makes VALUES (1, 'A'), (2, 'B');
  INSERT INTO cars VALUES (1, 1, 'A', 'ok'), (2, 99, 'A', 'no make'), (3, 1, 'X', 'no code');`
const CARS = 'SELECT id, make, code, note FROM cars ORDER BY id'
const PARKED = `SELECT id, ":reason" FROM central_office_parked_2`

const network = (t: Parameters<typeof smallNetwork>[0]) =>
  smallNetwork(t, { schema: SCHEMA, tables: TABLES, filled: FILLED, stores: 1 })

test('an edit of another column of a row whose parent was missing already is taken', async (t) => {
  const { network: all, first } = await network(t)
  await atOffice(all, `UPDATE cars SET note = 'edited'`)
  await all.settle()
  assert.deepEqual(shopLines(first, CARS), ['1 1 A edited', '2 99 A edited', '3 1 X edited'])
  assert.deepEqual(shopLines(first, PARKED), [])
})

test('one reference that is broken already does not excuse the other, nor another missing parent', async (t) => {
  const { network: all, first } = await network(t)
  await atOffice(all, `UPDATE cars SET code = 'Y', note = 'worse' WHERE id = 2`)
  await atOffice(all, `UPDATE cars SET code = 'Z', note = 'other' WHERE id = 3`)
  await all.settle()
  assert.deepEqual(shopLines(first, CARS), ['1 1 A ok', '2 99 A no make', '3 1 X no code'])
  assert.deepEqual(shopLines(first, PARKED), [
    '2 the row of makes it refers to is missing here',
    '3 the row of makes it refers to is missing here',
  ])
  await atOffice(all, `UPDATE cars SET code = 'A' WHERE id = 2`)
  await atOffice(all, `UPDATE cars SET make = 2, code = 'B' WHERE id = 3`)
  await all.settle()
  assert.deepEqual(shopLines(first, CARS), ['1 1 A ok', '2 99 A worse', '3 2 B other'])
  assert.deepEqual(shopLines(first, PARKED), [])
})

test('the deletion of a row that is gone here already, with others that still refer to it, is settled', async (t) => {
  const { network: all, first } = await network(t)
  first.shop.exec('PRAGMA foreign_keys = OFF; DELETE FROM makes WHERE id = 1')
  await atOffice(all, 'DELETE FROM makes WHERE id = 1')
  await all.settle()
  assert.deepEqual(shopLines(first, 'SELECT id FROM makes'), ['2'])
  assert.deepEqual(shopLines(first, 'SELECT id FROM central_office_parked_1'), [])
})

test('the deletion of a row to which others refer is parked still', async (t) => {
  const { network: all, first } = await network(t)
  await atOffice(all, 'DELETE FROM makes WHERE id = 1')
  await all.settle()
  assert.deepEqual(shopLines(first, 'SELECT id FROM makes'), ['1', '2'])
  assert.deepEqual(shopLines(first, 'SELECT ":reason" FROM central_office_parked_1'), [
    'rows of cars here still refer to it',
  ])
})
