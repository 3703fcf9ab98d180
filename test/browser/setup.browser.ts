import assert from 'node:assert/strict'
import { before, describe, it, type TestContext } from 'node:test'
import type { NextTransmission } from '../../src/web/contract/home.ts'
import type { Setup } from '../../src/web/contract/setup.ts'
import { buildPages } from '../../ui/build-pages.ts'
import { mailServer } from '../location/mail-server.ts'
import { signedInOffice } from '../web/served-office.ts'
import { startChromium, withoutChromium } from './chromium.ts'

/** Setup of a real office, opened by somebody who is signed in. */
async function openedSetup(t: TestContext) {
  const { browser: api, served } = await signedInOffice(t)
  const browser = await startChromium()
  t.after(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const [name = '', value = ''] = (api.cookie ?? '').split('=')
  await context.addCookies([{ name, value, url: served.address }])
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${served.address}/setup`)
  await page.getByRole('heading', { level: 1, name: 'Setup' }).waitFor()
  const save = async () => {
    const answered = page.waitForResponse((answer) => answer.request().method() === 'PUT')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    assert.equal((await answered).status(), 200)
  }
  const saved = async () => (await api.ask<Setup>('/api/setup')).body
  return { api, page, save, saved }
}

describe('Setup in a browser', { skip: withoutChromium }, () => {
  before(buildPages)

  it('takes transmission times, which count at once', async (t) => {
    const { api, page, save, saved } = await openedSetup(t)
    await page.getByText('Next transmission: when someone presses Transmit').waitFor()
    await page.getByLabel('At certain times').check()
    await page.getByRole('combobox', { name: 'Times', exact: true }).fill('7:30')
    await page.keyboard.press('Enter')
    await page.getByText('Sun', { exact: true }).click()
    await save()
    assert.deepEqual((await saved()).transmitTimes, {
      kind: 'at',
      times: ['07:30', '19:00'],
      weekdays: [1, 2, 3, 4, 5, 6],
    })
    await page.getByText(/Next transmission: .*\d\d?:[03]0/).waitFor()
    const { nextTransmission } = (await api.ask<NextTransmission>('/api/next-transmission')).body
    assert.ok(nextTransmission !== null && nextTransmission > Date.now())
    await page.getByLabel('Every so many minutes').check()
    await page.getByLabel('Minutes', { exact: true }).fill('0')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Not saved: see what is marked above.').waitFor()
    await page.getByLabel('Minutes', { exact: true }).fill('15')
    await save()
    assert.deepEqual((await saved()).transmitTimes, { kind: 'every', minutes: 15, weekdays: [1, 2, 3, 4, 5, 6] })
  })

  it('takes and shows times as they are written where the person is, and tells what is no time', async (t) => {
    const { page, save, saved } = await openedSetup(t)
    await page.getByLabel('At certain times').check()
    const times = page.getByRole('combobox', { name: 'Times', exact: true })
    await times.fill('7:30 pm')
    await page.keyboard.press('Enter')
    await page.getByText(/^7:30\sPM$/).waitFor()
    await times.fill('noon')
    await page.keyboard.press('Enter')
    await page.getByText('“noon” is not a time of day. A time looks like 07:30 or 7:30 pm').waitFor()
    await page.keyboard.press('Backspace')
    const days = page.getByRole('checkbox', { name: /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat)$/ })
    assert.equal(await days.first().getAttribute('value'), '7', 'the week of an American begins on Sunday')
    await save()
    assert.deepEqual((await saved()).transmitTimes, {
      kind: 'at',
      times: ['19:00', '19:30'],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
    })
  })

  it('tries notices as they are entered, marks what is missing, and saves them', async (t) => {
    const { page, save, saved } = await openedSetup(t)
    const { port, mails } = await mailServer(t, { username: 'owner', password: 'hush' })
    await page.getByLabel('When a store has not been heard of', { exact: true }).check()
    await page.getByLabel('By e-mail').check()
    await page.getByRole('button', { name: 'Send a test notice' }).click()
    await page.getByText('Enter the name of the mail server').waitFor()
    await page.getByLabel('Mail server', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Port of the mail server').fill(String(port))
    await page.getByRole('combobox', { name: 'Encryption' }).click()
    await page.getByRole('option', { name: /^Off/ }).click()
    await page.getByLabel('User name of the mail account').fill('owner')
    await page.getByLabel('From').fill('office@example.com')
    await page.getByRole('combobox', { name: 'To', exact: true }).fill('owner@example.com')
    await page.getByRole('button', { name: 'Send a test notice' }).click()
    await page.getByText('Enter the password of the mail account').waitFor()
    await page.getByLabel('Password of the mail account', { exact: true }).fill('hush')
    await page.getByRole('button', { name: 'Send a test notice' }).click()
    await page.getByText('E-mail: sent.').waitFor()
    assert.match(mails[0] ?? '', /^To: owner@example\.com$/m)
    await save()
    const { notices, mailPasswordSet } = await saved()
    assert.deepEqual([notices.silentHours, notices.mail?.to, mailPasswordSet], [48, ['owner@example.com'], true])
    await page.reload()
    await page.getByRole('button', { name: 'Send a test notice' }).click()
    await page.getByText('E-mail: sent.').waitFor()
    assert.equal(mails.length, 2, 'with the saved password')
  })
})
