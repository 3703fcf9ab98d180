import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import type { PayloadTable } from '../../src/model/payload-contents.ts'
import { readContents } from '../../src/payload/contents.ts'
import { operationTable, type PlainPayload, writePlainPayload } from '../fuzz/plain-payload.ts'
import { emptyFolder } from './fixture.ts'

const orders: PayloadTable = { name: 'orders', operation: 'insert', key: ['id'], values: ['total'], rows: 2 }
const rows = [
  [0n, 1n, 10n],
  [1_700_000_000_000n, 2n, null],
]
const described = {
  name: 'orders',
  columns: [
    { name: 'id', type: 'INTEGER', notNull: false },
    { name: 'total', type: '', notNull: false },
  ],
  key: ['id'],
  automaticKey: true,
  strict: false,
}
const contents = (about: object = {}): string =>
  JSON.stringify({ format: 2, schema: null, replicaSetup: null, tables: [orders], ...about })
const sound: PlainPayload = { contents: contents(), tables: [operationTable(orders, rows)] }

async function written(t: TestContext, plain: PlainPayload): Promise<string> {
  const folder = await emptyFolder(t)
  const file = join(folder, 'payload')
  writePlainPayload(file, plain)
  return file
}

async function refused(
  t: TestContext,
  plain: PlainPayload,
  why: RegExp,
  change?: (file: Buffer) => void,
): Promise<void> {
  const file = await written(t, plain)
  const bytes = readFileSync(file)
  change?.(bytes)
  writeFileSync(file, bytes)
  assert.throws(
    () => readContents(file),
    (error) => hasCode(error, 'PAYLOAD_DAMAGED') && why.test(error.message),
  )
  assert.deepEqual(readdirSync(join(file, '..')), ['payload'], 'nothing is left beside it')
}

const describing = (change: object): PlainPayload => ({
  ...sound,
  contents: contents({ schema: [{ ...described, ...change }] }),
})
const columns = (...names: string[]) => ({ columns: names.map((name) => ({ name, type: '', notNull: false })) })

describe('what an opened payload holds', () => {
  it('is read where it is sound', async (t) => {
    const announced = { ...described, columns: described.columns.map((one) => ({ ...one, since: 2 })), since: 3 }
    const read = readContents(await written(t, { ...sound, contents: contents({ schema: [announced] }) }))
    assert.deepEqual(read.tables, [orders])
    assert.deepEqual(read.schema, [announced])
  })

  const unsound: Record<string, [PlainPayload, RegExp, ((file: Buffer) => void)?]> = {
    'is no SQLite file': [sound, /no SQLite file/, (file) => file.fill(0, 0, 4)],
    'is in WAL mode': [sound, /of another kind/, (file) => file.fill(2, 18, 20)],
    'is in UTF-16': [sound, /not UTF-8/, (file) => file.writeUInt32BE(2, 56)],
    'has a page out of order': [sound, /pages|readable/, (file) => file.writeUInt16BE(60_000, 4096 + 5)],
    'has a long value whose rest lies nowhere': [
      {
        ...sound,
        tables: [
          operationTable(orders, [
            [0n, 1n, 'x'.repeat(20_000)],
            [0n, 2n, 1n],
          ]),
        ],
      },
      /pages/,
      (file) => file.writeUInt32BE(0xfffffff0, 3 * 4096),
    ],
    'has a row too few': [{ ...sound, tables: [operationTable(orders, rows.slice(1))] }, /other rows/],
    'has a row without a key': [
      {
        ...sound,
        tables: [
          operationTable(orders, [
            [0n, null, 1n],
            [0n, 2n, 1n],
          ]),
        ],
      },
      /lacks/,
    ],
    'has a time that is text': [
      {
        ...sound,
        tables: [
          operationTable(orders, [
            ['x', 1n, 1n],
            [0n, 2n, 1n],
          ]),
        ],
      },
      /lacks/,
    ],
    'has a time no clock shows': [
      {
        ...sound,
        tables: [
          operationTable(orders, [
            [2n ** 62n, 1n, 1n],
            [0n, 2n, 1n],
          ]),
        ],
      },
      /lacks/,
    ],
    'holds a view': [{ ...sound, afterwards: ['CREATE VIEW v AS SELECT 1'] }, /does not name/],
    'lacks a table': [{ ...sound, tables: [] }, /missing/],
    'has its contents twice': [
      { ...sound, afterwards: ['INSERT INTO "central office" SELECT * FROM "central office"'] },
      /not one entry/,
    ],
    'has its contents as bytes': [{ ...sound, contents: Buffer.from(contents()) }, /not one entry/],
    'names a table twice': [{ ...sound, contents: contents({ tables: [orders, orders] }) }, /names a table twice/],
    'names a column twice': [
      { ...sound, contents: contents({ tables: [{ ...orders, values: ['total', 'TOTAL'] }] }) },
      /names a column twice/,
    ],
    'describes a table twice': [
      { ...sound, contents: contents({ schema: [described, { ...described, name: 'ORDERS' }] }) },
      /describes a table twice/,
    ],
    'describes a column twice': [describing(columns('id', 'ID')), /describes a column twice/],
    'describes a key without its column': [describing({ key: ['none'] }), /key without/],
    'describes a table of this program': [describing({ name: 'Central_Office_state' }), /reserved name/],
    'describes a table of SQLite': [describing({ name: 'sqlite_stat1' }), /reserved name/],
    'describes a table of other stores’ rows': [describing({ name: 'stock__all_stores' }), /reserved name/],
    'describes a column of this program': [describing(columns('id', ':tick')), /reserved name/],
  }
  for (const [what, [plain, why, change]] of Object.entries(unsound))
    it(`is refused where it ${what}`, (t) => refused(t, plain, why, change))

  for (const [format, code] of [
    [3, 'PAYLOAD_TOO_NEW'],
    [1, 'PAYLOAD_TOO_OLD'],
  ] as const)
    it(`waits for an update where its format is ${format}`, async (t) => {
      const file = await written(t, { ...sound, contents: contents({ format, unknown: true }) })
      assert.throws(
        () => readContents(file),
        (error) => hasCode(error, code),
      )
    })
})
