import { test } from 'node:test'
import fc from 'fast-check'
import { type CapturedShop, withShop } from './captured-shop.ts'

const KEYS = ['k INTEGER PRIMARY KEY', 'k INTEGER PRIMARY KEY AUTOINCREMENT', 'k INT PRIMARY KEY NOT NULL'] as const
const UNIQUES = ['', 'CREATE UNIQUE INDEX u ON t (a)', 'CREATE UNIQUE INDEX u ON t (b) WHERE a IS NOT NULL'] as const
const schema = fc
  .record({ key: fc.constantFrom(...KEYS), unique: fc.constantFrom(...UNIQUES), rowid: fc.boolean() })
  .map(
    ({
      key,
      unique,
      rowid,
    }) => `CREATE TABLE t (${key}, a, b)${rowid || key.includes('AUTO') ? '' : ' WITHOUT ROWID'}; ${unique};
      CREATE TABLE other (id INTEGER PRIMARY KEY, k REFERENCES t ON DELETE CASCADE ON UPDATE CASCADE, n);
      INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2), (3, NULL, 3); INSERT INTO other VALUES (1, 1, 0), (2, 2, 0)`,
  )

const key = fc.constantFrom('1', '2', '3', '4', '5', '-1', '9')
const value = fc.constantFrom('NULL', `'x'`, `'y'`, '1', '1.5', '2')
const conflict = fc.constantFrom('', '', ' OR REPLACE', ' OR IGNORE', ' OR FAIL')

/** `row`: NEW or OLD. What triggers of shops do, and what nobody should. */
const body = fc
  .tuple(
    fc.constantFrom(
      'UPDATE t SET b = V WHERE k = ROW.k',
      'UPDATE t SET a = V WHERE k = K',
      'UPDATE t SET k = k + 10 WHERE k = ROW.k',
      'UPDATE OR REPLACE t SET k = K WHERE k = ROW.k',
      'DELETE FROM t WHERE k = ROW.k',
      'DELETE FROM t WHERE k = K',
      'INSERT OR IGNORE INTO t VALUES (ROW.k, V, V)',
      'INSERT OR REPLACE INTO t VALUES (ROW.k, V, V)',
      'INSERT INTO t VALUES (K, V, V) ON CONFLICT (k) DO UPDATE SET b = excluded.b',
      'UPDATE other SET n = n + 1 WHERE k = ROW.k',
      'INSERT INTO other (k, n) VALUES (ROW.k, V)',
      'DELETE FROM other WHERE k = ROW.k',
      `SELECT RAISE(IGNORE) WHERE ROW.k = K`,
      `SELECT RAISE(FAIL, 'no') WHERE ROW.k = K`,
      `SELECT RAISE(ABORT, 'no') WHERE ROW.k = K`,
    ),
    key,
    value,
  )
  .map(([text, k, v]) => text.replace(/\bK\b/g, k).replace(/\bV\b/g, v))
const trigger = fc
  .record({
    temp: fc.boolean(),
    name: fc.constantFrom('one', 'two', 'three'),
    when: fc.constantFrom('BEFORE', 'AFTER'),
    event: fc.constantFrom('INSERT', 'UPDATE', 'DELETE'),
    body: fc.array(body, { minLength: 1, maxLength: 2 }),
  })
  .map(({ temp, name, when, event, body }) => {
    const row = event === 'DELETE' ? 'OLD' : 'NEW'
    return `DROP TRIGGER IF EXISTS ${name};
      CREATE${temp ? ' TEMP' : ''} TRIGGER ${name} ${when} ${event} ON t BEGIN ${body.join('; ').replaceAll('ROW', row)}; END`
  })
const write = fc
  .tuple(
    fc.constantFrom(
      'INSERTC INTO t VALUES (K, V, W)',
      'INSERTC INTO t (a, b) VALUES (V, W)',
      'INSERTC INTO t (a, b) VALUES (V, W), (W, V)',
      'UPDATEC t SET a = V, b = W WHERE k = K',
      'UPDATEC t SET b = W',
      'UPDATEC t SET k = L WHERE k = K',
      'DELETE FROM t WHERE k = K',
      'INSERT INTO t VALUES (K, V, W) ON CONFLICT (k) DO UPDATE SET a = excluded.a',
    ),
    conflict,
    fc.tuple(key, key, value, value),
  )
  .map(([text, or, [k, l, v, w]]) =>
    text
      .replace(/(INSERT|UPDATE)C/, `$1${or}`)
      .replace(/\bK\b/, k)
      .replace(/\bL\b/, l)
      .replace(/\bV\b/g, v)
      .replace(/\bW\b/g, w),
  )
const step = fc.oneof(
  { arbitrary: write, weight: 8 },
  { arbitrary: trigger, weight: 2 },
  { arbitrary: fc.constantFrom('send', 'BEGIN', 'ROLLBACK', 'COMMIT'), weight: 3 },
)

test('whatever triggers of a shop do, whenever they were made, the office ends with the same', () =>
  fc.assert(
    fc.asyncProperty(
      schema,
      fc.boolean(),
      fc.boolean(),
      fc.array(trigger, { maxLength: 2 }),
      fc.array(step, { minLength: 10, maxLength: 30 }),
      (tables, recursive, references, before, steps) =>
        withShop(`${tables}; ${before.map((one) => one.replace(' TEMP', '')).join('; ')}`, async (shop) => {
          shop.exec(`PRAGMA recursive_triggers = ${recursive}; PRAGMA foreign_keys = ${references}`)
          for (const one of steps) {
            if (one === 'send') await sendAll(shop)
            else attempt(() => shop.exec(one))
          }
          await sendAll(shop)
          await shop.agrees('t', 'other')
        }),
    ),
    {
      numRuns: Number(process.env.CAPTURE_RUNS ?? 40),
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    },
  ))

async function sendAll(shop: CapturedShop): Promise<void> {
  if (shop.store.shop.isTransaction) shop.exec('COMMIT')
  await shop.send()
}

/** A shop program meets constraints of its own, and goes on; what capture does must never be the reason. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (/central_office|no such/.test(String(error))) throw error
  }
}
