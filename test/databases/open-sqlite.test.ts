import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { hasCode } from '../../src/model/errors.ts'

test('a database with text in UTF-16 is refused when it is opened, with what to do, and let go again', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'utf16-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'shop.db')
  const shop = new DatabaseSync(file)
  shop.exec(`PRAGMA encoding = 'UTF-16le'; CREATE TABLE orders (id INTEGER PRIMARY KEY)`)
  shop.close()
  assert.throws(
    () => openSqlite(file),
    (error) => hasCode(error, 'DATABASE_REFUSED') && error.message.includes('UTF-16le') && error.hint.includes('UTF-8'),
  )
  const again = new DatabaseSync(file)
  again.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT')
  again.close()
})
