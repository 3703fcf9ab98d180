import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { OfficeReplica } from '../../src/transmission/office-replica.ts'
import { StoreReplica } from '../../src/transmission/store-replica.ts'
import { atOffice, conflictsOf, numbers, shopLines, smallNetwork } from './small-network.ts'
import { watched } from './watched-database.ts'

/** Statements that a visit with so many changed, new, deleted and contested rows takes at each side. */
async function statementsFor(t: Parameters<typeof smallNetwork>[0], rows: number) {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER, b INTEGER);',
    tables: { things: { sharing: 'shared', rule: 'newest' } },
    filled: `${numbers(rows)} INSERT INTO things SELECT 'k' || i, i, i FROM n;`,
  })
  const office = watched(openSqlite(join(network.folder, 'office.db')))
  const store = watched(openSqlite(join(network.folder, 'store-1.db')))
  network.office = (await OfficeReplica.open(office.database)) ?? network.office
  first.replica = (await StoreReplica.open(store.database)) ?? first.replica
  first.shop.exec(`UPDATE things SET a = -1 WHERE b % 2 = 0; DELETE FROM things WHERE b % 3 = 0;
    ${numbers(rows)} INSERT INTO things SELECT 'n' || i, i, i FROM n`)
  await atOffice(network, 'UPDATE things SET a = -2 WHERE b % 5 = 0')
  office.statements.length = 0
  await network.visit(first)
  await office.database.close()
  await store.database.close()
  return { office: office.statements.length, store: store.statements.length }
}

test('the number of statements does not depend on the number of rows', async (t) => {
  assert.deepEqual(await statementsFor(t, 1_000), await statementsFor(t, 60))
  // Enough that the office's triggers are left out.
  assert.deepEqual(await statementsFor(t, 6_000), await statementsFor(t, 3_000))
})

test('a table of 200 columns is merged, conflicts and all', async (t) => {
  const columns = Array.from({ length: 200 }, (_, i) => `column_number_${i}`)
  const { network, first, second } = await smallNetwork(t, {
    schema: `CREATE TABLE wide (id TEXT PRIMARY KEY, ${columns.join(' INTEGER, ')} INTEGER);`,
    tables: { wide: { sharing: 'shared', rule: 'store' } },
    filled: `INSERT INTO wide VALUES ('x', ${columns.map((_, i) => i).join(', ')});`,
  })
  const set = (value: number) => `UPDATE wide SET ${columns.map((name) => `${name} = ${value}`).join(', ')}`
  first.shop.exec(set(-1))
  await atOffice(network, set(-2))
  await network.settle()
  const sum = `SELECT ${columns.join(' + ')} FROM wide`
  for (const store of [first, second]) assert.deepEqual(shopLines(store, sum), ['-200'])
  assert.equal((await conflictsOf(network)).length, 200)
  await atOffice(network, set(5))
  first.shop.exec('UPDATE wide SET column_number_7 = 70')
  await network.exportDown(first)
  for (const payload of first.down) await network.deliverDown(first, payload)
  assert.deepEqual(shopLines(first, sum), [String(199 * 5 + 70)])
})
