import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer } from './mock-api.ts'

/** Inside the margins of A4, in CSS pixels. */
const PAPER = 680

/** Measured before anything can be drawn again: a browser draws nothing again for paper either. */
const onPaper = `(() => {
  document.body.style.width = '${PAPER}px'
  const bounds = (element) => { const { left, right } = element.getBoundingClientRect(); return { left, right } }
  const drawn = [...document.querySelectorAll('figure svg')].filter((svg) => svg.getBoundingClientRect().width > 0)
  const marks = drawn.flatMap((svg) => [...svg.querySelectorAll('rect, circle, text')])
  const swatch = document.querySelector('figcaption span span')
  return {
    drawings: drawn.length,
    marks: marks.length,
    edge: Math.max(...marks.map((mark) => bounds(mark).right)),
    table: Math.max(...[...document.querySelectorAll('td, th')].map((cell) => bounds(cell).right)),
    fields: [...document.querySelectorAll('main input, main select, main button')].filter((field) => field.offsetParent).length,
    swatch: swatch && getComputedStyle(swatch).printColorAdjust,
    text: document.querySelector('main').innerText,
  }
})()`

type OnPaper = {
  drawings: number
  marks: number
  edge: number
  table: number
  fields: number
  swatch: string
  text: string
}

describe('a report on paper', { skip: withoutChromium }, () => {
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

  const open = async (path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1500, height: 860 }, colorScheme })
    const page = await context.newPage()
    await page.goto(server.address + path)
    await page.locator('td').first().waitFor()
    return page
  }
  const printed = async (path: string): Promise<OnPaper> => {
    const page = await open(path)
    await page.emulateMedia({ media: 'print' })
    const found = (await page.evaluate(onPaper)) as OnPaper
    await page.context().close()
    return found
  }

  it('has its whole chart, however wide the window was, with the colours of its legend', async () => {
    const { drawings, marks, edge, swatch } = await printed('/reports/sales')
    assert.equal(drawings, 1)
    assert.ok(marks > 24, 'a bar for each of 6 months and 4 stores')
    assert.ok(edge <= PAPER, `it ends at ${edge}`)
    assert.equal(swatch, 'exact')
  })

  it('has every column of a wide table, and says what the report was asked for in place of its fields', async () => {
    const { table, fields, text } = await printed('/reports/wide?from=2026-02-01')
    assert.ok(table <= PAPER, `it ends at ${table}`)
    assert.equal(fields, 0)
    assert.match(text, /From: 2026-02-01 · To: 2026-06-30 · Store: All stores/)
  })

  it('is printed in light colours in dark mode, which comes back afterwards', async () => {
    const page = await open('/reports/sales', 'dark')
    const text = 'getComputedStyle(document.querySelector("td")).color'
    const onScreen = await page.evaluate(text)
    await page.evaluate(`addEventListener('beforeprint', () => { window.printed = ${text} })`)
    await page.pdf()
    assert.equal(await page.evaluate('window.printed'), 'rgb(31, 36, 41)')
    assert.equal(await page.evaluate(text), onScreen)
    await page.context().close()
  })

  it('stands there at once: the table is not pushed down by a chart that comes later', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
    const page = await context.newPage()
    await page.addInitScript(`window.shifts = []
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts.push(entry.value) })
        .observe({ type: 'layout-shift', buffered: true })
      new MutationObserver(() => {
        if (window.drawn !== undefined || document.querySelector('td') === null) return
        window.drawn = document.querySelector('figure svg') !== null
      }).observe(document, { childList: true, subtree: true })`)
    await page.goto(`${server.address}/reports/sales`)
    await page.locator('td').first().waitFor()
    await page.locator('figure svg').first().waitFor()
    assert.equal(await page.evaluate('window.drawn'), true, 'the chart is there as soon as the table is')
    const shifts = (await page.evaluate('window.shifts')) as number[]
    assert.ok(
      shifts.every((shift) => shift < 0.01),
      `shifts of ${shifts}`,
    )
    await context.close()
  })
})
