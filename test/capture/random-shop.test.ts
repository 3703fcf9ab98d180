import { test } from 'node:test'
import fc from 'fast-check'
import { withShop } from './captured-shop.ts'

const KEYS = [
  'k INTEGER PRIMARY KEY',
  'k INT PRIMARY KEY',
  'k TEXT PRIMARY KEY',
  'k TEXT COLLATE NOCASE NOT NULL PRIMARY KEY',
  'k PRIMARY KEY',
] as const
const UNIQUES = [
  '',
  'CREATE UNIQUE INDEX u ON t (a)',
  'CREATE UNIQUE INDEX u ON t (a COLLATE NOCASE, b)',
  'CREATE UNIQUE INDEX u ON t (b) WHERE a IS NOT NULL',
  'CREATE UNIQUE INDEX u ON t (lower(a)); CREATE UNIQUE INDEX w ON t (b)',
  'CREATE UNIQUE INDEX u ON t (c)',
]
const schema = fc
  .record({ key: fc.constantFrom(...KEYS), unique: fc.constantFrom(...UNIQUES), rowid: fc.boolean() })
  .map(({ key, unique, rowid }) => ({
    key,
    sql: `CREATE TABLE t (${key}, a TEXT, b, c AS (a || b))${rowid ? '' : ' WITHOUT ROWID'}; ${unique};
      INSERT OR IGNORE INTO t (k, a, b) VALUES (1, 'x', 1), (2, 'y', 2), (3, NULL, 3), (4, 'X', NULL)`,
  }))

const literal = fc.constantFrom('NULL', `'x'`, `'X'`, `'y'`, '1', '1.5', '2', `''`, `x'01'`)
const number = fc.constantFrom('1', '2', '3', '4', '5', '-1')
const text = fc.constantFrom(`'a'`, `'A'`, `'b'`, `'B'`, `'1'`, '2')
const conflict = fc.constantFrom('', ' OR REPLACE', ' OR IGNORE', ' OR FAIL')
const step = fc.record({
  kind: fc.constantFrom(
    'insert',
    'insert',
    'update',
    'rekey',
    'delete',
    'upsert',
    'send',
    'begin',
    'rollback',
    'commit',
  ),
  number,
  text,
  other: fc.tuple(number, text),
  a: literal,
  b: literal,
  conflict,
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function statement({ kind, number, text, other, a, b, conflict }: Step, textKey: boolean): string {
  const key = textKey ? text : number
  switch (kind) {
    case 'insert':
      return `INSERT${conflict} INTO t (k, a, b) VALUES (${key}, ${a}, ${b})`
    case 'update':
      return `UPDATE${conflict} t SET a = ${a}, b = ${b} WHERE k = ${key}`
    case 'rekey':
      return `UPDATE${conflict} t SET k = ${other[textKey ? 1 : 0]} WHERE k = ${key}`
    case 'upsert':
      return `INSERT INTO t (k, a, b) VALUES (${key}, ${a}, ${b}) ON CONFLICT (k) DO UPDATE SET a = excluded.a`
    case 'delete':
      return `DELETE FROM t WHERE k = ${key}`
    default:
      return kind.toUpperCase()
  }
}

test('whatever a shop program does to a table, the office ends with the same', () =>
  fc.assert(
    fc.asyncProperty(
      schema,
      fc.boolean(),
      fc.array(step, { minLength: 15, maxLength: 40 }),
      ({ key, sql }, recursive, steps) =>
        withShop(sql, async (shop) => {
          shop.exec(`PRAGMA recursive_triggers = ${recursive ? 'ON' : 'OFF'}`)
          for (const one of steps) {
            if (one.kind === 'send') {
              if (shop.store.shop.isTransaction) shop.exec('COMMIT')
              await shop.send()
            } else attempt(() => shop.exec(statement(one, key.includes('TEXT'))))
          }
          if (shop.store.shop.isTransaction) shop.exec('COMMIT')
          await shop.send()
          await shop.agrees('t')
        }),
    ),
    {
      numRuns: Number(process.env.CAPTURE_RUNS ?? 40),
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    },
  ))

/** A shop program meets constraints of its own, and goes on; what capture does must never be the reason. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (/central_office|no such/.test(String(error))) throw error
  }
}
