import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filtered, insertAtOffice, parkedAt, parkedB } from './kept-back-shop.ts'
import { conflictsOf, officeLines, shopLines } from './small-network.ts'

test("a row that is kept back is not taken for the office's as long as it holds what the office has never heard of, in a column that has just come", async (t) => {
  const { network, first } = await parkedB(t, `'b', 0, 'Bob', '9'`)
  first.shop.exec(`ALTER TABLE customers ADD COLUMN points INTEGER DEFAULT 7`)
  first.shop.exec(`UPDATE customers SET phone = '9' WHERE code = 'b'`)
  await first.replica.retryParked()
  await network.settle()
  const points = 'SELECT code, points FROM customers ORDER BY code'
  assert.deepEqual(await officeLines(network, points), ['a 7', 'b null'])
  const [parked] = await parkedAt(first)
  assert.equal(parked?.key, `'b'`, 'else nobody would know that the two differ')
  first.shop.exec(`UPDATE customers SET points = NULL WHERE code = 'b'`)
  await network.settle()
  assert.deepEqual(await parkedAt(first), [])
  first.shop.exec(`UPDATE customers SET points = 5 WHERE code = 'b'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, points), ['a 7', 'b 5'])
})

for (const [here, edit, points] of [
  ['gone', `DELETE FROM customers WHERE code = 'c'`, 'c 7'],
  ['equal to it', `UPDATE customers SET points = NULL WHERE code = 'c'`, 'c null'],
] as const)
  test(`what a row that is kept back held in a column that has just come is never told of, once the row is ${here} and the office's comes`, async (t) => {
    const { network, first } = await filtered(t)
    first.shop.exec(`ALTER TABLE customers ADD COLUMN points INTEGER DEFAULT 7`)
    first.shop.exec(`INSERT INTO customers VALUES ('c', 0, 'Cem', '3', 106)`)
    await network.exportUp(first)
    first.shop.exec(edit)
    await insertAtOffice(network, first, `'c', 0, 'Cem', '3'`)
    await network.exportDown(first)
    for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
    await network.settle()
    const own = `SELECT code, points FROM customers WHERE code = 'c'`
    assert.deepEqual(shopLines(first, own), [points])
    assert.deepEqual(await officeLines(network, own), [points])
    assert.deepEqual(await conflictsOf(network), [])
  })

test("where a row that is kept back equals the office's in all that the office knows, what it holds in a column that has just come is told", async (t) => {
  const { network, first } = await filtered(t)
  first.shop.exec(`ALTER TABLE customers ADD COLUMN points INTEGER DEFAULT 7`)
  first.shop.exec(`INSERT INTO customers VALUES ('c', 0, 'Cem', '3', 106)`)
  await network.exportUp(first)
  for (const [code, name, phone] of [
    ['b', 'Bob', '2'],
    ['c', 'Cem', '3'],
  ])
    await insertAtOffice(network, first, `'${code}', 0, '${name}', '${phone}'`)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await network.settle()
  const points = 'SELECT code, points FROM customers ORDER BY code'
  assert.deepEqual(shopLines(first, points), ['a 7', 'b 7', 'c 106'])
  assert.deepEqual(await officeLines(network, points), ['a 7', 'b 7', 'c 106'])
  assert.deepEqual(await conflictsOf(network), [])
})
