import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer, usualPretence } from './mock-api.ts'

describe('pages and tabs name locations, stores and rows', { skip: withoutChromium }, () => {
  let server: MockServer
  let browser: Browser

  before(async () => {
    buildPages()
    server = await startMockServer()
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(() => {
    server.pretence = usualPretence
  })

  const open = async (path: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage()
    await page.goto(server.address + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }
  const titled = (page: Page, title: string) =>
    page.waitForFunction((wanted) => Reflect.get(globalThis, 'document').title === wanted, title)

  it('the tab names the location and the conflicts that wait', async () => {
    const page = await open('/setup')
    await titled(page, '(4) Setup - Riverside Auto Group')
    await page.getByRole('link', { name: 'Stores' }).click()
    await titled(page, '(4) Stores - Riverside Auto Group')
    server.pretence = { ...usualPretence, stores: 0 }
    await page.goto(`${server.address}/`)
    await titled(page, 'Home - Riverside Auto Group')
    server.pretence = { ...usualPretence, session: { ...usualPretence.session, signedIn: false } }
    await page.goto(`${server.address}/`)
    await titled(page, 'Sign in - Riverside Auto Group')
    await page.context().close()
  })

  it('conflicts say whose they are and which row they are about', async () => {
    const page = await open('/conflicts')
    await page.getByRole('link', { name: 'customers.phone, Mia Lindqvist' }).waitFor()
    assert.ok((await page.getByText('Harbour Garage').count()) > 0)
    assert.equal(await page.getByText('6e0c1b52-8a0e').count(), 0)
    await page.getByRole('link', { name: 'customers.phone, Mia Lindqvist' }).click()
    await page.getByRole('heading', { level: 1, name: 'customers, Mia Lindqvist' }).waitFor()
    await page.getByText('Incoming, Harbour Garage').first().waitFor()
    await page.context().close()
  })

  it('the log and Data name stores, and fields say nothing of SQL', async () => {
    const page = await open('/transmit')
    await page.getByText('Harbour Garage: ').first().waitFor()
    await page.getByLabel('Filter the log').fill('mill street')
    await page.getByText('Mill Street Motors: ').first().waitFor()
    assert.equal(await page.getByText('Harbour Garage: ').count(), 0)
    await page.goto(`${server.address}/data/repair_orders`)
    await page.getByRole('cell', { name: 'Mill Street Motors' }).first().waitFor()
    await page.locator('tr[data-index="0"]').click()
    await page.getByRole('dialog', { name: /^repair_orders, Ada Byron, / }).waitFor()
    assert.doesNotMatch(String(await page.getByRole('dialog').textContent()), /INTEGER|TEXT|REAL|VARCHAR/)
    await page.context().close()
  })
})
