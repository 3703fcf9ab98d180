import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { atOffice, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork, TestStore } from './replica-network.ts'

const ROWS = 130_000

/** The office owes its store three payloads of two tables, and is stopped after each. */
async function owing(t: TestContext): Promise<{ network: ReplicaNetwork; first: TestStore }> {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE parts (k TEXT, n INTEGER, a INTEGER, PRIMARY KEY (k, n)); CREATE TABLE zones (k INTEGER PRIMARY KEY, a);`,
    tables: { parts: { sharing: 'shared' }, zones: { sharing: 'office' } },
    stores: 1,
  })
  await network.office.database.transaction(async () => {
    await atOffice(
      network,
      `WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < $1)
       INSERT INTO parts SELECT CASE WHEN i % 2 THEN 'it''s' ELSE 'b' END, i, 0 FROM c`,
      ROWS,
    )
    await atOffice(network, `INSERT INTO zones VALUES (1, 'x')`)
  })
  return { network, first }
}

/** Lets the office make one payload, and delivers it. Returns its rows. */
async function onePayload(network: ReplicaNetwork, first: TestStore): Promise<number> {
  let allowed = 1
  let rows = 0
  const file = network.nextFile()
  await network.office.export(
    first.guid,
    () => file,
    async (made) => {
      rows += made.rows
      await network.deliverDown(first, { part: made.part, file: made.hasFile ? file : null })
    },
    async () => allowed-- > 0,
  )
  return rows
}

const both = async (network: ReplicaNetwork, first: TestStore, sql: string): Promise<void> =>
  assert.deepEqual(shopLines(first, sql), await officeLines(network, sql))

test('payloads that the office had to stop making are made the next time, from where it stopped', async (t) => {
  const { network, first } = await owing(t)
  const made = [await onePayload(network, first), await onePayload(network, first), await onePayload(network, first)]
  assert.deepEqual(made, [60_000, 60_000, 10_001])
  assert.equal(await onePayload(network, first), 0)
  await both(network, first, 'SELECT count(*), sum(n) FROM parts')
  await both(network, first, 'SELECT * FROM zones')
})

test('what changes while the office is stopped arrives as it is in the end', async (t) => {
  const { network, first } = await owing(t)
  await onePayload(network, first)
  await atOffice(network, `UPDATE parts SET a = 1 WHERE n IN (2, 3, ${ROWS})`)
  await atOffice(network, `DELETE FROM parts WHERE n IN (4, 5, ${ROWS - 2})`)
  first.shop.exec(`UPDATE parts SET a = 7 WHERE n = 6; INSERT INTO parts VALUES ('new', 1, 1)`)
  await onePayload(network, first)
  await network.settle()
  await both(network, first, 'SELECT count(*), sum(n), sum(a) FROM parts')
  await both(network, first, 'SELECT * FROM parts WHERE a <> 0 ORDER BY k, n')
  await both(network, first, 'SELECT * FROM zones')
})

test('where all that was left has changed meanwhile, nothing is made twice', async (t) => {
  const { network, first } = await owing(t)
  await onePayload(network, first)
  await onePayload(network, first)
  await atOffice(network, `DELETE FROM parts WHERE k = 'it''s' AND n > 109000`)
  await atOffice(network, 'DELETE FROM zones')
  await network.settle()
  await both(network, first, 'SELECT count(*), sum(n) FROM parts')
  assert.equal(await onePayload(network, first), 0)
})
