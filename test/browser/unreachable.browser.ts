import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer } from './mock-api.ts'

describe('the pages while their server does not answer, and where there is no page', { skip: withoutChromium }, () => {
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

  const open = async (path: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage()
    await page.goto(server.address + path)
    return page
  }
  /** What is left of styles that could not be fetched: the page would be shown without them. */
  const missingStyles = (page: Page) =>
    page.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].filter(({ sheet }) => sheet === null).length")

  it('a page that was not visited yet says that nothing answers, and opens as soon as the server is back', async () => {
    const page = await open('/')
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('link', { name: 'Replica Setup' }).click()
    const notice = page.getByRole('alert')
    await notice.getByText('Central Office does not answer on this computer.').waitFor()
    assert.doesNotMatch(String(await notice.textContent()), /preload|fetch|import/i)
    await page.context().setOffline(false)
    await page.getByRole('heading', { level: 1, name: 'Replica Setup' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/replica-setup')
    assert.equal(await missingStyles(page), 0)
    await page.context().close()
  })

  it('a page that was asked for in vain, by the pointer alone, opens with its styles once the server is back', async () => {
    const page = await open('/')
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.context().setOffline(true)
    const inVain = page.waitForEvent('requestfailed', (request) => request.url().includes('/assets/'))
    await page.getByRole('link', { name: 'Reports' }).focus()
    await inVain
    await page.context().setOffline(false)
    await page.getByRole('link', { name: 'Reports' }).click()
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor()
    assert.equal(await missingStyles(page), 0)
    await page.context().close()
  })

  it('changing the password says the same in a corner, and the page stays as it is', async () => {
    const page = await open('/')
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Colours, password, sign out' }).click()
    await page.getByRole('menuitem', { name: 'Change password …' }).click()
    await page.getByRole('status').getByText('Central Office does not answer on this computer.').first().waitFor()
    assert.ok(await page.getByRole('heading', { level: 1, name: 'Home' }).isVisible())
    await page.context().close()
  })

  it('an address that is no page says so, and leads to Home', async () => {
    const page = await open('/stores-list')
    await page.getByText('There is no page at this address').waitFor()
    await page.getByRole('link', { name: 'Go to Home' }).click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.context().close()
  })
})
