import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Database } from '../../src/databases/database.ts'
import { openSqlite } from '../../src/databases/sqlite.ts'

type Given = { mode?: 'wal' | 'delete' }

/** A database with one table, opened once it is as it is to be; and how often its log was forced to the disk. */
async function opened(t: { after: (work: () => void) => void }, { mode = 'wal' }: Given = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'log-'))
  const file = join(folder, 'office.db')
  const first = openSqlite(file, { create: true })
  await first.script(`PRAGMA journal_mode = ${mode}; CREATE TABLE notes (text TEXT)`)
  await first.close()
  const forced: string[] = []
  const open = fs.open
  fs.open = async (path, ...rest) => {
    const handle = await open(path, ...rest)
    const datasync = handle.datasync.bind(handle)
    handle.datasync = async () => {
      forced.push(String(path).slice(folder.length + 1))
      await datasync()
    }
    return handle
  }
  syncBuiltinESMExports()
  const database = openSqlite(file)
  t.after(async () => {
    fs.open = open
    syncBuiltinESMExports()
    await database.close()
    rmSync(folder, { recursive: true })
  })
  return { database, forced }
}

const note = (database: Database, text: string, forced?: boolean) =>
  database.transaction(
    () => database.run('INSERT INTO notes VALUES ($1)', text),
    forced === undefined ? {} : { forced },
  )

const synchronous = async (database: Database) => (await database.get('PRAGMA synchronous'))?.synchronous

test('a transaction that is not forced does not wait for the disk, and the next one does again', async (t) => {
  const { database } = await opened(t)
  const during: unknown[] = []
  for (const forced of [false, true, false])
    await database.transaction(async () => during.push(await synchronous(database)), { forced })
  assert.deepEqual([...during, await synchronous(database)], [1n, 2n, 1n, 2n])
  await assert.rejects(database.transaction(() => Promise.reject(new Error('failed')), { forced: false }))
  assert.equal(await synchronous(database), 2n)
})

test('what was committed is forced to the disk once for all who ask, and not again while nothing is new', async (t) => {
  const { database, forced } = await opened(t)
  // A process that was killed may have left something.
  await database.forceToDisk()
  assert.deepEqual(forced.splice(0), ['office.db-wal'])
  await database.forceToDisk()
  await note(database, 'waited for')
  await database.forceToDisk()
  assert.deepEqual(forced, [])
  await note(database, 'a', false)
  await note(database, 'b', false)
  await Promise.all([database.forceToDisk(), database.forceToDisk(), database.forceToDisk()])
  assert.deepEqual(forced.splice(0), ['office.db-wal'])
  const first = database.forceToDisk()
  await note(database, 'c', false)
  await Promise.all([first, database.forceToDisk()])
  assert.equal(forced.length, 1)
})

test('where forcing fails it is told, and done when it is asked for again', async (t) => {
  const { database, forced } = await opened(t)
  await database.forceToDisk()
  await note(database, 'a', false)
  const open = fs.open
  fs.open = () => Promise.reject(new Error('the disk is gone'))
  syncBuiltinESMExports()
  await assert.rejects(database.forceToDisk(), /the disk is gone/)
  fs.open = open
  syncBuiltinESMExports()
  await database.forceToDisk()
  assert.equal(forced.length, 2)
})

test('a database without a write-ahead log waits for the disk each time', async (t) => {
  const { database, forced } = await opened(t, { mode: 'delete' })
  await database.transaction(async () => assert.equal(await synchronous(database), 2n), { forced: false })
  await database.forceToDisk()
  assert.deepEqual(forced, [])
})
