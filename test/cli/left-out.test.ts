import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { leftOutAtOffice, leftOutAtStore } from '../../src/transmission/left-out-tables.ts'
import { readLinks } from '../../src/transmission/store-links.ts'
import { LastTransmission } from '../../src/web/contract/home.ts'
import { attentionOf } from '../../src/web/home/attention.ts'
import { storeSettings } from '../settings/fresh-folder.ts'
import { ReplicaNetwork, type TestStore } from '../transmission/replica-network.ts'
import { command, homeOf } from './network-homes.ts'

const LAST = LastTransmission.parse({ id: 'x', at: 0, good: true, text: 'completed', code: null })

const SCHEMA = `CREATE TABLE numbered (id INTEGER PRIMARY KEY, a); CREATE TABLE keyless (a); CREATE TABLE fine (k TEXT PRIMARY KEY);
  CREATE TABLE prices (code TEXT PRIMARY KEY, p REAL); INSERT INTO prices VALUES ('a', 1);`

async function network(t: TestContext, second = SCHEMA) {
  const setup = ReplicaSetup.parse({
    version: 1,
    default: { sharing: 'store' },
    tables: { numbered: { sharing: 'shared' } },
  })
  const all = await ReplicaNetwork.start(setup, [SCHEMA, second])
  t.after(() => all.close())
  await all.settle()
  return { all, first: all.stores[0] as TestStore, office: await homeOf(all, null) }
}

const NUMBERED = /^The table numbered transmits from no store: .*each database numbers its id by itself/
const KEYLESS = /^The table keyless transmits from no store: The table keyless has no key/

test('what transmits from no store is told everywhere at the office, each with the reason and what to do', async (t) => {
  const { all, office } = await network(t)
  for (const words of [['status'], ['stores']]) {
    const { lines } = await command(office, ...words)
    for (const told of [NUMBERED, KEYLESS])
      assert.ok(
        lines.some((line) => told.test(line)),
        words.join(' '),
      )
    assert.ok(lines.some((line) => /^ {2}.*central-office replica set keyless --key COLUMN/.test(line)))
  }
  const { document } = await command(office, 'status')
  const { leftOut } = document as { leftOut: { table: string; everywhere: boolean; stores: unknown[] }[] }
  assert.deepEqual(
    leftOut.map(({ table, everywhere, stores }) => [table, everywhere, stores.length]),
    [
      ['keyless', true, 2],
      ['numbered', true, 2],
    ],
  )
  const found = leftOutAtOffice(await readLinks(all.office.database))
  const home = { doubts: [], last: LAST, stores: [], own: null, leftOut: found }
  const shown = attentionOf(storeSettings({ role: 'office', store: undefined }), home, Date.now()).filter(
    ({ kind }) => kind === 'table-refused',
  )
  assert.deepEqual(
    shown.map(({ level }) => level),
    ['warn', 'warn'],
  )
  // A page has its own way to do it.
  assert.ok(shown.every(({ hint }) => hint !== '' && !hint.includes('central-office')))
})

test('a store tells the same of its own tables', async (t) => {
  const { all, first } = await network(t)
  const { lines, document } = await command(await homeOf(all, first), 'status')
  assert.ok(lines.some((line) => /^The table numbered is not transmitted: /.test(line)))
  assert.ok(lines.some((line) => /At the office: central-office replica set numbered/.test(line)))
  assert.equal((document as { leftOut: unknown[] }).leftOut.length, 2)
})

test('a table that one store alone does not transmit is told with that store, until it does', async (t) => {
  const { all, first, office } = await network(t, SCHEMA.replace('p REAL', 'p NUMERIC'))
  const told = async () => (await command(office, 'stores')).lines.find((line) => line.includes('prices')) ?? ''
  assert.match(await told(), /^The table prices does not transmit from store 0000002 Store 2: The column p /)
  first.shop.exec('ALTER TABLE fine RENAME COLUMN k TO kk')
  await all.settle()
  const { lines } = await command(office, 'status')
  const fine = lines.findIndex((line) => line.startsWith('The table fine does not transmit from store 0000001 Store 1'))
  assert.match(lines[fine + 1] ?? '', /^ {2}At the store: /)
  await all.office.database.run('UPDATE central_office_stores SET ignored = 1 WHERE number = $1', '2')
  assert.equal(await told(), '', 'nobody waits for a store that is ignored')
})

test('a table rebuilt by a program’s upgrade is captured again, and until then told at both sides', async (t) => {
  const { all, first, office } = await network(t)
  first.shop.exec(`BEGIN; CREATE TABLE new__prices (code TEXT PRIMARY KEY, p REAL, y); INSERT INTO new__prices (code, p) SELECT code, p FROM prices;
    DROP TABLE prices; ALTER TABLE new__prices RENAME TO prices; COMMIT; INSERT INTO prices VALUES ('b', 2, 3)`)
  const [left] = (await leftOutAtStore(first.replica)).filter(({ table }) => table === 'prices')
  assert.match(left?.text ?? '', /^The table prices is not transmitted: The table prices was rebuilt/)
  assert.match(left?.hint ?? '', /^The next transmission captures it again, and compares all its rows/)
  await all.exportUp(first)
  for (const payload of first.up.splice(0)) await all.deliverUp(first, payload)
  assert.ok(
    (await command(office, 'stores')).lines.some((line) => /prices does not transmit from store 0000001/.test(line)),
  )
  assert.deepEqual(await first.replica.captureRebuilt(), [{ table: 'prices', rows: 2 }])
  await all.settle()
  assert.deepEqual(
    (await all.officeRows(`SELECT code, p, y FROM prices WHERE store_guid = '${first.guid}'`)).map(Object.values),
    [
      ['a', 1, null],
      ['b', 2, 3n],
    ],
  )
  assert.ok(!(await command(office, 'stores')).lines.some((line) => line.includes('prices')))
})
