import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { axeFindings } from './axe-findings.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer, usualPretence } from './mock-api.ts'

/** Columns in the order in which they stand, with where they begin and whether their values are cut. */
const seen = `(() => {
  const grid = document.querySelector('table[aria-label=vehicles]').parentElement
  const edge = grid.getBoundingClientRect()
  const cells = [...grid.querySelectorAll('tr[data-index="0"] td')]
  return [...grid.querySelectorAll('th')].map((head, at) => ({
    name: head.innerText.trim(),
    left: Math.round(head.getBoundingClientRect().left - edge.left),
    cellLeft: Math.round(cells[at].getBoundingClientRect().left - edge.left),
    cut: cells[at].scrollWidth > cells[at].clientWidth,
    text: cells[at].innerText,
    onTop: grid.querySelector('tr[data-index="0"]').contains(document.elementFromPoint(
      cells[at].getBoundingClientRect().left + 8, cells[at].getBoundingClientRect().top + 8))
      && cells[at].contains(document.elementFromPoint(
      cells[at].getBoundingClientRect().left + 8, cells[at].getBoundingClientRect().top + 8)),
  }))
})()`
type Seen = { name: string; left: number; cellLeft: number; cut: boolean; text: string; onTop: boolean }

describe('tables with many columns', { skip: withoutChromium }, () => {
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
    server.pretence = { ...usualPretence }
  })

  const open = async (width = 1280): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 860 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(`${server.address}/data/vehicles`)
    await page.getByRole('row').nth(3).waitFor()
    return page
  }
  const look = async (page: Page) => (await page.evaluate(seen)) as Seen[]
  const scrollRight = (page: Page) =>
    page.evaluate(`new Promise((drawn) => {
      document.querySelector('table[aria-label=vehicles]').parentElement.scrollLeft = 900
      requestAnimationFrame(() => requestAnimationFrame(drawn))
    })`)

  it('keep store and key in sight while they are scrolled sideways, above what goes by', async () => {
    const page = await open()
    const first = await look(page)
    assert.deepEqual(
      first.slice(0, 3).map(({ name }) => name),
      ['Store', 'vin', 'owner'],
    )
    await scrollRight(page)
    const now = await look(page)
    for (const at of [0, 1]) {
      assert.equal(now[at]?.left, first[at]?.left)
      assert.equal(now[at]?.cellLeft, first[at]?.left)
      assert.ok(now[at]?.onTop, now[at]?.name)
    }
    assert.ok((now[2]?.left ?? 0) < 0, 'the others are scrolled')
    assert.deepEqual(await axeFindings(page), [])
    await page.context().close()
  })

  it('leave room for the others on a telephone: only what is narrow enough stays', async () => {
    const page = await open(390)
    await scrollRight(page)
    const now = await look(page)
    assert.deepEqual(now.filter(({ left }) => left >= 0 && left < 170).map(({ name }) => name)[0], 'Store')
    assert.ok((now[1]?.left ?? 0) < 0, 'the key goes along')
    await page.context().close()
  })

  it('show a VIN whole, and the beginning of a text that is read from the right', async () => {
    const page = await open()
    const vin = (await look(page)).find(({ name }) => name === 'vin')
    assert.deepEqual([vin?.text, vin?.cut], ['WBAWB73569P040001', false])
    const arabic = page.getByRole('cell', { name: /^شركة/ }).first()
    const direction = await arabic.evaluate((cell) => {
      // biome-ignore lint/suspicious/noExplicitAny: the page's own document
      const view = globalThis as any
      return view.getComputedStyle(cell).direction
    })
    assert.equal(direction, 'rtl', 'an ellipsis stands at its end, which is the left')
    await arabic.click()
    const owner = page.getByRole('dialog').getByLabel('owner', { exact: true })
    assert.equal(await owner.getAttribute('dir'), 'auto')
    await page.context().close()
  })

  it('hide columns that a person does not want, until they are wanted again', async () => {
    const page = await open()
    const names = async () => (await look(page)).map(({ name }) => name)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByLabel('Find a column').fill('equipment_1')
    await page.getByLabel('equipment_17', { exact: true }).uncheck()
    assert.deepEqual(await axeFindings(page), [])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Columns (1 hidden)' }).waitFor()
    assert.ok(!(await names()).includes('equipment_17'))
    await page.reload()
    await page.getByRole('button', { name: 'Columns (1 hidden)' }).click()
    assert.ok(!(await names()).includes('equipment_17'))
    await page.getByRole('button', { name: 'Hide all' }).click()
    assert.deepEqual(await names(), ['Store', 'vin'])
    await page.getByRole('button', { name: 'Show all' }).click()
    assert.equal((await names()).length, 34)
    await page.context().close()
  })

  it('have a Save that is always in sight, and fields that are found by name', async () => {
    const page = await open(390)
    await page.getByRole('row').nth(1).click()
    const dialog = page.getByRole('dialog')
    const save = dialog.getByRole('button', { name: 'Save' })
    await dialog.getByLabel('Find a field').fill('equipment_28')
    await dialog.getByLabel('equipment_28', { exact: true }).fill('Trailer hitch')
    assert.equal(await dialog.getByLabel('plate', { exact: true }).count(), 0)
    await dialog.getByLabel('Find a field').fill('')
    await dialog.getByLabel('owner', { exact: true }).scrollIntoViewIfNeeded()
    const box = await save.boundingBox()
    assert.ok(box !== null && box.y + box.height <= 860, 'in sight from the first field on')
    assert.equal(await dialog.getByLabel('equipment_28', { exact: true }).inputValue(), 'Trailer hitch')
    await save.click()
    await page.getByText('The row is saved').waitFor()
    await page.context().close()
  })
})
