import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConflictRule } from '../../src/model/replica-setup.ts'
import { atOffice, conflictsOf, dateEdits, officeLines, shopLines, smallNetwork } from './small-network.ts'

const SCHEMA = 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER, b INTEGER);'
const ROWS = `INSERT INTO things VALUES ('x', 1, 7);`
const SHOWN = 'SELECT k, a, b FROM things ORDER BY k'

type Edits = { store: string; office: string; filled: string }

const edits = {
  'update against update': {
    filled: ROWS,
    store: `UPDATE things SET a = 2 WHERE k = 'x'`,
    office: `UPDATE things SET a = 3 WHERE k = 'x'`,
  },
  'delete against update': {
    filled: ROWS,
    store: `DELETE FROM things WHERE k = 'x'`,
    office: `UPDATE things SET a = 3 WHERE k = 'x'`,
  },
  'update against delete': {
    filled: ROWS,
    store: `UPDATE things SET a = 2 WHERE k = 'x'`,
    office: `DELETE FROM things WHERE k = 'x'`,
  },
  'insert against insert': {
    filled: '',
    store: `INSERT INTO things VALUES ('x', 2, 7)`,
    office: `INSERT INTO things VALUES ('x', 3, 7)`,
  },
} satisfies Record<string, Edits>

/** Kind, column, base, office's value, store's value, outcome. */
type Noted = [string, string | null, bigint | null, bigint | null, bigint | null, string]
type Outcome = { rows: string[]; noted: Noted }

/** What must come of it when the office's side stands, and when the store's wins. */
const outcomes: Record<keyof typeof edits, { office: Outcome; store: Outcome }> = {
  'update against update': {
    office: { rows: ['x 3 7'], noted: ['update', 'a', 1n, 3n, 2n, 'office'] },
    store: { rows: ['x 2 7'], noted: ['update', 'a', 1n, 3n, 2n, 'store'] },
  },
  'delete against update': {
    office: { rows: ['x 3 7'], noted: ['deleted at store', null, null, null, null, 'office'] },
    store: { rows: [], noted: ['deleted at store', 'a', 1n, 3n, null, 'store'] },
  },
  'update against delete': {
    office: { rows: [], noted: ['deleted at office', 'a', 1n, null, 2n, 'office'] },
    store: { rows: ['x 2 7'], noted: ['deleted at office', null, null, null, null, 'store'] },
  },
  'insert against insert': {
    office: { rows: ['x 3 7'], noted: ['insert', 'a', null, 3n, 2n, 'office'] },
    store: { rows: ['x 2 7'], noted: ['insert', 'a', null, 3n, 2n, 'store'] },
  },
}

type Case = { rule: ConflictRule; when: string; times: { store: number; office: number }; stands: 'office' | 'store' }
const cases: Case[] = [
  { rule: 'office', when: 'the store was later', times: { store: 2000, office: 1000 }, stands: 'office' },
  { rule: 'store', when: 'the office was later', times: { store: 1000, office: 2000 }, stands: 'store' },
  { rule: 'newest', when: 'the store was later', times: { store: 2000, office: 1000 }, stands: 'store' },
  { rule: 'newest', when: 'the office was later', times: { store: 1000, office: 2000 }, stands: 'office' },
  { rule: 'newest', when: 'both were at the same time', times: { store: 1000, office: 1000 }, stands: 'office' },
  { rule: 'newest', when: "the store's time is unknown", times: { store: 0, office: 0 }, stands: 'office' },
  { rule: 'ask', when: 'the store was later', times: { store: 2000, office: 1000 }, stands: 'office' },
]

for (const name of Object.keys(edits) as (keyof typeof edits)[])
  for (const { rule, when, times, stands } of cases)
    test(`${name}, rule "${rule}", ${when}: the ${stands} stands everywhere and what lost is kept`, async (t) => {
      const { filled, store, office } = edits[name]
      const { network, first, second } = await smallNetwork(t, {
        schema: SCHEMA,
        tables: { things: { sharing: 'shared', rule } },
        filled,
      })
      first.shop.exec(store)
      await atOffice(network, office)
      await dateEdits(network, first, times)
      await network.settle()

      const { rows, noted } = outcomes[name][stands]
      assert.deepEqual(await officeLines(network, SHOWN), rows)
      assert.deepEqual(shopLines(first, SHOWN), rows)
      assert.deepEqual(shopLines(second, SHOWN), rows)
      const [conflict, ...more] = await conflictsOf(network)
      assert.deepEqual(more, [])
      assert.ok(conflict)
      const { kind, column, base, officeValue, storeValue, outcome } = conflict
      const expected = rule === 'ask' ? [...noted.slice(0, 5), 'open'] : noted
      assert.deepEqual([kind, column, base, officeValue, storeValue, outcome], expected)
      assert.deepEqual([conflict.table, conflict.rowKey, conflict.storeGuid], ['things', `'x'`, first.guid])
      assert.equal(conflict.rule, rule)
      assert.equal(conflict.storeAt, times.store || null)
      assert.equal(conflict.officeAt, times.office || null)
    })

test('values that only one side changed are no conflict, and come together', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'ask' } },
    filled: ROWS,
  })
  first.shop.exec('UPDATE things SET a = 2')
  await atOffice(network, 'UPDATE things SET b = 8')
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, SHOWN), ['x 2 8'])
  assert.deepEqual(await conflictsOf(network), [])
})

test('both sides changing a value to the same is no conflict', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'ask' } },
    filled: ROWS,
  })
  first.shop.exec('UPDATE things SET a = 5')
  await atOffice(network, 'UPDATE things SET a = 5')
  await network.settle()
  assert.deepEqual(await conflictsOf(network), [])
})

test('a column can have a rule of its own', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'office', columns: { b: { rule: 'store', transmit: true } } } },
    filled: ROWS,
  })
  first.shop.exec('UPDATE things SET a = 2, b = 2')
  await atOffice(network, 'UPDATE things SET a = 3, b = 3')
  await network.settle()
  assert.deepEqual(await officeLines(network, SHOWN), ['x 3 2'])
  assert.deepEqual(shopLines(first, SHOWN), ['x 3 2'])
  assert.deepEqual(
    (await conflictsOf(network)).map(({ column, rule, outcome }) => [column, rule, outcome]),
    [
      ['a', 'office', 'office'],
      ['b', 'store', 'store'],
    ],
  )
})

test('times are compared by the clock of the site, however wrong the clock of a store is', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'newest' } },
    filled: ROWS,
  })
  first.shop.exec('UPDATE things SET a = 2')
  await atOffice(network, 'UPDATE things SET a = 3')
  await dateEdits(network, first, { store: 5_000_000, office: 2_000_000 })
  await network.exportUp(first)
  // Its clock is an hour fast: by the office's clock the edit came before the office's own.
  for (const payload of first.up) await network.deliverUp(first, payload, { shift: -3_600_000 })
  first.up = []
  await network.settle()
  assert.deepEqual(shopLines(first, SHOWN), ['x 3 7'])
  assert.deepEqual(
    (await conflictsOf(network)).map(({ outcome, storeAt }) => [outcome, storeAt]),
    [['office', 1_400_000]],
  )
})

test('two stores that changed the same value end alike, and the value that lost is kept', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'newest' } },
    filled: ROWS,
  })
  first.shop.exec('UPDATE things SET a = 2; UPDATE central_office_pending_1 SET ":at" = 9000')
  second.shop.exec('UPDATE things SET a = 3; UPDATE central_office_pending_1 SET ":at" = 8000')
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, SHOWN), ['x 2 7'])
  const [conflict] = await conflictsOf(network)
  assert.deepEqual([conflict?.officeValue, conflict?.storeValue, conflict?.storeGuid], [2n, 3n, second.guid])
})

test('a time that lies ahead of the office counts as the present, so that it does not win all that comes', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'newest' } },
    filled: ROWS,
  })
  const YEAR_9999 = 253_370_764_800_000
  const edits = [
    { store: first, a: 2, at: YEAR_9999, now: 5000 },
    { store: second, a: 3, at: 6000, now: 7000 },
  ]
  for (const { store, a, at } of edits)
    store.shop.exec(`UPDATE things SET a = ${a}; UPDATE central_office_pending_1 SET ":at" = ${at}`)
  for (const { store, now } of edits) {
    await network.exportUp(store)
    for (const payload of store.up) await network.deliverUp(store, payload, { now })
    store.up = []
  }
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, SHOWN), ['x 3 7'])
})
