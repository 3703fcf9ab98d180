import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import { atOffice, officeLines, shopLines, smallNetwork } from './small-network.ts'

const PHOTOS = 'CREATE TABLE photos (k TEXT PRIMARY KEY, photo BLOB);'
const SHARED = { photos: { sharing: 'shared' as const } }
const MANY = (n: number, from = 0) =>
  `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + n - 1})
   INSERT INTO photos SELECT 'k' || i, randomblob(200000) FROM n;`
const SHOWN = `SELECT count(*), sum(length(photo)) FROM photos`

/** What `replica-network.ts` gives a store, and what the office takes by itself. */
const STORE_TARGET = 1 << 20
const OFFICE_TARGET = 16 << 20

test('a few rows that are large go in several payloads, each of about the size that is wanted', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: PHOTOS, tables: SHARED })
  first.shop.exec(MANY(100))
  while (await network.exportUp(first));
  const sizes = first.up.map(({ file }) => (file ? statSync(file).size : 0))
  assert.ok(sizes.length >= 18, `${sizes.length} payloads`)
  assert.ok(Math.max(...sizes) < 2 * STORE_TARGET, `${Math.max(...sizes)} bytes`)
  await network.settle()
  assert.deepEqual(await officeLines(network, SHOWN), ['100 20000000'])

  await atOffice(network, MANY(80, 200))
  await network.exportDown(second)
  const down = second.down.map(({ file }) => (file ? statSync(file).size : 0))
  assert.ok(Math.max(...down) < 1.5 * OFFICE_TARGET, `${Math.max(...down)} bytes`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, SHOWN), ['180 36000000'])
})

test('a row larger than a payload is to be goes alone', async (t) => {
  const { network, first } = await smallNetwork(t, { schema: PHOTOS, tables: SHARED })
  first.shop.exec(`INSERT INTO photos VALUES ('big', randomblob(3000000)), ('small', x'00')`)
  await network.settle()
  assert.deepEqual(await officeLines(network, SHOWN), ['2 3000001'])
})

test('a load of rows that are large goes in several payloads', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: PHOTOS,
    tables: { photos: { sharing: 'store' } },
    stores: 1,
    filled: MANY(200),
  })
  assert.deepEqual(await officeLines(network, SHOWN), ['200 40000000'])
  assert.ok(Number(shopLines(first, 'SELECT exported FROM central_office_state')[0]) > 20)
})
