import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { StoreNumber } from '../../src/model/ids.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import { Home } from '../../src/web/contract/home.ts'
import type { Joined } from '../../src/web/contract/setup.ts'
import { network, schema } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

test('a store joins in the browser, shows its own card, and keeps out of what only the office does', async (t) => {
  const places = await network(t)
  const office = await Office.open(places.office)
  const { text, passphrase } = await office.invite({ number: StoreNumber.parse('9'), name: 'Harbour' })
  await office.close()
  const file = join(places.folder, 'second.db')
  const shop = new DatabaseSync(file)
  shop.exec(schema)
  shop.exec('INSERT INTO orders VALUES (1, 5)')
  shop.close()
  const folder = join(places.folder, 'second')
  await Store.init(folder, { database: file, name: 'Harbour' })
  const served = await servedHome(t, folder)
  const browser = await signedIn(served)
  assert.deepEqual(
    Home.parse((await browser.ask('/api/home')).body).attention.map(({ kind }) => kind),
    ['not-joined'],
  )
  assert.equal((await browser.post<ErrorBody>('/api/transmit')).body.code, 'NOT_JOINED')
  const wrong = await browser.post<ErrorBody>('/api/join', { invitation: text, passphrase: 'wrong words entirely' })
  assert.equal(wrong.body.code, 'INVITATION_PASSPHRASE')
  const joined = await browser.post<Joined>('/api/join', { invitation: text, passphrase })
  assert.deepEqual([joined.status, joined.body.number, joined.body.tables.length], [200, '9', 2])
  const { came } = await browser.follow((events) => events.some(({ type }) => type === 'ended'))
  assert.equal((await browser.post('/api/transmit')).status, 200)
  const ended = (await came).find((event) => event.type === 'ended')
  assert.equal(ended?.type === 'ended' && ended.transmission.outcome, 'completed')
  const home = Home.parse((await browser.ask('/api/home')).body)
  assert.ok(home.role === 'store' && home.own)
  assert.ok(home.own.backlog > 0 && home.lastTransmission?.good)
  for (const path of ['/api/stores', '/api/conflicts', '/api/replica-setup'])
    assert.equal((await browser.ask(path)).body.code, 'WRONG_ROLE', path)
})

test("while the shop's program keeps its database locked, the page shows what was known before", async (t) => {
  const places = await network(t)
  const served = await servedHome(t, places.store)
  const browser = await signedIn(served)
  assert.equal(Home.parse((await browser.ask('/api/home')).body).busy, false)
  places.shop.exec('BEGIN EXCLUSIVE')
  const began = performance.now()
  const home = Home.parse((await browser.ask('/api/home')).body)
  assert.ok(home.busy && home.role === 'store' && home.own)
  assert.ok(performance.now() - began < 1_000)
  places.shop.exec('COMMIT')
})
