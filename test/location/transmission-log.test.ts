import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { lastEnd } from '../../src/location/last-transmission.ts'
import { LogBook } from '../../src/location/log-book.ts'
import { readLog, TransmissionLog } from '../../src/location/transmission-log.ts'
import { createHome, type Home } from '../../src/settings/home.ts'
import { emptyResult } from '../../src/transmission/visit.ts'

async function emptyHome(t: TestContext): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'log-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return createHome(join(folder, 'home'))
}

/** A transmission on a computer whose clock shows `day`. Returns its id. */
function transmitted(t: TestContext, home: Home, day: string, rows: number): string {
  const now = new Date(`${day}T10:00:00Z`)
  t.mock.timers.reset()
  t.mock.timers.enable({ apis: ['Date'], now })
  const transmission = `${day.replaceAll('-', '')}T100000000Z-${String(rows).padStart(4, '0')}`
  const log = new TransmissionLog(home, 'info', { transmission, now })
  log.event({ step: 'connect', level: 'info', text: `number ${rows}` })
  log.done({ ...emptyResult(), sent: { payloads: 1, rows, bytes: 1 } })
  return transmission
}

test('the last transmission is the one that was written last, whatever the clock showed then', async (t) => {
  const home = await emptyHome(t)
  const days = ['2026-11-30', '2026-12-01', '2028-05-07', '2026-12-02', '2026-12-03', '1970-01-01', '2027-01-02']
  const book = new LogBook(home)
  let last = 0
  for (const [rows, day] of days.entries()) {
    const id = transmitted(t, home, day, rows)
    assert.equal(lastEnd(await readLog(home, 100))?.at, Date.parse(`${day}T10:00:00Z`), day)
    const { lines } = await book.after({ after: last, limit: 10 })
    assert.deepEqual(
      lines.map(({ transmission }) => transmission),
      [id, id],
      'who follows the log sees its lines',
    )
    last = lines.at(-1)?.number ?? 0
    assert.deepEqual(
      (await book.endsSinceGood()).map(({ transmission }) => transmission),
      [id],
    )
    assert.equal((await book.ofTransmission(id)).length, 2)
  }
  const december = await book.month('2026-12')
  assert.deepEqual(
    december.map(({ transmission }) => transmission?.slice(0, 8)),
    ['20261201', '20261202', '20261203'],
  )
})

test('a log keeps no file open, and one that cannot be written stops nothing and is told once', async (t) => {
  const home = await emptyHome(t)
  const open = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
  transmitted(t, home, '2026-12-01', 1)
  const before = open()
  for (let rows = 0; rows < 200; rows++) transmitted(t, home, '2026-12-01', rows)
  assert.equal(open(), before)

  const told: string[] = []
  rmSync(home.log, { recursive: true })
  writeFileSync(home.log, 'a file in the place of the folder')
  const log = new TransmissionLog(home, 'info', { failed: ({ message }) => told.push(message) })
  for (let line = 0; line < 3; line++) log.note('info', 'a line')
  assert.equal(told.length, 1)
})
