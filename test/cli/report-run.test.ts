import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { asked, done, failure, folderFor } from './command-runs.ts'

const cleanUp: (() => void)[] = []
const home = join(folderFor({ after: (work) => cleanUp.push(work) }), 'office')
const numbers = (most: number) => `WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < ${most})`
const reports = {
  signs: `SELECT 'a' || char(9) || 'b' || char(13) || char(10) || 'c' || char(27) || '[2J' AS "Head\ning", 1.5 AS "Of"`,
  many: `${numbers(100_001)} SELECT v AS "Number" FROM n`,
  long: 'SELECT hex(zeroblob(300000000)) AS "A"',
  measured: 'SELECT length(hex(zeroblob(300000000))) AS "A"',
  joined: `${numbers(3_000)} SELECT group_concat(hex(zeroblob(100000))) AS "A" FROM n`,
  wide: `${numbers(80)} SELECT hex(zeroblob(1000000)) AS "A" FROM n`,
}

before(async () => {
  await done(['init', 'office', '--home', home])
  mkdirSync(join(home, 'reports'))
  for (const [name, sql] of Object.entries(reports)) writeFileSync(join(home, 'reports', `${name}.sql`), sql)
})
after(() => {
  for (const work of cleanUp) work()
})

const runReport = (name: string, ...more: string[]) => ['report', 'run', name, ...more, '--home', home]

test('--csv writes what is in the database: tabs, line breaks and all other characters', async () => {
  assert.equal(await done(runReport('signs', '--csv')), '"Head\ning",Of\r\n"a\tb\r\nc\u001b[2J",1.5\r\n')
})

test('on a terminal --csv keeps tabs and line breaks, and nothing acts on it', async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const printed = text(stdout)
  const terminal = Object.assign(stdout, { isTTY: true })
  assert.equal(await runCommandLine(runReport('signs', '--csv'), { stdin, stdout: terminal, stderr }), 0)
  stdout.end()
  assert.equal(await printed, '"Head\ning",Of\r\n"a\tb\r\nc\uFFFD[2J",1.5\r\n')
})

test('--csv has all rows, however many are shown', async () => {
  const lines = (await done(runReport('many', '--csv'))).trimEnd().split('\r\n')
  assert.deepEqual([lines.length, lines.at(-1)], [100_002, '100001'])
  assert.match(await done(runReport('many')), /There are more than 100,000 rows: --csv writes all of them\.\n$/)
})

for (const name of ['long', 'measured', 'joined'])
  test(`a report over the limit of its memory says so (${name})`, async () => {
    const { code, message } = await failure(runReport(name))
    assert.deepEqual(
      [code, message],
      ['REPORT_REFUSED', `The report ${name} cannot be run: a value in it is longer than 64 MB.`],
    )
  })

test('large rows come in parts, are cut in columns, and are refused as one document', async () => {
  const lines = (await done(runReport('wide'))).split('\n')
  assert.deepEqual([lines.length, lines[1]?.length], [82, 201])
  assert.equal((await done(runReport('wide', '--csv'))).length, 3 + 80 * 2_000_002)
  const { code, hint } = await failure(runReport('wide'))
  assert.deepEqual([code, hint], ['REPORT_REFUSED', 'Run it with --csv, which writes them one by one.'])
  const { rows } = await asked<{ rows: unknown[][] }>(runReport('signs'))
  assert.deepEqual(rows, [['a\tb\r\nc\u001b[2J', 1.5]])
})
