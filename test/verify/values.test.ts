import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { sqliteDialect } from '../../src/databases/sqlite-dialect.ts'
import { smallNetwork } from '../merge/small-network.ts'
import { compare, damageOffice, damageShop, found } from './verified-network.ts'

const TYPES = ['INTEGER', 'REAL', 'TEXT', 'NUMERIC', 'BLOB'] as const
type Type = (typeof TYPES)[number]

/** Pairs of values in SQL that a column of the type keeps apart, however much alike they look. */
const DIFFERENT: [Type, string, string][] = [
  ['INTEGER', '9007199254740993', '9007199254740992'],
  ['INTEGER', 'NULL', '0'],
  ['INTEGER', `'x'`, `x'78'`],
  ['INTEGER', 'NULL', `x''`],
  ['INTEGER', `'12t'`, `'12b'`],
  ['REAL', '0.1', '0.1 + 1e-17 * 2'],
  ['REAL', '1e300', '1.0000000000000002e300'],
  ['REAL', '5e-324', '0.0'],
  ['REAL', '-2.5', '2.5'],
  ['REAL', '4194303.75', '4194303.7500000009'],
  ['REAL', '1e-9', '1.0000000000000002e-9'],
  ['REAL', '1e-25', '1.1e-25'],
  ['TEXT', 'NULL', `''`],
  ['TEXT', `'a'`, `'a' || char(0)`],
  ['TEXT', `'a' || char(0) || 'b'`, `'a' || char(0) || 'c'`],
  ['TEXT', `'é'`, `'e' || char(769)`],
  ['TEXT', `'abc'`, `'ABC'`],
  ['TEXT', `'ab '`, `'ab'`],
  ['TEXT', `'t'`, `x'74'`],
  ['TEXT', `''`, `x''`],
  ['TEXT', `hex(zeroblob(4000))`, `hex(zeroblob(3999)) || '01'`],
  ['NUMERIC', '1', '1.5'],
  ['NUMERIC', `'1x'`, `'1y'`],
  ['BLOB', '1', '1.0'],
  ['BLOB', '1', `'1'`],
  ['BLOB', `x'00'`, `x'0000'`],
  ['BLOB', `zeroblob(5000)`, `zeroblob(5001)`],
  ['BLOB', `zeroblob(100000)`, `CAST(zeroblob(99999) || x'01' AS BLOB)`],
]

/** The same value, as far as any comparison tells. */
const SAME: [Type, string, string][] = [
  ['REAL', '1', '1.0'],
  ['REAL', '0.0', '-0.0'],
  ['BLOB', '0.0', '-0.0'],
  ['INTEGER', '7', `'7'`],
  ['TEXT', '7', `'7'`],
  ['NUMERIC', '100', '1e2'],
]

test('values of every type that look alike are told apart, and those that are the same are not', async (t) => {
  const columns = TYPES.map((type) => `c_${type} ${type}`).join(', ')
  const pairs = [...DIFFERENT, ...SAME]
  const rows = pairs.map(([type, left], i) => `INSERT INTO things (id, c_${type}) VALUES (${i}, ${left});`).join('')
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE things (id INTEGER PRIMARY KEY, ${columns});`,
    tables: { things: { sharing: 'store' } },
    filled: rows,
    stores: 1,
  })
  const changes = pairs.map(([type, , right], i) => `UPDATE things SET c_${type} = ${right} WHERE id = ${i}`)
  damageShop(first, changes.join(';'))
  const reported = await compare(network, first)
  const expected = DIFFERENT.map((_, i) => `things ${i}: differs`)
  assert.deepEqual(reported.toSorted(), expected.toSorted())
})

test('a value that moves from one column into the next is a difference', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE things (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c INTEGER, d INTEGER);',
    tables: { things: { sharing: 'store' } },
    filled: `INSERT INTO things VALUES (1, 'ab', 'c', 1, 23), (2, NULL, '', NULL, 5);`,
    stores: 1,
  })
  damageShop(
    first,
    `UPDATE things SET a = 'a', b = 'bc', c = 12, d = 3 WHERE id = 1; UPDATE things SET c = 5, d = NULL WHERE id = 2`,
  )
  assert.deepEqual(await compare(network, first), ['things 1: differs', 'things 2: differs'])
})

test('the bytes of a row are those of docs/PROTOCOL.md', async (t) => {
  const document = await readFile(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8')
  const [, vector = ''] = /has\s+the bytes `([^`]*)`, 00ff, and a comma/.exec(document) ?? []
  const database = openSqlite(':memory:', { create: true })
  t.after(() => database.close())
  const row = [
    ['7', 'INTEGER'],
    ['-1', 'INTEGER'],
    [`'é'`, 'TEXT'],
    ['NULL', 'TEXT'],
    ['NULL', 'INTEGER'],
    ['0.1', 'REAL'],
    [`x'00ff'`, ''],
  ].map(([expression = '', type = '']) => ({ expression, type }))
  const found = await database.get<{ bytes: Uint8Array }>(
    `SELECT CAST(${sqliteDialect.rowBytes(row)} AS BLOB) AS bytes`,
  )
  assert.deepEqual(Buffer.from(found?.bytes ?? []), Buffer.concat([Buffer.from(vector), Buffer.from([0, 0xff, 0x2c])]))
})

test('two REAL values have the same bytes exactly when they are equal', async (t) => {
  const database = openSqlite(':memory:', { create: true })
  t.after(() => database.close())
  const bytes = sqliteDialect.rowBytes([{ expression: 'v.x', type: 'REAL' }])
  const bytesOf = async (x: number) =>
    (await database.get<{ bytes: string }>(`SELECT ${bytes} AS bytes FROM (SELECT $1 AS x) AS v`, x))?.bytes
  const near = (x: number, ulps: number) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, x)
    view.setBigInt64(0, view.getBigInt64(0) + BigInt(ulps))
    return view.getFloat64(0)
  }
  const magnitude = fc.tuple(
    fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
    fc.integer({ min: -71, max: 62 }),
    fc.boolean(),
  )
  await fc.assert(
    fc.asyncProperty(magnitude, fc.integer({ min: -2, max: 2 }), async ([mantissa, exponent, negative], ulps) => {
      const x = (negative ? -1 : 1) * mantissa * 2 ** exponent
      const y = near(x, ulps)
      assert.equal((await bytesOf(x)) === (await bytesOf(y)), x === y, `${x} ${y}`)
    }),
    { numRuns: 2000 },
  )
})

const KEYS: {
  name: string
  schema: string
  setup?: { key: string[] }
  filled: string
  damage: string
  office?: string
  differ: string[]
}[] = [
  {
    name: 'composite key of text and number',
    schema: 'CREATE TABLE t (code TEXT, line INTEGER, v, PRIMARY KEY (code, line)) WITHOUT ROWID;',
    filled: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO t SELECT 'k' || (i % 20), i, i FROM n;`,
    damage: `UPDATE t SET v = 0 WHERE line = 77; DELETE FROM t WHERE line = 100; INSERT INTO t VALUES ('k', 1, 1), ('z', 9, 1)`,
    differ: [
      `'k', 1: missing at office`,
      `'k0', 100: missing at store`,
      `'k17', 77: differs`,
      `'z', 9: missing at office`,
    ],
  },
  {
    name: 'NOCASE key, in more than one range',
    schema: 'CREATE TABLE t (code TEXT COLLATE NOCASE PRIMARY KEY, v TEXT);',
    filled: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO t SELECT CASE i % 2 WHEN 0 THEN 'Ab' ELSE 'aC' END || i, i FROM n;`,
    damage: `UPDATE t SET v = 'x' WHERE code = 'AB100'; UPDATE t SET code = 'AC77' WHERE code = 'aC77'; DELETE FROM t WHERE code = 'ac9'`,
    differ: [`'AC77': missing at office`, `'Ab100': differs`, `'aC77': missing at store`, `'aC9': missing at store`],
  },
  {
    name: 'keys that are blobs, hold NUL characters or quotes',
    schema: 'CREATE TABLE t (code PRIMARY KEY NOT NULL, v);',
    filled: `INSERT INTO t VALUES ('a' || char(0) || 'b', 1), ('a' || char(0), 2), (x'00ff', 3), ('O''Neill', 4), (9007199254740993, 5), (0.1, 6);`,
    damage: 'UPDATE t SET v = v + 10',
    differ: [
      `'O''Neill': differs`,
      '0.1: differs',
      '9007199254740993: differs',
      `CAST(X'6100' AS TEXT): differs`,
      `CAST(X'610062' AS TEXT): differs`,
      `X'00FF': differs`,
    ],
  },
  {
    name: 'a key that the setup names, some of whose values are NULL',
    schema: 'CREATE TABLE t (code TEXT, v); CREATE UNIQUE INDEX by_code ON t (code);',
    setup: { key: ['code'] },
    filled: `INSERT INTO t VALUES ('a', 1), ('b', 2), (NULL, 3), (NULL, 4);`,
    damage: `UPDATE t SET v = 9 WHERE code = 'b'; INSERT INTO t VALUES (NULL, 5)`,
    differ: [`'b': differs`],
  },
]

for (const { name, schema, setup, filled, damage, differ } of KEYS)
  test(`rows are named by their keys: ${name}`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema,
      tables: { t: { sharing: 'store', ...setup } },
      filled,
      stores: 1,
    })
    assert.deepEqual(await compare(network, first), [])
    damageShop(first, damage)
    assert.deepEqual(
      await compare(network, first),
      differ.map((line) => `t ${line}`),
    )
  })

test('a table that one side lacks all rows of is compared too', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY);',
    tables: { a: { sharing: 'store' }, b: { sharing: 'store' } },
    filled: 'INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (3);',
    stores: 1,
  })
  damageShop(first, 'DELETE FROM a')
  await damageOffice(network, 'DELETE FROM b')
  assert.deepEqual(await compare(network, first), [
    'a 1: missing at store',
    'a 2: missing at store',
    'b 3: missing at office',
  ])
  assert.equal((await found(network, first)).length, 3)
})
