import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { editOnBothSides, pickCustomer } from '../../../src/demo/conflicting-edits.ts'
import { axeFindings } from '../axe-findings.ts'
import { withoutChromium } from '../chromium.ts'
import { everybodyTransmits, type Story, startStory } from './story-network.ts'
import { newTab, signIn, type Tab } from './story-pages.ts'

const FIRST_LOAD_BYTES = 300_000

describe('every page of a running network', { skip: withoutChromium }, () => {
  let story: Story
  let office: Tab
  let store: Tab

  before(async () => {
    story = await startStory({
      before: async (network) => {
        const [shop] = network.shops
        if (shop === undefined) return
        await editOnBothSides(network, shop, pickCustomer(shop))
        await everybodyTransmits(network)
      },
    })
    office = await newTab(story.browser)
    store = await newTab(story.browser)
  })
  after(() => story?.close())

  it('a first load is small, and the page can be used at once', async (t) => {
    const { page } = office
    await page.goto(story.office.address)
    const began = Date.now()
    await page.getByLabel('Password', { exact: true }).waitFor()
    const signInPage = await loadOf(page)
    t.diagnostic(`sign-in: ${signInPage.kilobytes} kB, usable after ${signInPage.usable} ms`)
    await signIn(office, story.office.address, story.password)
    // As somebody who comes back with nothing kept: the session holds, the cache is empty.
    const session = await page.context().newCDPSession(page)
    await session.send('Network.clearBrowserCache')
    await page.goto(story.office.address)
    await page.getByRole('button', { name: 'Transmit', exact: true }).waitFor()
    const home = await loadOf(page)
    t.diagnostic(`Home: ${home.kilobytes} kB, usable after ${home.usable} ms; ${Date.now() - began} ms in all`)
    for (const { bytes } of [signInPage, home]) assert.ok(bytes > 0 && bytes < FIRST_LOAD_BYTES, `${bytes} bytes`)
  })

  it('axe-core finds nothing serious or critical at the office', async () => {
    const [guid] = (await story.office.pages.engine.reading.ask('stores', null)).map((card) => card.guid)
    const open = await story.office.pages.engine.reading.ask('conflicts', { which: 'open', limit: 1 })
    const places = [...(await placesOf(office.page)), `/stores/${guid}`, `/conflicts/${open.conflicts[0]?.id}`]
    await looked(office, story.office.address, [
      ...places,
      ...insidePlaces,
      '/reports/sales-by-store-and-month',
      '/conflicts?which=all',
    ])
  })

  it('axe-core finds nothing serious or critical at a store', async () => {
    const address = story.stores[0]?.address ?? ''
    await signIn(store, address, story.password)
    await looked(store, address, [...(await placesOf(store.page)), ...insidePlaces])
  })

  const insidePlaces = ['/data/customers', '/setup?ftp']

  const looked = async ({ page, complaints, quiet }: Tab, address: string, places: string[]): Promise<void> => {
    const findings: string[] = []
    for (const place of places) {
      await page.goto(address + place)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await quiet()
      for (const finding of await axeFindings(page)) findings.push(`${place} ${finding}`)
    }
    assert.deepEqual(findings, [])
    assert.deepEqual(complaints, [])
  }
})

/** Every page of the menu. */
const placesOf = async (page: Page): Promise<string[]> => {
  const links = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').all()
  return Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''))
}

/** Bytes that came over the wire, compressed, but for answers of the API; and when the page was drawn, milliseconds. */
const loadOf = async (page: Page): Promise<{ bytes: number; kilobytes: number; usable: number }> => {
  const bytes = Number(
    await page.evaluate(`performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
      .filter(({ name }) => !new URL(name).pathname.startsWith('/api/')).reduce((sum, { transferSize }) => sum + transferSize, 0)`),
  )
  const usable = Math.round(Number(await page.evaluate('performance.now()')))
  return { bytes, kilobytes: Math.round(bytes / 1000), usable }
}
