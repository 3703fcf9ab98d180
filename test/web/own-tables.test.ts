import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Office } from '../../src/location/office.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import { Home } from '../../src/web/contract/home.ts'
import { CaptureOff, CaptureOn, OwnTables } from '../../src/web/contract/own-tables.ts'
import { Discarded, ParkedDetail, ParkedList, Retried } from '../../src/web/contract/parked.ts'
import { Browser } from './browser.ts'
import { network } from './network.ts'
import { servedHome } from './served-office.ts'

test('a store looks into its parked rows, tries them again, lets its own hold; and switches capture off and on', async (t) => {
  const places = await network(t, {}, (shop) => {
    shop.exec("CREATE UNIQUE INDEX phones ON customers (phone); INSERT INTO customers VALUES ('c1', 'Ada', '1')")
    shop.exec("INSERT INTO customers VALUES ('c2', 'Bo', '2'); INSERT INTO orders VALUES (1, 5)")
  })
  for (const home of ['store', 'office', 'store'] as const) await places.transmit(home)
  places.shop.exec("INSERT INTO customers VALUES ('own', 'Cy', '50')")
  const office = await Office.open(places.office)
  await office.replica.database.run("UPDATE customers SET phone = '50' WHERE id = 'c1'")
  await office.close()
  await places.transmit('office')
  await places.transmit('store')

  const served = await servedHome(t, places.store)
  const browser = new Browser(served.address)
  await browser.welcome(served.welcome)
  const home = Home.parse((await browser.ask('/api/home')).body)
  assert.deepEqual(home.attention.find(({ kind }) => kind === 'parked')?.action?.page, '/parked')
  const list = async () => ParkedList.parse((await browser.ask('/api/parked')).body)
  const [parked] = (await list()).rows
  assert.equal(parked?.reason, 'another row here has the same phone')
  const detail = ParkedDetail.parse((await browser.ask(`/api/parked/${parked?.number}`)).body)
  assert.equal(detail.obstacles[0]?.what, 'the same unique value')
  assert.deepEqual(
    detail.columns.find(({ name }) => name === 'phone'),
    { name: 'phone', arriving: { type: 'text', text: '50' }, here: { type: 'text', text: '1' } },
  )
  assert.deepEqual(Retried.parse((await browser.post('/api/parked/retry')).body), { settled: 0, left: 1 })
  const unknown = await browser.post<ErrorBody>('/api/parked/discard', { numbers: [parked?.number, 99] })
  assert.deepEqual([unknown.status, unknown.body.code, (await list()).total], [404, 'PARKED_UNKNOWN', 1])
  const discarded = await browser.post('/api/parked/discard', { numbers: [parked?.number] })
  assert.equal(Discarded.parse(discarded.body).rows[0]?.becomes, 'edit')
  assert.equal((await list()).total, 0)

  const read = async () => OwnTables.parse((await browser.ask('/api/own-tables')).body)
  const states = async () => (await read()).tables.map(({ name, state }) => `${name} ${state}`)
  assert.deepEqual(await states(), ['customers captured', 'orders captured'])
  assert.equal(
    CaptureOff.parse((await browser.post('/api/own-tables/capture-off', { tables: ['orders'] })).body).off[0]?.rows,
    1,
  )
  const off = (await read()).tables[1]
  assert.deepEqual([off?.state, off?.hint.includes('central-office')], ['off', false])
  places.shop.exec('ALTER TABLE orders ADD COLUMN note TEXT; UPDATE orders SET total = 6')
  const on = CaptureOn.parse((await browser.post('/api/own-tables/capture-on', { tables: [] })).body)
  assert.deepEqual(on.on, [{ table: 'orders', found: 'Meanwhile: 0 new, 1 changed, 0 deleted.' }])
  assert.equal((await read()).comparing, 'no')
  await browser.post('/api/own-tables/compare')
  assert.equal((await read()).comparing, 'asked')
  await served.close()

  await places.transmit('store')
  await places.transmit('office')
  const after = await Office.open(places.office)
  const phone = await after.replica.database.get("SELECT phone FROM customers WHERE id = 'c1'")
  await after.close()
  assert.deepEqual({ ...phone }, { phone: '1' })

  const atOffice = await servedHome(t, places.office)
  const other = new Browser(atOffice.address)
  await other.welcome(atOffice.welcome)
  for (const path of ['/api/parked', '/api/own-tables'])
    assert.equal((await other.ask<ErrorBody>(path)).body.code, 'WRONG_ROLE')
})

test('a store shows the triggers that rows from the office can set off, and lets a person decide about each', async (t) => {
  const places = await network(t, {}, (shop) => {
    shop.exec(`CREATE TRIGGER counted AFTER INSERT ON customers BEGIN UPDATE orders SET total = total + 1; END;
      CREATE TRIGGER foreign_word AFTER UPDATE ON customers WHEN title_sort(NEW.name) = 'x' BEGIN SELECT 1; END`)
  })
  const served = await servedHome(t, places.store)
  const browser = new Browser(served.address)
  await browser.welcome(served.welcome)
  const read = async () => OwnTables.parse((await browser.ask('/api/own-tables')).body).triggers
  assert.deepEqual(
    (await read()).map(({ name, effect, runs, choice }) => [name, effect, runs, choice]),
    [
      ['counted', 'transmitted', false, null],
      ['foreign_word', 'unknown', false, null],
    ],
  )
  await browser.post('/api/own-tables/trigger', { trigger: 'COUNTED', choice: 'run' })
  assert.deepEqual((await read())[0], {
    name: 'counted',
    table: 'customers',
    effect: 'transmitted',
    writes: ['orders'],
    why: '',
    choice: 'run',
    runs: true,
  })
  const cannot = await browser.post<ErrorBody>('/api/own-tables/trigger', { trigger: 'foreign_word', choice: 'run' })
  assert.deepEqual(
    [cannot.status, cannot.body.message],
    [400, 'This program cannot run the trigger foreign_word: no such function: title_sort.'],
  )
  const unknown = await browser.post<ErrorBody>('/api/own-tables/trigger', { trigger: 'other', choice: null })
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'TRIGGER_UNKNOWN'])
})

test('a table that only the program of the shop can write is named before anything arrives for it', async (t) => {
  const places = await network(t, {}, (shop) => {
    shop.function('title_sort', { deterministic: true }, (text) => String(text))
    shop.exec('CREATE INDEX sorted ON customers (title_sort(name))')
  })
  const served = await servedHome(t, places.store)
  const browser = new Browser(served.address)
  await browser.welcome(served.welcome)
  const { tables } = OwnTables.parse((await browser.ask('/api/own-tables')).body)
  assert.deepEqual(
    tables.map(({ name, state, message }) => [name, state, message.split('.')[0]]),
    [
      ['customers', 'captured', "Only the shop's program can write it: it needs the function title_sort"],
      ['orders', 'captured', ''],
    ],
  )
})
