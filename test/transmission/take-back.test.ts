import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLink } from '../../src/transmission/store-links.ts'
import { atOffice, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'

const SHAPE = {
  schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER);',
  tables: { things: { sharing: 'shared' as const } },
  filled: `INSERT INTO things VALUES ('x', 1), ('y', 1);`,
}

test('a payload that the office made and never sealed is taken back, and its rows are owed again', async (t) => {
  const { network, first } = await smallNetwork(t, SHAPE)
  const before = await readLink(network.office.database, first.guid)
  await atOffice(network, `UPDATE things SET a = 2 WHERE k = 'x'`)
  await network.exportDown(first) // never sealed, never delivered
  first.down = []
  const made = await readLink(network.office.database, first.guid)
  assert.deepEqual(await network.office.takeBackUnsealed(made), [before.exported + 1])
  const after = await readLink(network.office.database, first.guid)
  assert.deepEqual([after.exported, after.sentTick, after.owes], [before.exported, before.sentTick, true])
  await atOffice(network, `UPDATE things SET a = 3 WHERE k = 'y'`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT k, a FROM things ORDER BY k'), ['x 2', 'y 3'])
})

test('a sealed payload is not taken back: somebody may have seen it', async (t) => {
  const { network, first } = await smallNetwork(t, SHAPE)
  await atOffice(network, `UPDATE things SET a = 2 WHERE k = 'x'`)
  const [made] = await network.exportDown(first)
  const link = await readLink(network.office.database, first.guid)
  const sealed = { size: 100, sha256: '0'.repeat(64), unpackedSize: 100 }
  await network.office.outbox(link).noteSealed(made?.part.number ?? 0, sealed)
  assert.deepEqual(await network.office.takeBackUnsealed(link), [])
})

test('a replica setup that a taken-back payload carried is sent again', async (t) => {
  const { network, first } = await smallNetwork(t, SHAPE)
  const setup = await network.office.setup()
  await network.office.saveSetup({ ...setup, version: setup.version + 1 })
  await network.exportDown(first)
  first.down = []
  await network.office.takeBackUnsealed(await readLink(network.office.database, first.guid))
  await network.settle()
  assert.equal((await first.replica.state()).setup.version, setup.version + 1)
})

test('a payload that a store made and never sealed is taken back, and nothing of it is lost or doubled', async (t) => {
  const { network, first } = await smallNetwork(t, SHAPE)
  first.shop.exec(`UPDATE things SET a = 2 WHERE k = 'x'; DELETE FROM things WHERE k = 'y'`)
  await network.exportUp(first)
  first.up = []
  first.shop.exec(`UPDATE things SET a = 3 WHERE k = 'x'; INSERT INTO things VALUES ('z', 1)`)
  assert.notDeepEqual(await first.replica.takeBackUnsealed(), [])
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT k, a FROM things ORDER BY k'), ['x 3', 'z 1'])
  assert.deepEqual(await officeLines(network, 'SELECT id FROM central_office_conflicts'), [])
})

test('of payloads that a store made one after the other, all from the first that was never sealed are taken back', async (t) => {
  const { network, first } = await smallNetwork(t, SHAPE)
  const made: number[] = []
  for (const value of [2, 3, 4]) {
    first.shop.exec(
      `UPDATE things SET a = ${value} WHERE k = 'x'; INSERT INTO things VALUES ('new ${value}', ${value})`,
    )
    await network.exportUp(first)
    made.push(...first.up.map(({ part }) => part.number))
    first.up = []
  }
  assert.equal(made.length, 3)
  // The power went before the first; the others may be sealed or not.
  await first.replica.outbox.noteSealed(made[2] ?? 0, { size: 1, sha256: '0'.repeat(64), unpackedSize: 1 })
  assert.deepEqual(await first.replica.takeBackUnsealed(), made.toReversed())
  assert.deepEqual(await first.replica.takeBackUnsealed(), [])
  await network.settle()
  const lines = await officeLines(network, 'SELECT k, a FROM things ORDER BY k')
  assert.deepEqual(lines, ['new 2 2', 'new 3 3', 'new 4 4', 'x 4', 'y 1'])
  assert.deepEqual(await officeLines(network, 'SELECT id FROM central_office_conflicts'), [])
})

test('a payload that was sealed stays, and what was made after it is taken back', async (t) => {
  const { network, first } = await smallNetwork(t, SHAPE)
  first.shop.exec(`UPDATE things SET a = 2 WHERE k = 'x'`)
  await network.exportUp(first)
  const [sealed] = first.up
  await first.replica.outbox.noteSealed(sealed?.part.number ?? 0, { size: 1, sha256: '0'.repeat(64), unpackedSize: 1 })
  first.shop.exec(`UPDATE things SET a = 3 WHERE k = 'x'`)
  await network.exportUp(first)
  const lost = first.up.splice(1)
  assert.deepEqual(
    await first.replica.takeBackUnsealed(),
    lost.map(({ part }) => part.number),
  )
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT k, a FROM things ORDER BY k'), ['x 3', 'y 1'])
})
