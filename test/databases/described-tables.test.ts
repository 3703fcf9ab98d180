import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { openSqlite } from '../../src/databases/sqlite.ts'

/** One table, opened by this program and by the shop's. */
function opened(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'described-'))
  const file = join(folder, 'shop.db')
  const shop = new DatabaseSync(file)
  shop.exec('PRAGMA journal_mode = WAL; CREATE TABLE parts (code TEXT PRIMARY KEY)')
  const database = openSqlite(file)
  t.after(async () => {
    await database.close()
    shop.close()
    rmSync(folder, { recursive: true })
  })
  const columns = async () => (await database.tables()).flatMap(({ columns }) => columns.map(({ name }) => name))
  return { database, shop, columns }
}

test('tables are as they are now, whoever changed them', async (t) => {
  const { database, shop, columns } = opened(t)
  assert.deepEqual(await columns(), ['code'])
  shop.exec('ALTER TABLE parts ADD COLUMN price')
  assert.deepEqual(await columns(), ['code', 'price'])
  await database.script('ALTER TABLE parts RENAME COLUMN price TO cost')
  assert.deepEqual(await columns(), ['code', 'cost'])
})

test('what is rolled back is no longer told, also when other changes are made in its place', async (t) => {
  const { database, shop, columns } = opened(t)
  const undone = async () => {
    await database.script('ALTER TABLE parts ADD COLUMN undone')
    assert.deepEqual(await columns(), ['code', 'undone'])
    throw new Error('undone')
  }
  await assert.rejects(database.transaction(undone), /undone/)
  shop.exec('ALTER TABLE parts ADD COLUMN price')
  assert.deepEqual(await columns(), ['code', 'price'])
  shop.exec('ALTER TABLE parts DROP COLUMN price')
  await database.transaction(async () => {
    await assert.rejects(database.attempt(undone), /undone/)
    await database.script('ALTER TABLE parts ADD COLUMN cost')
    assert.deepEqual(await columns(), ['code', 'cost'])
  })
})

test('what one reader does with the list of tables is not seen by the next', async (t) => {
  const { database, columns } = opened(t)
  ;(await database.tables()).length = 0
  assert.deepEqual(await columns(), ['code'])
  const [table] = await database.tables()
  assert.throws(() => table?.columns.pop(), TypeError)
})
