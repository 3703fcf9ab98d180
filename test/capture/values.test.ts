import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withShop } from './captured-shop.ts'

const VALUES: [name: string, values: (null | number | bigint | string | Uint8Array)[]][] = [
  [
    'integers to the limits of 64 bits',
    [0, 1n, -1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  ],
  [
    'reals bit for bit',
    [
      0.1,
      0.1 + 0.2,
      1e308,
      -1e308,
      5e-324,
      2.2250738585072e-308,
      -0,
      1 / 3,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** 53,
      1.5,
    ],
  ],
  ['1 beside 1.0', [1n, 1, '1', '1.0', new Uint8Array([0x31])]],
  ['nothing in its three forms', [null, '', new Uint8Array(0)]],
  ['blobs', [new Uint8Array([0, 1, 255, 0]), new Uint8Array(70_000).fill(7)]],
  [
    'text with NUL, emoji, combining marks and what looks like numbers',
    ['a\0b', '\0', '🚗🔧', 'e\u0301', '\u00e9', '007', ' 7', '1e3', "it's", '"', 'x'.repeat(70_000)],
  ],
  ['dates as they are stored', ['2024-02-29', '2024-02-29T12:00:00.000Z', '29.02.2024', 1709208000000n, 2460369.9993]],
]
const TYPES = ['', 'INTEGER', 'TEXT', 'REAL', 'NUMERIC', 'BLOB', 'VARCHAR(20)', 'DATETIME', 'DECIMAL(10, 2)', 'BOOLEAN']
const COLUMNS = TYPES.map((type, i) => `v${i} ${type}`).join(', ')
const ANY = TYPES.map((_, i) => `v${i} ANY`).join(', ')

for (const [name, values] of VALUES)
  for (const [kind, schema] of [
    ['each type', `CREATE TABLE t (id INTEGER PRIMARY KEY, ${COLUMNS})`],
    ['ANY', `CREATE TABLE t (id INTEGER PRIMARY KEY, ${ANY}) STRICT`],
  ] as const)
    test(`values arrive as they are, inserted, updated and loaded, in columns of ${kind}: ${name}`, () =>
      withShop(`${schema}; INSERT INTO t (id) VALUES (-1)`, async (shop) => {
        const places = TYPES.map(() => '?').join(', ')
        for (const [i, value] of values.entries())
          shop.run(`INSERT INTO t VALUES (${i}, ${places})`, ...TYPES.map(() => value))
        await shop.send()
        await shop.agrees('t')
        // each value takes the place of others
        for (let shift = 1; shift < Math.min(values.length, 4); shift++) {
          const set = TYPES.map((_, i) => `v${i} = ?`).join(', ')
          for (const i of values.keys()) {
            const value = values[(i + shift) % values.length] ?? null
            shop.run(`UPDATE t SET ${set} WHERE id = ${i}`, ...TYPES.map(() => value))
          }
          await shop.send()
          await shop.agrees('t')
        }
        shop.exec('DELETE FROM t')
        await shop.send()
        await shop.agrees('t')
      }))

test('text and blobs of 5 MB arrive whole', () =>
  withShop('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB)', async (shop) => {
    shop.run(
      'INSERT INTO t VALUES (1, ?, ?)',
      'ü🚗'.repeat(900_000),
      new Uint8Array(5 << 20).map((_, i) => i * 31),
    )
    await shop.send()
    await shop.agrees('t')
    shop.run('UPDATE t SET a = a || ?', 'end')
    assert.deepEqual(await shop.send(), { update: 1 })
    await shop.agrees('t')
  }))

test('values of a type that their column does not name stay as they are', () =>
  withShop(`CREATE TABLE t (id TEXT PRIMARY KEY, i INTEGER, x TEXT)`, async (shop) => {
    shop.exec(`INSERT INTO t VALUES ('007', 'many', '007'), ('7', '12', 12), ('7.0', 1.5, 1.0), (x'07', x'01', x'31')`)
    await shop.send()
    await shop.agrees('t')
    shop.exec(
      `UPDATE t SET i = 'few' WHERE id = '007'; UPDATE t SET x = '7' WHERE id = '7.0'; UPDATE t SET id = '07' WHERE id = '7'`,
    )
    await shop.send()
    await shop.agrees('t')
  }))
