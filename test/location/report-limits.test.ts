import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readReportFile } from '../../src/location/reports/report-file.ts'
import { RunningReport, type RunOptions } from '../../src/location/reports/run-report.ts'
import { usualDate } from '../../src/location/reports/usual-values.ts'
import { hasCode } from '../../src/model/errors.ts'

const numbers = (most: number) => `WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < ${most})`

function shop(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'shop.db')
  const database = new DatabaseSync(file)
  t.after(() => database.close())
  database.exec(
    "PRAGMA journal_mode = WAL; CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO things VALUES (0, 'washer')",
  )
  const start = (sql: string, rows: number, options: RunOptions = {}) =>
    RunningReport.start(readReportFile('mine', sql, false), { database: file, values: {}, rows }, options)
  return { database, start }
}

test('a report that takes too long is stopped, and others can write meanwhile and after', async (t) => {
  const { database, start } = shop(t)
  const began = performance.now()
  const slow = start(`${numbers(1e12)} SELECT count(*) FROM n, things`, 10, { timeLimit: 2_000 })
  await pause(500)
  database.exec("INSERT INTO things VALUES (1, 'nut')")
  await assert.rejects(slow, (error) => hasCode(error, 'REPORT_TOO_SLOW'))
  assert.ok(performance.now() - began < 10_000)
  database.exec("INSERT INTO things VALUES (2, 'bolt')")
})

test('a report that is given up ends at once', async (t) => {
  const { start } = shop(t)
  const stop = new AbortController()
  const asked = start(`${numbers(1e12)} SELECT count(*) FROM n`, 10, { signal: stop.signal })
  await pause(300)
  stop.abort()
  await assert.rejects(asked, (error) => hasCode(error, 'CANCELLED'))
})

test('rows are cut where told, and the rest comes piece by piece', async (t) => {
  const { start } = shop(t)
  const { running, first } = await start(`${numbers(25)} SELECT v AS "Number", 9007199254740993 AS "Large" FROM n`, 10)
  t.after(() => running.close())
  assert.deepEqual([first.columns, first.rows.length, first.more], [['Number', 'Large'], 10, true])
  assert.deepEqual(first.rows[0], [1n, 9007199254740993n])
  assert.equal((await running.next(10)).rows.length, 10)
  const last = await running.next(10)
  assert.deepEqual([last.rows.length, last.more], [5, false])
})

test('reports wait for each other rather than fill the machine', async (t) => {
  const { start } = shop(t)
  const all = await Promise.allSettled(
    Array.from({ length: 4 }, async () => {
      const { running, first } = await start('SELECT 1 AS "One"', 10)
      running.close()
      return first.rows.length
    }),
  )
  assert.deepEqual(
    all.map((one) => one.status === 'fulfilled' && one.value),
    [1, 1, 1, 1],
  )
})

test('usual dates follow the calendar', () => {
  const now = new Date(2026, 2, 31, 23, 50)
  const usual = (text: string) => usualDate(text, now)
  assert.equal(usual('today'), '2026-03-31')
  assert.equal(usual('today - 1 month'), '2026-02-28')
  assert.equal(usual('start of month - 12 months'), '2025-03-01')
  assert.equal(usual('start of year'), '2026-01-01')
  assert.equal(usual('today - 30 days'), '2026-03-01')
  assert.equal(usual('2020-02-02'), '2020-02-02')
  assert.equal(usual('the other day'), null)
})
