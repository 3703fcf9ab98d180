import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { createZstdCompress } from 'node:zlib'
import type { ErrorCode } from '../../src/model/errors.ts'
import { datByHand } from '../payload/dat-by-hand.ts'
import { HostileStore, plainOf } from './hostile-store.ts'
import { SiteNetwork } from './site-network.ts'

const orders = { name: 'orders', operation: 'insert' as const, key: ['id'], values: ['total'] }
const customers = { name: 'customers', operation: 'insert' as const, key: ['id'], values: ['name', 'phone'] }
const column = (name: string, type = 'TEXT') => ({ name, type, notNull: false })
const ordersTable = {
  name: 'orders',
  columns: [column('id', 'INTEGER'), column('total', 'INTEGER')],
  key: ['id'],
  automaticKey: true,
  strict: false,
}
const onOrders = (rows: Parameters<typeof plainOf>[0][0]['rows']) => plainOf([{ table: orders, rows }])

const MIB = 1024 * 1024
const CHUNK = 64 * 1024

/** So many zeros, packed and sealed: some ten thousand times smaller. */
async function bomb(hostile: HostileStore, megabytes: number): Promise<Buffer> {
  const zeros = Readable.from(Array<Buffer>(megabytes).fill(Buffer.alloc(MIB)))
  const packed = await buffer(zeros.pipe(createZstdCompress()))
  const chunks = Array.from({ length: Math.ceil(packed.length / CHUNK) }, (_, i) =>
    packed.subarray(i * CHUNK, (i + 1) * CHUNK),
  )
  return datByHand(chunks, hostile.key, await hostile.place())
}

const hostileSql = {
  'a view': 'CREATE VIEW more AS SELECT 1',
  'a view in the place of a table': `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE VIEW "insert orders" AS SELECT 1' WHERE name = 'insert orders'`,
  'a trigger': 'CREATE TRIGGER t AFTER INSERT ON "insert orders" BEGIN SELECT 1; END',
  'a virtual table': 'CREATE VIRTUAL TABLE more USING fts5(x)',
  'an index': 'CREATE INDEX more ON "insert orders" (total)',
  'a computed column': 'DROP TABLE "insert orders"; CREATE TABLE "insert orders" (":at", "id", "total" AS (1))',
  'WAL mode': 'PRAGMA journal_mode = WAL',
  'no table of contents': 'DROP TABLE "central office"',
  'contents of 40 MB': `UPDATE "central office" SET contents = zeroblob(40000000)`,
  'contents nested 200,000 deep': `UPDATE "central office" SET contents = replace(hex(zeroblob(100000)), '0', '[')`,
}

type Trick = { code: ErrorCode | null; leave: (hostile: HostileStore) => Promise<void> }

const plain = (
  code: ErrorCode | null,
  payload: ReturnType<typeof plainOf>,
  change?: (file: Buffer) => Buffer,
): Trick => ({
  code,
  leave: async (hostile) => hostile.leave(await hostile.seal(payload, change)),
})
const says = (code: ErrorCode | null, change: (text: string) => string): Trick => ({
  code,
  leave: async (hostile) => hostile.leave(await hostile.seal(onOrders([[0n, 900n, 1n]])), change),
})

const tricks: Record<string, Trick> = {
  'a bomb of 1 GB, announced small': {
    code: 'PAYLOAD_TOO_LARGE',
    leave: async (hostile) => hostile.leave({ dat: await bomb(hostile, 1024), unpackedSize: 4096 }),
  },
  'a bomb of 64 MB, announced as it is': {
    code: 'PAYLOAD_DAMAGED',
    leave: async (hostile) => hostile.leave({ dat: await bomb(hostile, 64), unpackedSize: 64 * MIB }),
  },
  'a file announced larger than any disk': says('PAYLOAD_TOO_LARGE', (text) =>
    text.replace(/"unpackedSize":\d+/, '"unpackedSize":9007199254740991'),
  ),
  'a .dat announced larger than any disk': says('PAYLOAD_TOO_LARGE', (text) =>
    text.replace(/"size":\d+/, '"size":9007199254740991'),
  ),
  'numbers that are none': says('PAYLOAD_DAMAGED', (text) => text.replace(/"tick":\d+/, '"tick":1e400')),
  'a negative size': says('PAYLOAD_DAMAGED', (text) => text.replace(/"size":\d+/, '"size":-1')),
  'a manifest that is no JSON': says('PAYLOAD_DAMAGED', () => '{'),
  'another number in the manifest than in its name': says('PAYLOAD_NOT_AUTHENTIC', (text) =>
    text.replace(/"number":\d+/, '"number":77'),
  ),
  'a manifest of the future': says('PAYLOAD_TOO_NEW', (text) => text.replace('"format":2', '"format":99')),
  'a table described that is the office’s own': plain(
    'PAYLOAD_DAMAGED',
    plainOf([], [{ ...ordersTable, name: 'central_office_stores' }]),
  ),
  'a table described that would be the office’s next row log': plain(
    'PAYLOAD_DAMAGED',
    plainOf([], [{ ...ordersTable, name: 'central_office_log_4' }]),
  ),
  'a column described in another case, which is the same one': plain(
    null,
    plainOf([], [{ ...ordersTable, columns: [column('id', 'INTEGER'), column('TOTAL', 'INTEGER')] }]),
  ),
  'a key without its column': plain('PAYLOAD_DAMAGED', plainOf([], [{ ...ordersTable, key: ['none'] }])),
  'a row under another store’s GUID': plain(
    'SCHEMA_DIFFERS',
    plainOf([{ table: { ...orders, values: ['total', 'store_guid'] }, rows: [[0n, 1n, 666n, 'other']] }]),
  ),
  'a row without a key': plain('PAYLOAD_DAMAGED', onOrders([[0n, null, 1n]])),
  'a time that is text': plain('PAYLOAD_DAMAGED', onOrders([['never', 901n, 1n]])),
  'one key twice': plain(
    'PAYLOAD_DAMAGED',
    plainOf([
      {
        table: customers,
        rows: [
          [0n, 'twice', 'x', null],
          [0n, 'twice', 'y', null],
        ],
      },
    ]),
  ),
  'a key that is no integer for a table of integers': plain(null, onOrders([[0n, 'text', 1n]])),
  'more rows announced than there are': plain('PAYLOAD_DAMAGED', {
    ...onOrders([[0n, 902n, 1n]]),
    contents: String(onOrders([[0n, 902n, 1n]]).contents).replace('"rows":1', '"rows":9'),
  }),
  'a damaged page': plain('PAYLOAD_DAMAGED', onOrders([[0n, 903n, 1n]]), (file) => {
    file.fill(255, file.length - 2000)
    return file
  }),
  'text in UTF-16': plain('PAYLOAD_DAMAGED', onOrders([[0n, 904n, 1n]]), (file) => {
    file[59] = 2
    return file
  }),
  'changes of prices, which are the office’s': plain(
    null,
    plainOf([
      { table: { name: 'prices', operation: 'update', key: ['code'], values: ['price'] }, rows: [[0n, 'A', 10n, 1n]] },
      { table: { name: 'prices', operation: 'delete', key: ['code'], values: ['price'] }, rows: [[0n, 'B', 20n]] },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(hostileSql).map(([what, sql]) => [
      `a file with ${what}`,
      plain('PAYLOAD_DAMAGED', { ...onOrders([[0n, 905n, 1n]]), afterwards: [sql] }),
    ]),
  ),
  // The last: what follows of this table is left alone.
  'a column described that is the one of the store’s GUID': plain(
    'SCHEMA_DIFFERS',
    plainOf([], [{ ...ordersTable, columns: [...ordersTable.columns, column('store_guid')] }]),
  ),
}

async function hostileAndHonest(t: TestContext): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, 2)
  for (const [i, { database }] of network.shops.entries())
    database.exec(`INSERT INTO orders (total) VALUES (${i}1), (${i}2);
      INSERT INTO prices VALUES ('A', 10), ('B', 20) ON CONFLICT DO NOTHING`)
  await network.settle()
  return network
}

test('a store with its own key can harm neither the office nor another store, whatever it seals', async (t) => {
  const network = await hostileAndHonest(t)
  const [bad, good] = network.shops
  if (!bad || !good) throw new Error('two shops are needed')
  const hostile = new HostileStore(network, bad)
  const { database } = network.office.replica
  let total = 100
  for (const [what, { code, leave }] of Object.entries(tricks))
    await t.test(what, async () => {
      good.database.exec(`UPDATE orders SET total = ${++total} WHERE id = 1`)
      await network.visitStore(good)
      await leave(hostile)
      const { problems } = await network.visitOffice()
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.store]),
        code === null ? [] : [[code, '0000001']],
      )
      const rows = await database.all(`SELECT id, total FROM orders WHERE store_guid = $1 ORDER BY id`, good.guid)
      assert.deepEqual(
        rows.map((row) => [Number(row.id), Number(row.total)]),
        [
          [1, total],
          [2, 12],
        ],
      )
      const prices = await database.all('SELECT code, price FROM prices ORDER BY code')
      assert.deepEqual(
        prices.map((row) => [row.code, Number(row.price)]),
        [
          ['A', 10],
          ['B', 20],
        ],
      )
      const left = readdirSync(network.office.open.home.work)
      assert.deepEqual(left, [], 'nothing of it lies about unsealed')
      hostile.clearAway()
      await network.visitStore(good)
    })
})
