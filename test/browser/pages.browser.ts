import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { axeFindings } from './axe-findings.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer, usualPretence } from './mock-api.ts'
import { guidOf } from './sample-stores.ts'

const places = [
  '/',
  '/transmit',
  '/transmit/t-9',
  '/stores',
  `/stores/${guidOf(1)}`,
  '/conflicts',
  '/conflicts/41',
  '/conflicts/40',
  '/data',
  '/data/repair_orders',
  '/reports',
  '/reports/sales',
  '/replica-setup',
  '/setup',
  '/setup?ftp',
]

/** Pages that a store alone has. */
const atStore = ['/parked', '/parked/3', '/tables', '/setup#recover']

describe('the pages in a browser, with sample data', { skip: withoutChromium }, () => {
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
    server.requests.length = 0
  })

  const open = async (path: string): Promise<[Page, string[]]> => {
    if (atStore.includes(path))
      server.pretence = { ...usualPretence, session: { ...usualPretence.session, role: 'store', number: '12' } }
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(server.address))
        complaints.push(request.url())
    })
    await page.goto(server.address + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return [page, complaints]
  }

  for (const path of [...places, ...atStore])
    it(`${path} passes axe-core in light and dark colours, fits screens of 390 to 1920 pixels, and breaks no rule of the policy`, async () => {
      const [page, complaints] = await open(path)
      await page.waitForLoadState('load')
      await page.waitForTimeout(300)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
        assert.deepEqual(await axeFindings(page), [], colorScheme)
      }
      for (const width of [390, 768, 1920]) {
        await page.setViewportSize({ width, height: 860 })
        const tooWide = Number(
          await page.evaluate(`new Promise((drawn) => requestAnimationFrame(() =>
          requestAnimationFrame(() => drawn(document.documentElement.scrollWidth - innerWidth))))`),
        )
        assert.ok(tooWide <= 0, `${tooWide} px too wide for ${width}`)
      }
      assert.deepEqual(complaints, [])
      await page.context().close()
    })

  it('signs in, and says what is wrong beside the field', async () => {
    server.pretence = {
      ...usualPretence,
      session: { ...usualPretence.session, signedIn: false },
      refusals: {
        'POST /api/sign-in': {
          status: 401,
          body: { code: 'SIGN_IN_REFUSED', message: 'That is not the password.', hint: '', retryable: false },
        },
      },
    }
    const [page] = await open('/')
    await page.getByLabel('Password', { exact: true }).fill('wrong password')
    await page.keyboard.press('Enter')
    await page.getByText('That is not the password.').waitFor()
    server.pretence = { ...server.pretence, refusals: {} }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.context().close()
  })

  it('takes the one-time link out of the address, and finds it again after a reload', async () => {
    server.pretence = { ...usualPretence, session: { ...usualPretence.session, signedIn: false, needsPassword: true } }
    const [page] = await open('/#welcome=secret-token')
    assert.equal(new URL(page.url()).hash, '')
    await page.reload()
    await page.getByLabel('New password').fill('three blue horses')
    await page.getByLabel('The same once more').fill('three blue horses')
    await page.getByRole('button', { name: 'Set password and sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.context().close()
  })

  it('keeps what was typed in Setup through a reload, but never a password', async () => {
    const [page] = await open('/setup')
    await page.getByLabel('Name', { exact: true }).fill('Northern Auto Group')
    await page.getByLabel('Password of the mail account', { exact: true }).fill('mail-secret')
    await page.waitForTimeout(100)
    assert.ok(!String(await page.evaluate('JSON.stringify({ ...sessionStorage })')).includes('mail-secret'))
    await page.reload()
    await page.getByText('There are changes that are not saved yet.').waitFor()
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Northern Auto Group')
    await page.context().close()
  })

  it('decides a conflict by keyboard alone', async () => {
    const [page] = await open('/conflicts/41')
    const reach = async (name: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab')
        const focused = await page.evaluate(
          "document.activeElement?.closest('label')?.innerText ?? document.activeElement?.innerText ?? ''",
        )
        if (String(focused).includes(name)) return
      }
      assert.fail(`${name} is not reached by the Tab key`)
    }
    await reach('All incoming')
    await page.keyboard.press('Enter')
    await reach('Resolve')
    await page.keyboard.press('Enter')
    await page.getByText(/Resolved\. 1 value left/).waitFor()
    assert.ok(server.requests.includes('POST /api/conflicts/decide'))
    await page.context().close()
  })

  it('puts a lost value of a settled conflict back, found by its words', async () => {
    const [page] = await open('/conflicts?which=all')
    await page.getByLabel('Find a conflict').fill('city')
    await page.getByRole('link', { name: /customers\.city/ }).click()
    await page.getByRole('button', { name: "Put back the office's value" }).click()
    await page.getByText(/city is .* again/).waitFor()
    assert.ok(server.requests.includes('POST /api/conflicts/put-back'))
    await page.context().close()
  })

  it('settles a parked row at a store, after asking', async () => {
    const [page] = await open('/parked')
    await page.getByRole('link', { name: /customers, row/ }).click()
    await page.getByText('In its way: the same unique value').waitFor()
    await page.getByRole('button', { name: 'Keep what stands here …' }).click()
    assert.ok(!server.requests.includes('POST /api/parked/discard'))
    await page.getByRole('dialog').getByRole('button', { name: 'Keep what stands here' }).click()
    await page.getByText('the next transmission carries it on').waitFor()
    await page.context().close()
  })

  it('switches capture of a table off, and back on by Undo', async () => {
    const [page] = await open('/tables')
    await page.getByRole('button', { name: 'Switch off capture of customers' }).click()
    await page.getByText('812 rows kept to compare with').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Meanwhile: 0 new, 1 changed').waitFor()
    await page.context().close()
  })

  it('tells a filter that cannot be used beside its field, and saves nothing meanwhile', async () => {
    const [page] = await open('/replica-setup')
    await page.getByLabel('Columns and filter of repair_orders').click()
    await page.getByLabel('Only rows with').fill("nobody = 'x'")
    await page.getByLabel('repair_orders', { exact: true }).waitFor()
    await page
      .locator('.mantine-TextInput-error, [id$=-error]')
      .getByText('no store has shown a column nobody')
      .waitFor()
    assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled())
    await page.getByLabel('Only rows with').fill("status <> 'quote'")
    await page.getByLabel('Who sets repair_orders.total').selectOption('office')
    await page.getByRole('button', { name: 'Save', disabled: false }).click()
    await page.getByText('saved as version 5').waitFor()
    await page.context().close()
  })

  it('edits a value as its column keeps it, tells what is not a number, and brings a deleted row back', async () => {
    const [page] = await open('/data/repair_orders')
    const sent: { values?: object; before?: object }[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/api/data/repair_orders') && request.method() !== 'GET')
        sent.push(request.postDataJSON())
    })
    const openRow = async () => {
      await page.getByRole('row').nth(1).click()
      await page.getByRole('dialog').getByLabel('odometer', { exact: true }).waitFor()
    }
    await openRow()
    await page.getByLabel('odometer', { exact: true }).fill('a lot')
    await page.getByText('This is not a number').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled())
    await page.getByLabel('odometer', { exact: true }).fill('9007199254740993')
    await page.getByLabel('closed_at', { exact: true }).fill('2026-02-03T04:05')
    await page.getByRole('button', { name: 'Several lines for complaint' }).click()
    await page.getByLabel('complaint', { exact: true }).fill('one\ntwo')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The row is saved').waitFor()
    const { values } = sent[0] ?? {}
    const { closed_at, ...rest } = values as Record<string, { type: string; text: string }>
    assert.match(closed_at?.text ?? '', /^2026-02-03[ T]04:05(:00)?$/)
    assert.deepEqual(rest, {
      odometer: { type: 'integer', text: '9007199254740993' },
      complaint: { type: 'text', text: 'one\ntwo' },
    })
    await openRow()
    await page.getByRole('button', { name: 'Delete …' }).click()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByText('The row is deleted').waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: 'The row is deleted' })
      .getByRole('button', { name: 'Undo' })
      .last()
      .click()
    await page.getByText('The row is back as it was').waitFor()
    await page.context().close()
  })

  it('offers to test before it saves settings of the site that were not tested', async () => {
    const [page] = await open('/setup?ftp')
    await page.getByLabel('Host').fill('ftp.other.example')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Test first' }).click()
    await page.getByText('Not usable').waitFor()
    await page.getByText('give this account the right to delete files').waitFor()
    assert.ok(!server.requests.includes('PUT /api/site'))
    await page.context().close()
  })

  it('starts a transmission once, where the address says so', async () => {
    const [page] = await open('/transmit?start')
    await page.getByText('importing payload 118 of 121').waitFor()
    assert.equal(new URL(page.url()).search, '')
    await page.reload()
    await page.getByText('importing payload 118 of 121').waitFor()
    assert.equal(server.requests.filter((request) => request === 'POST /api/transmit').length, 1)
    await page.context().close()
  })

  it('scrolls through a table page by page, and opens a row by keyboard', async () => {
    const [page] = await open('/data/repair_orders')
    await page.getByRole('cell', { name: '12-26001' }).waitFor()
    await page.getByRole('row').nth(1).focus()
    await page.keyboard.press('End')
    await page.getByRole('cell', { name: '12-26200' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('cell', { name: '12-26201' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('complaint', { exact: true }).waitFor()
    await page.context().close()
  })
})
