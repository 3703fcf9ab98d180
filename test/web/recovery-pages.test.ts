import assert from 'node:assert/strict'
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Comparison } from '../../src/web/contract/comparison.ts'
import { DataPage } from '../../src/web/contract/data.ts'
import type { ServerEvent } from '../../src/web/contract/events.ts'
import { Home } from '../../src/web/contract/home.ts'
import { type Invitation, StoreHistory, StoreList } from '../../src/web/contract/stores.ts'
import type { Browser } from './browser.ts'
import { network } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

const filled = (shop: DatabaseSync) =>
  shop.exec("INSERT INTO customers VALUES ('c1', 'Ada', '1'); INSERT INTO orders VALUES (1, 5), (2, 6)")

/** Presses Transmit and waits for the end. */
async function pressTransmit(browser: Browser, asked: object = {}) {
  const hasEnded = (event: ServerEvent) => event.type === 'ended'
  const { came } = await browser.follow((events) => events.some(hasEnded))
  assert.equal((await browser.post('/api/transmit', asked)).status, 200)
  const ended = (await came).find(hasEnded)
  assert.ok(ended?.type === 'ended')
  return ended.transmission
}

test('office and store are compared from the page, and what differs is settled', async (t) => {
  const places = await network(t, {}, filled)
  await places.transmit('store')
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  await pressTransmit(browser)
  const stores = async () => StoreList.parse((await browser.ask('/api/stores')).body).stores
  const [store] = await stores()
  assert.deepEqual([store?.state, store?.loadRows], ['joined', null])
  await places.transmit('store')
  await pressTransmit(browser)

  // Damage: nobody notices the change.
  const unnoticed = (sql: string) =>
    places.shop.exec(
      `BEGIN; INSERT INTO central_office_applying VALUES (1); ${sql}; DELETE FROM central_office_applying; COMMIT`,
    )
  unnoticed('UPDATE orders SET total = 66 WHERE id = 2')
  const guid = store?.guid ?? ''
  const read = async () => Comparison.parse((await browser.ask(`/api/comparison/${guid}`)).body).comparison
  assert.equal(await read(), null)
  assert.equal((await browser.post('/api/comparison', { stores: [] })).status, 200)
  assert.equal((await read())?.state, 'wanted')
  for (let visit = 0; visit < 6 && (await read())?.state !== 'done'; visit++) {
    await pressTransmit(browser)
    await places.transmit('store')
  }
  const done = await read()
  assert.deepEqual(done?.rows, [{ table: 'orders', key: '2', kind: 'differs', sent: false }])
  await browser.post('/api/comparison', { stores: [guid], repair: true })
  for (let visit = 0; visit < 4; visit++) {
    await pressTransmit(browser)
    await places.transmit('store')
  }
  const total = places.shop.prepare('SELECT total FROM orders WHERE id = 2').get()
  const page = DataPage.parse((await browser.ask('/api/data/orders?sort=id')).body)
  assert.ok(
    page.rows[1]?.cells.some(({ text }) => text === String(total?.total)),
    'both hold the same again',
  )
  StoreHistory.parse((await browser.ask(`/api/stores/${guid}`)).body)
})

test('a store whose database is gone is recovered from its page with a new invitation', async (t) => {
  const places = await network(t, {}, filled)
  for (const home of ['store', 'office', 'store'] as const) await places.transmit(home)
  const atOffice = await servedHome(t, places.office)
  const office = await signedIn(atOffice)
  const [{ guid } = { guid: '' }] = StoreList.parse((await office.ask('/api/stores')).body).stores
  const { text, passphrase } = (await office.post<Invitation>(`/api/stores/${guid}/invite-again`)).body
  places.shop.close()
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(places.folder, `shop.db${end}`), { force: true })

  const served = await servedHome(t, places.store)
  const browser = await signedIn(served)
  const lost = await browser.ask<{ code: string }>('/api/home')
  assert.deepEqual([lost.status, lost.body.code], [422, 'DATABASE_NOT_FOUND'])
  assert.equal((await browser.ask('/api/setup')).status, 200, 'Setup opens all the same')
  const refused = await browser.post<{ code: string }>('/api/join', { invitation: text, passphrase })
  assert.notEqual(refused.status, 200)
  assert.equal((await browser.post('/api/join', { invitation: text, passphrase, lost: true })).status, 200)
  await pressTransmit(browser)
  for (let visit = 0; visit < 2; visit++) {
    await pressTransmit(office)
    await pressTransmit(browser)
  }
  const shop = new DatabaseSync(join(places.folder, 'shop.db'), { readOnly: true })
  assert.deepEqual(
    { ...shop.prepare('SELECT count(*) AS n, sum(total) AS total FROM orders').get() },
    { n: 2, total: 11 },
  )
  shop.close()
})

test('a copy of a store asks which of the two goes on, and is answered on the page', async (t) => {
  const places = await network(t, {}, filled)
  for (const home of ['store', 'office', 'store'] as const) await places.transmit(home)
  const copy = join(places.folder, 'copied.db')
  copyFileSync(join(places.folder, 'shop.db'), copy)
  const home = join(places.folder, 'copied')
  cpSync(places.store, home, { recursive: true, filter: (name) => !name.includes('lock.db') })
  const settings = join(home, 'settings.json')
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('shop.db', 'copied.db'))
  places.shop.exec('UPDATE orders SET total = 7 WHERE id = 1')
  await places.transmit('store')

  const served = await servedHome(t, home)
  const browser = await signedIn(served)
  const refused = await pressTransmit(browser)
  assert.deepEqual([refused.outcome, refused.code], ['failed', 'STREAM_FORKED'])
  assert.doesNotMatch(refused.hint, /central-office/)
  const { attention } = Home.parse((await browser.ask('/api/home')).body)
  assert.deepEqual(attention[0]?.action, { label: 'Which one goes on?', page: '/transmit' })
  assert.notEqual((await pressTransmit(browser, { takeOver: true })).outcome, 'failed')
})
