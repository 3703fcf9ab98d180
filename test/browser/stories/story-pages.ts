import assert from 'node:assert/strict'
import type { Browser, Locator, Page, Request } from 'playwright-core'

/** Generous: these run on computers that do other things as well. */
const PATIENCE_MS = 15_000

/** A tab of a browser of its own (cookies, storage), and what went wrong in it that nobody would see. */
export type Tab = {
  page: Page
  complaints: string[]
  /** Once every answer that the page asked for has come; the stream of events has no end. */
  quiet: () => Promise<void>
  close: () => Promise<void>
}

export async function newTab(browser: Browser, width = 1280): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width, height: 860 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE_MS)
  return tabOf(await context.newPage())
}

/** Warnings of the pages themselves, breaches of their policy, and requests that leave their own server. */
export function tabOf(page: Page): Tab {
  const complaints: string[] = []
  page.on('console', (message) => {
    const fromPage = message.type() === 'error' || message.type() === 'warning'
    // A refusal that the page shows to the person; the browser writes it down all the same.
    if (fromPage && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (!['blob:', 'data:'].includes(protocol) && hostname !== '127.0.0.1') complaints.push(request.url())
  })
  const asked = new Set<Request>()
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith('/api/events')) asked.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (request) => {
      asked.delete(request)
    })
  const quiet = async () => {
    do {
      await Promise.all([...asked].map((request) => request.response().then((response) => response?.finished())))
      // What came is drawn, and may ask for more.
      await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(0))))')
    } while (asked.size > 0)
  }
  return { page, complaints, quiet, close: () => page.context().close() }
}

/** With the one-time link and a password, as at a first start. */
export async function welcome({ page }: Tab, link: string | null, password: string): Promise<void> {
  assert.ok(link, 'a first start prints a one-time link')
  await page.goto(link)
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('The same once more').fill(password)
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  await heading(page, 'Home')
}

export async function signIn({ page }: Tab, address: string, password: string): Promise<void> {
  await page.goto(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await heading(page, 'Home')
}

export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor()

/** By the menu, as people go. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByTitle(name, { exact: true }).click()
  await heading(page, name)
}

/** Presses Transmit on its page and waits for the end. Returns what the page says of it. */
export async function transmitOn(page: Page): Promise<string> {
  await goTo(page, 'Transmit')
  const status = page.locator('[aria-live=polite]').filter({ has: page.getByText(/^Received .* sent /) })
  const began = page.waitForResponse((response) => response.url().endsWith('/api/transmit'))
  await page.getByRole('button', { name: 'Transmit', exact: true }).click()
  assert.equal((await began).status(), 200)
  await page.getByRole('button', { name: 'Transmit', exact: true, disabled: false }).waitFor()
  return (await status.innerText()).replaceAll(/\s+/g, ' ')
}

/** Finds a row of a table on the Data page, by words that stand in it alone. */
export async function findRow(page: Page, table: string, words: string): Promise<Locator> {
  await goTo(page, 'Data')
  await page.getByRole('button', { name: new RegExp(`^${table}\\b`) }).click()
  await heading(page, table)
  await page.getByLabel(`Search in ${table}`).fill(words)
  const row = page.getByRole('row').filter({ hasText: words })
  await row.waitFor()
  await page.getByRole('row').nth(2).waitFor({ state: 'detached' })
  return row
}

/** What the Data page has of a row in one of its columns. */
export async function cellOf(page: Page, row: Locator, column: string): Promise<string> {
  const columns = await page.getByRole('columnheader').allInnerTexts()
  return row
    .getByRole('cell')
    .nth(columns.findIndex((name) => name.trim() === column))
    .innerText()
}

/** Opens the row, types another value into a column, saves. */
export async function editRow(page: Page, row: Locator, column: string, value: string): Promise<void> {
  await row.click()
  await page.getByRole('dialog').getByLabel(column, { exact: true }).fill(value)
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('The row is saved.').first().waitFor()
}
