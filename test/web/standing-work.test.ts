import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { withHome } from '../../src/location/running-location.ts'
import { Notices } from '../../src/model/notices.ts'
import type { TransmitTimes } from '../../src/model/transmit-times.ts'
import { Secret } from '../../src/settings/secret.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { Home } from '../../src/web/contract/home.ts'
import type { NoticeTested } from '../../src/web/contract/notices.ts'
import type { Setup } from '../../src/web/contract/setup.ts'
import { mailServer } from '../location/mail-server.ts'
import { webAddress } from '../location/web-address.ts'
import { network } from './network.ts'
import { servedHome, signedIn, signedInOffice } from './served-office.ts'

test('transmission times that are saved say on Home when the next one is due', async (t) => {
  const { browser } = await signedInOffice(t)
  const next = async () => (await browser.ask<Home>('/api/home')).body.nextTransmission
  assert.equal(await next(), null)
  const transmitTimes = { kind: 'every', minutes: 1440, weekdays: [1, 2, 3, 4, 5, 6, 7] }
  await browser.put('/api/setup', { transmitTimes })
  const midnight = new Date()
  midnight.setHours(24, 0, 0, 0)
  assert.equal(await next(), midnight.getTime())
  const shown = await browser.ask('/api/next-transmission')
  assert.deepEqual(shown.body, { nextTransmission: midnight.getTime() })
  await browser.put('/api/setup', { noTransmit: true })
  assert.equal(await next(), null)
})

test('a time missed while the program was off is caught up by itself; that it failed is told, and that it went well again', async (t) => {
  const { office, entry, ftp } = await network(t)
  const hook = await webAddress(t)
  // long enough ago to count as missed, also just after midnight
  const due = new Date(Date.now() - 2 * 3_600_000).toTimeString().slice(0, 5)
  const transmitTimes: TransmitTimes = { kind: 'at', times: [due], weekdays: [1, 2, 3, 4, 5, 6, 7] }
  await withHome(office, (open) =>
    open.save(
      { ...open.settings, transmitTimes, notices: Notices.parse({ failures: 1 }) },
      { ...open.secrets, webhook: new Secret(hook.address), password: new Secret('not the password') },
    ),
  )
  const dayBefore = Date.now() - 86_400_000
  await writeFile(join(office, 'times.json'), JSON.stringify({ upTo: dayBefore, times: JSON.stringify(transmitTimes) }))
  const served = await servedHome(t, office, { catchUpAfter: 0 })
  const failed = await hook.next()
  assert.deepEqual([failed.kind, failed.state, failed.location], ['failures', 'begun', 'Head office'])
  assert.ok(!JSON.stringify(failed).includes('not the password'))

  const browser = await signedIn(served)
  await browser.put('/api/site', { ...entry, password: ftp.password })
  await browser.post('/api/transmit')
  assert.equal((await hook.next()).state, 'well')
  const { text } = await browser.ask('/api/log?limit=200')
  assert.match(text, /was missed and is caught up/)
})

test('notices are tried before they are saved, and a saved password goes to no other mail server', async (t) => {
  const { browser } = await signedInOffice(t)
  const { port, mails } = await mailServer(t, { username: 'owner', password: 'hush' })
  const mail = { host: '127.0.0.1', port, tls: 'off', username: 'owner', from: 'a@example.com', to: ['b@example.com'] }
  const attempt = (given: object) => browser.post<NoticeTested & ErrorBody>('/api/notices/test', given)
  const sent = await attempt({ notices: { mail }, mailPassword: 'hush' })
  assert.deepEqual([sent.status, sent.body], [200, { mail: '', webhook: null }])
  assert.equal(mails.length, 1)
  const wrong = await attempt({ notices: { mail }, webhook: 'http://127.0.0.1:9/?key=1', mailPassword: 'loud' })
  assert.match(wrong.body.mail ?? '', /refuses the user name or the password/)
  assert.match(wrong.body.webhook ?? '', /does not answer/)
  assert.deepEqual((await attempt({ notices: { mail: null } })).status, 400)

  const notices = { silentHours: 24, failures: 3, mail }
  const saved = await browser.put<Setup>('/api/setup', { notices, mailPassword: 'hush' })
  assert.equal(saved.body.mailPasswordSet, true)
  assert.equal((await attempt({ notices: { mail } })).body.mail, '')
  const elsewhere = await attempt({ notices: { mail: { ...mail, host: 'localhost' } } })
  assert.deepEqual(elsewhere.body.fields, { mailPassword: 'enter the password of the mail account' })
  const moved = { notices: { ...notices, mail: { ...mail, host: 'localhost' } } }
  const refused = await browser.put<ErrorBody>('/api/setup', moved)
  assert.deepEqual(refused.body.fields, { mailPassword: 'enter the password of the mail account' })
  assert.equal((await browser.put('/api/setup', { ...moved, mailPassword: 'another' })).status, 200)
})

test('a web address that is saved is never shown again, can be tried, stays where it is not named, and goes', async (t) => {
  const { browser } = await signedInOffice(t)
  const hook = await webAddress(t)
  const { origin } = new URL(hook.address)
  const put = (change: object) => browser.put<Setup>('/api/setup', change)
  const saved = await put({ webhook: hook.address })
  assert.deepEqual([saved.status, saved.body.webhookAt], [200, origin])
  assert.equal((await put({ name: 'Main office' })).body.webhookAt, origin)
  assert.ok(!(await browser.ask('/api/setup')).text.includes('key=1'))
  const attempt = (given: object) =>
    browser.post<NoticeTested>('/api/notices/test', { notices: { mail: null }, ...given })
  assert.deepEqual([(await attempt({})).body.webhook, hook.told.length], ['', 1])
  assert.equal((await attempt({ webhook: null })).status, 400, 'what is about to be removed is not tried')
  assert.equal((await put({ webhook: 'http://hooks.example.com/' })).status, 400)
  assert.equal((await put({ webhook: null })).body.webhookAt, null)
  assert.equal((await attempt({})).status, 400)
})
