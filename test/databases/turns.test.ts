import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import fc from 'fast-check'
import type { Database } from '../../src/databases/database.ts'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { Turns } from '../../src/databases/turns.ts'
import { withPayload } from '../../src/databases/with-payload.ts'

const opened = async (t: TestContext): Promise<{ database: Database; folder: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'turns-'))
  const database = openSqlite(join(folder, 'a.db'), { create: true })
  t.after(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await database.script('CREATE TABLE steps (who TEXT, step INTEGER)')
  return { database, folder }
}

const steps = async (database: Database): Promise<string> =>
  (await database.all('SELECT who, step FROM steps ORDER BY rowid')).map(({ who, step }) => `${who}${step}`).join(' ')

/** Writes steps 1 and 2 in one transaction, and waits for something else between the two. */
const slowly = (database: Database, who: string, fails = false): Promise<void> =>
  database.transaction(async () => {
    await database.run('INSERT INTO steps VALUES ($1, 1)', who)
    await later()
    if (fails) throw new Error('undone')
    await database.run('INSERT INTO steps VALUES ($1, 2)', who)
  })

test('two transactions of one connection, begun at the same time, run one after the other', async (t) => {
  const { database } = await opened(t)
  await Promise.all(['a', 'b', 'c'].map((who) => slowly(database, who)))
  assert.equal(await steps(database), 'a1 a2 b1 b2 c1 c2')
})

test('what others write meanwhile is not undone with a transaction that fails', async (t) => {
  const { database } = await opened(t)
  const failing = slowly(database, 'a', true)
  const other = database.run("INSERT INTO steps VALUES ('b', 1)")
  await assert.rejects(failing, /undone/)
  await other
  assert.equal(await steps(database), 'b1')
})

test('others read nothing that is not committed', async (t) => {
  const { database } = await opened(t)
  const writing = slowly(database, 'a')
  assert.equal(await steps(database), 'a1 a2')
  await writing
})

test('nobody gets in between attaching a payload and detaching it', async (t) => {
  const { database, folder } = await opened(t)
  const make = (who: string) =>
    withPayload(database, 'outgoing', join(folder, who), async () => {
      await later()
      await database.transaction(async () => {
        await later()
        await database.script(`CREATE TABLE outgoing.${who} (x)`)
      })
      return (await database.all('SELECT name FROM outgoing.sqlite_schema')).map(({ name }) => name)
    })
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(make)), [['a'], ['b'], ['c']])
})

test('a payload is detached where the work with it fails, and the next has its turn', async (t) => {
  const { database, folder } = await opened(t)
  const failing = withPayload(database, 'outgoing', join(folder, 'one'), async () => {
    await later()
    throw new Error('no')
  })
  const next = withPayload(database, 'outgoing', join(folder, 'two'), async () => 'well')
  await assert.rejects(failing, /no/)
  assert.equal(await next, 'well')
})

test('work that nobody waited for is an outsider once its turn is over', async (t) => {
  const { database } = await opened(t)
  const go = Promise.withResolvers<void>()
  let stray: Promise<unknown> = Promise.resolve()
  await database.transaction(async () => {
    stray = go.promise.then(() => database.run("INSERT INTO steps VALUES ('stray', 1)"))
  })
  const failing = slowly(database, 'a', true)
  go.resolve()
  await assert.rejects(failing, /undone/)
  await stray
  assert.equal(await steps(database), 'stray1')
})

test('turns never overlap, come in the order they were asked for, and may lie within each other', async () => {
  const work = fc.record({ pauses: fc.nat(3), nested: fc.boolean(), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 12 }), async (all) => {
      const turns = new Turns()
      const order: number[] = []
      let inside = 0
      const one = async ({ pauses, nested, fails }: (typeof all)[number], at: number): Promise<void> => {
        assert.equal(++inside, 1)
        order.push(at)
        for (let pause = 0; pause < pauses; pause++) await Promise.resolve()
        if (nested) await turns.alone(async () => void (await turns.atOnce(() => order.length)))
        inside--
        if (fails) throw new Error('fails')
      }
      await Promise.allSettled(all.map((given, at) => turns.alone(() => one(given, at))))
      assert.deepEqual(
        order,
        all.map((_, at) => at),
      )
    }),
    { numRuns: 100 },
  )
})
