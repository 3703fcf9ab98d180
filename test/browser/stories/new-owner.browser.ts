import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe } from 'node:test'
import type { Browser } from 'playwright-core'
import { fillInProcess } from '../../../src/demo/fill-in-process.ts'
import { type FtpSite, startFtpSite } from '../../../src/demo/ftp-site/ftp-site.ts'
import { Office } from '../../../src/location/office.ts'
import { Store } from '../../../src/location/store.ts'
import { type Served, serve } from '../../../src/web/serve.ts'
import { buildPages } from '../../../ui/build-pages.ts'
import { startChromium, withoutChromium } from '../chromium.ts'
import { steps } from './steps.ts'
import { goTo, heading, newTab, type Tab, transmitOn, welcome } from './story-pages.ts'

const OFFICE_PASSWORD = 'three blue horses'
const STORE_PASSWORD = 'two grey donkeys'

describe('a new owner, from the first start to the first collated report', { skip: withoutChromium }, () => {
  const step = steps()
  const folder = mkdtempSync(join(tmpdir(), 'new-owner-'))
  const shopFile = join(folder, 'shop.db')
  let site: FtpSite
  let served: { office: Served; store: Served }
  let browser: Browser
  let office: Tab
  let store: Tab
  let invitation = { text: '', passphrase: '' }

  before(async () => {
    buildPages()
    site = await startFtpSite({ tls: 'explicit', root: join(folder, 'site') })
    await fillInProcess({ file: shopFile, seed: 7, rows: 150, store: 0, lastDate: '2026-03-31' })
    await Office.init(join(folder, 'office'), { name: 'Riverside Auto Group' })
    await Store.init(join(folder, 'store'), { database: shopFile, name: 'Harbour' })
    served = {
      office: await serve({ home: join(folder, 'office'), port: 0 }),
      store: await serve({ home: join(folder, 'store'), port: 0 }),
    }
    browser = await startChromium()
    office = await newTab(browser)
    store = await newTab(browser)
  })
  after(async () => {
    await browser?.close()
    await served?.office.close()
    await served?.store.close()
    await site?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  step('sets a password with the one-time link, and Home says what comes first', async () => {
    await welcome(office, served.office.welcome, OFFICE_PASSWORD)
    assert.equal(new URL(office.page.url()).hash, '', 'the link is not kept in the address')
    await office.page.getByRole('link', { name: 'Configure FTP' }).first().click()
    await office.page.getByRole('dialog', { name: 'Configure FTP' }).waitFor()
  })

  step('configures the FTP site: tests, trusts the certificate shown, tests again, saves', async () => {
    const { page } = office
    const dialog = page.getByRole('dialog', { name: 'Configure FTP' })
    await dialog.getByLabel('Host').fill(site.host)
    await dialog.getByLabel('Home Dir').fill('network')
    await dialog.getByLabel('Username').fill(site.username)
    await dialog.getByLabel('Password', { exact: true }).fill(site.password)
    await dialog.getByLabel('Port').fill(String(site.port))
    await dialog.getByRole('button', { name: 'Test Connection' }).click()
    await dialog.getByText('It is not trusted by itself: no authority vouches for it').waitFor()
    const shown = (await dialog.getByText(/^([0-9A-F]{2}[: ]?){32}$/i).innerText()).replaceAll(/[^0-9a-f]/gi, '')
    assert.equal(shown.toLowerCase(), site.fingerprint, 'the fingerprint to compare is that of the site')
    await dialog.getByRole('button', { name: 'Trust this certificate' }).click()
    await dialog.getByRole('button', { name: 'Test Connection' }).click()
    await dialog.getByText('You trust this one by its fingerprint').waitFor()
    await dialog.getByRole('listitem').filter({ hasText: 'Delete files' }).getByRole('img', { name: 'done' }).waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('FTP Configuration is saved').waitFor()
    assert.equal(served.office.pages.open.settings.site?.host, site.host)
  })

  step('invites a store', async () => {
    const { page } = office
    await goTo(page, 'Stores')
    await page.getByRole('button', { name: 'Invite a store' }).first().click()
    await page.getByLabel('Store number').fill('12')
    await page.getByRole('dialog').getByLabel('Name').fill('Harbour Garage')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: /Invitation for store 0000012/ })
    const passphrase = await dialog.getByRole('status', { name: 'Passphrase' }).innerText()
    invitation = { text: await dialog.getByLabel('Invitation', { exact: true }).inputValue(), passphrase }
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Yes, close' }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  step('joins at the store with the invitation alone, and transmits', async () => {
    const { page } = store
    await welcome(store, served.store.welcome, STORE_PASSWORD)
    await goTo(page, 'Setup')
    await page.getByRole('textbox', { name: 'Invitation' }).fill(invitation.text)
    await page.getByLabel('Passphrase', { exact: true }).fill('not the passphrase')
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await page
      .getByText(/passphrase/i)
      .last()
      .waitFor()
    await page.getByLabel('Passphrase', { exact: true }).fill(invitation.passphrase)
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await page.getByText('This is now store 0000012, Harbour Garage').waitFor()
    assert.match(await transmitOn(page), /Completed.*sent \d[\d,]* rows/)
  })

  step('transmits at the office, and the first report has the figures of the shop', async () => {
    const { page } = office
    assert.match(await transmitOn(page), /Completed.*Received \d[\d,]* rows/)
    await goTo(page, 'Home')
    await page.getByText('Harbour Garage').first().waitFor()
    await goTo(page, 'Reports')
    await page.getByRole('button', { name: /Sales by store and month/ }).click()
    await heading(page, /Sales by store and month/)
    await page.getByLabel('From', { exact: true }).fill('2020-01-01')
    const expected = salesByMonth(shopFile)
    assert.ok(expected.length > 3)
    await page.getByRole('row').nth(expected.length).waitFor()
    const rows = await page.getByRole('row').filter({ hasText: 'Harbour Garage' }).all()
    const shown = await Promise.all(rows.map((row) => row.getByRole('cell').allInnerTexts()))
    assert.deepEqual(
      shown.map(([month, , orders, sales]) => [month, Number(orders), Number(sales?.replaceAll(/[^\d.]/g, ''))]),
      expected,
    )
    assert.deepEqual([...office.complaints, ...store.complaints], [])
  })
})

/** Reckoned from the shop's own database: month, orders, sales (whole cents there). */
function salesByMonth(file: string): [string, number, number][] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const orders = database
      .prepare("SELECT closed_at, total FROM repair_orders WHERE status IN ('paid', 'on account') ORDER BY closed_at")
      .all() as { closed_at: string; total: number }[]
    const months = Map.groupBy(orders, (order) => order.closed_at.slice(0, 7))
    return [...months].map(([month, all]) => [month, all.length, all.reduce((sum, { total }) => sum + total, 0) / 100])
  } finally {
    database.close()
  }
}
