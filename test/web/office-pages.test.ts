import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConflictList, ConflictRow, Decided } from '../../src/web/contract/conflicts.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import { Home } from '../../src/web/contract/home.ts'
import type { Retirement } from '../../src/web/contract/retire.ts'
import type { Setup } from '../../src/web/contract/setup.ts'
import type { Invitation, StoreHistory, StoreList } from '../../src/web/contract/stores.ts'
import type { Activity, Log, TransmissionLogLines, TransmitStarted } from '../../src/web/contract/transmission.ts'
import { Browser } from './browser.ts'
import { network } from './network.ts'
import { servedHome, signedIn, signedInOffice } from './served-office.ts'

test('a new office says what it needs, saves its setup, and tells a wrong field', async (t) => {
  const { browser } = await signedInOffice(t)
  const home = Home.parse((await browser.ask('/api/home')).body)
  assert.deepEqual(
    home.attention.map(({ kind }) => kind),
    ['site-not-configured'],
  )
  const transmit = await browser.post<ErrorBody>('/api/transmit')
  assert.deepEqual(
    [transmit.status, transmit.body.code, transmit.body.page],
    [409, 'SITE_NOT_CONFIGURED', '/setup#site'],
  )
  assert.doesNotMatch(transmit.body.hint, /central-office /)
  const times = { kind: 'at', times: ['07:30', '19:00'], weekdays: [5, 1, 1] }
  const saved = await browser.put<Setup>('/api/setup', { noTransmit: true, transmitTimes: times, mailPassword: 'hush' })
  assert.deepEqual([saved.body.noTransmit, saved.body.mailPasswordSet], [true, true])
  assert.deepEqual(saved.body.transmitTimes, { ...times, weekdays: [1, 5] })
  assert.ok(!saved.text.includes('hush'))
  const wrong = await browser.put<ErrorBody>('/api/setup', { transmitTimes: { ...times, times: ['7'] } })
  assert.equal(wrong.body.fields?.['transmitTimes.times.0'], 'a time looks like 07:30')
  const low = await browser.put<ErrorBody>('/api/setup', { allowanceBytes: 20_000 })
  assert.deepEqual([low.status, low.body.code], [400, 'USAGE'])
})

test('the office transmits, shows its store, and decides a conflict', async (t) => {
  const places = await network(t, {}, (shop) =>
    shop.exec("INSERT INTO customers VALUES ('c1', 'Ada', '1'); INSERT INTO orders VALUES (9007199254740993, 5)"),
  )
  await places.transmit('store')
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)

  const { came } = await browser.follow((events) => events.some(({ type }) => type === 'ended'))
  const { id } = (await browser.post<TransmitStarted>('/api/transmit')).body
  const again = await browser.post<ErrorBody>('/api/transmit')
  assert.ok(again.status === 409 || again.status === 200)
  const events = await came
  assert.equal(events[0]?.type, 'state')
  assert.ok(events.some((event) => event.type === 'progress' && event.id === id))
  const lines = events.flatMap((event) => (event.type === 'log' ? event.lines : []))
  assert.ok(
    lines.some(({ text, transmission }) => text === 'completed' && transmission === id),
    'the log is told before the end',
  )
  const numbers = lines.map(({ number }) => number)
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  )

  const month = new Date().toISOString().slice(0, 7)
  const activity = (await browser.ask<Activity>(`/api/transmissions?month=${month}`)).body
  assert.equal(activity.transmissions.find((one) => one.id === id)?.outcome, 'completed')
  assert.ok((activity.days[0]?.receivedRows ?? 0) >= 2)
  const whole = (await browser.ask<TransmissionLogLines>(`/api/transmissions/${id}`)).body
  assert.equal(whole.transmission?.received.rows, activity.transmissions.find((one) => one.id === id)?.received.rows)

  // Both change the same value, unseen by each other.
  await served.close()
  await places.transmit('store')
  places.shop.exec("UPDATE customers SET phone = '2', name = 'Ada L.' WHERE id = 'c1'")
  await places.transmit('store')
  const { Office } = await import('../../src/location/office.ts')
  const office = await Office.open(places.office)
  await office.replica.database.run("UPDATE customers SET phone = '3', name = 'Ada B.' WHERE id = 'c1'")
  await office.close()
  await places.transmit('office')

  const next = await servedHome(t, places.office)
  const page = new Browser(next.address)
  await page.post('/api/sign-in', { password: 'correct horse battery' })
  const stores = (await page.ask<StoreList>('/api/stores')).body.stores
  assert.deepEqual(
    stores.map(({ number, name, state, openConflicts }) => [number, name, state, openConflicts]),
    [['7', 'Elm Street', 'joined', 2]],
  )
  const home = Home.parse((await page.ask('/api/home')).body)
  assert.equal(home.attention[0]?.kind, 'conflicts')
  const list = (await page.ask<ConflictList>('/api/conflicts?limit=1')).body
  assert.deepEqual([list.conflicts.length, list.open, list.more], [1, 2, true])
  const first = list.conflicts[0]?.id ?? 0
  const rest = (await page.ask<ConflictList>(`/api/conflicts?after=${first}`)).body
  assert.deepEqual([rest.conflicts.length, rest.more], [1, false])
  const row = (await page.ask<ConflictRow>(`/api/conflicts/${first}`)).body
  assert.deepEqual(
    row.columns.map(({ conflict }) => conflict !== null),
    [true, true, false],
  )
  assert.equal(row.beside.length, 1)
  const phone = [row.conflict, ...row.beside].find(({ column }) => column === 'phone')
  const name = [row.conflict, ...row.beside].find(({ column }) => column === 'name')
  assert.deepEqual(
    [phone?.officeValue, phone?.storeValue],
    [
      { type: 'text', text: '3' },
      { type: 'text', text: '2' },
    ],
  )
  const decided = await page.post<Decided>('/api/conflicts/decide', {
    decisions: [
      { id: phone?.id, decision: { typed: '4' } },
      { id: name?.id, decision: { take: 'store' } },
    ],
  })
  assert.deepEqual([decided.status, decided.body.open], [200, 0])
  const settled = await page.post<ErrorBody>(`/api/conflicts/${phone?.id}/decide`, { take: 'office' })
  assert.deepEqual([settled.status, settled.body.code], [409, 'CONFLICT_SETTLED'])
  const history = (await page.ask<StoreHistory>(`/api/stores/${stores[0]?.guid}`)).body
  assert.deepEqual(history.tables.sort(), ['customers', 'orders'])
  assert.ok(history.lines.length > 0)

  const log = (await page.ask<Log>('/api/log?filter=payload+rows&limit=2')).body
  assert.ok(log.lines.length > 0 && log.lines.every(({ text }) => text.includes('rows')))
  const text = await page.ask('/api/log/text')
  assert.match(text.text, /connecting to/)
  assert.match(String((await page.ask('/api/log/download')).headers['content-disposition']), /attachment/)
})

test('an invitation is cancelled, a store retired and forgotten, each seen before it is done', async (t) => {
  const places = await network(t, {}, (shop) => shop.exec('INSERT INTO orders VALUES (1, 100)'))
  await places.transmit('store')
  await places.transmit('office')
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  const list = async () => (await browser.ask<StoreList>('/api/stores')).body
  const { stores: before, retired: none } = await list()
  assert.deepEqual([before.length, none], [1, []])
  const guid = before[0]?.guid ?? ''
  const about = await browser.ask<Retirement>(`/api/stores/${guid}/retirement`)
  assert.deepEqual(about.body, { invited: false, tables: [{ table: 'orders', rows: 1 }], openConflicts: 0 })
  const early = await browser.post<ErrorBody>(`/api/stores/${guid}/forget`)
  assert.deepEqual([early.status, early.body.code], [409, 'STORE_ACTIVE'])
  const used = await browser.post<ErrorBody>(`/api/stores/${guid}/cancel-invitation`)
  assert.deepEqual([used.status, used.body.code], [409, 'INVITATION_USED'])
  assert.ok(!used.body.hint.includes('central-office '), used.body.hint)
  assert.equal((await browser.post<ErrorBody>(`/api/stores/${guid}/retire`)).body.fields?.rows !== undefined, true)
  const done = await browser.post<{ deleted: number }>(`/api/stores/${guid}/retire`, { rows: 'delete' })
  assert.deepEqual([done.status, done.body.deleted], [200, 1])
  const after = await list()
  assert.deepEqual(
    [after.stores, after.retired.map(({ number, rowsKept, cleaned }) => [number, rowsKept, cleaned])],
    [[], [['7', false, false]]],
  )
  assert.equal((await browser.ask<ErrorBody>(`/api/stores/${guid}`)).status, 404)
  assert.equal((await browser.put<ErrorBody>(`/api/stores/${guid}`, { name: 'New' })).status, 409)
  assert.equal((await browser.post(`/api/stores/${guid}/forget`)).status, 200)
  assert.deepEqual((await list()).retired, [])
})

test('a store is invited, renamed, ignored and invited again', async (t) => {
  const places = await network(t)
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  const invited = await browser.post<Invitation>('/api/stores', { number: '0008', name: ' Mill Lane ' })
  assert.deepEqual([invited.status, invited.body.number, invited.body.name], [200, '8', 'Mill Lane'])
  assert.match(invited.body.text, /^CENTRAL-OFFICE-INVITATION-1/)
  const taken = await browser.post<ErrorBody>('/api/stores', { number: '8', name: 'Other' })
  assert.deepEqual([taken.status, taken.body.code], [409, 'STORE_NUMBER_TAKEN'])
  const wrong = await browser.post<ErrorBody>('/api/stores', { number: 'much too long', name: '' })
  assert.deepEqual(Object.keys(wrong.body.fields ?? {}).sort(), ['name', 'number'])
  const { guid } = invited.body
  assert.equal((await browser.put(`/api/stores/${guid}`, { name: 'Mill Street', ignored: true })).status, 200)
  const again = await browser.post<Invitation>(`/api/stores/${guid}/invite-again`, {
    passphrase: 'four words in a row',
  })
  assert.deepEqual([again.body.name, again.body.passphrase], ['Mill Street', 'four words in a row'])
  const { readInvitation } = await import('../../src/settings/invitation.ts')
  assert.equal(
    (await readInvitation(again.body.qr ?? '', 'four words in a row')).store.name,
    'Mill Street',
    'the QR code is the invitation',
  )
  const { stores } = (await browser.ask<StoreList>('/api/stores')).body
  assert.deepEqual(
    stores.map(({ number, state, ignored }) => [number, state, ignored]),
    [
      ['7', 'invited', false],
      ['8', 'ignored', true],
    ],
  )
  assert.equal((await browser.ask(`/api/stores/${guid.replaceAll(/[0-9]/g, '0')}`)).status, 404)
})
