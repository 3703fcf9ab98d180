import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { editOnBothSides, pickCustomer } from '../../src/demo/conflicting-edits.ts'
import { type DemoShop, useShop } from '../../src/demo/demo-network.ts'
import { dateText, dayNumber, lastOpenDay } from '../../src/demo/shop/calendar.ts'
import { workDay } from '../../src/demo/shop/day-of-life.ts'
import { everybodyTransmits, startStory } from './stories/story-network.ts'
import { goTo, newTab, signIn, transmitOn } from './stories/story-pages.ts'

// Pictures for the README, of a running demo network: `npm run tour`.
const folder = join(import.meta.dirname, '../../docs/screenshots')
mkdirSync(folder, { recursive: true })

const story = await startStory({
  names: ['Harbour Garage', 'Station Garage', 'Mill Lane Garage'],
  rows: 2000,
  lastDate: dateText(lastOpenDay(dayNumber(new Date().toISOString()) - 7)),
  before: async (network) => {
    const shop = network.shops[1] as DemoShop
    await editOnBothSides(network, shop, pickCustomer(shop))
    await everybodyTransmits(network)
  },
})
try {
  for (const shop of story.network.shops) useShop(shop, (database) => workDay(database, { seed: 7, store: shop.index }))
  const office = await newTab(story.browser)
  const { page } = office
  const picture = async (name: string, height: number): Promise<void> => {
    await office.quiet()
    // Whatever the pointer lies on looks otherwise.
    await page.mouse.move(1279, 859)
    await page.screenshot({ path: join(folder, `tour-${name}.png`), clip: { x: 0, y: 0, width: 1280, height } })
  }
  await signIn(office, story.office.address, story.password)
  for (const { pages } of story.stores) await pages.transmissions.start().ended
  await transmitOn(page)
  await goTo(page, 'Home')
  await picture('home', 460)
  await goTo(page, 'Conflicts')
  await page.getByRole('link', { name: /customers\.notes/ }).click()
  await page.getByRole('radio', { name: /Incoming/ }).check()
  await picture('conflict', 860)
  await page.goto(`${story.office.address}/reports/sales-by-store-and-month`)
  await page.getByRole('row').nth(1).waitFor()
  await page.locator('figure').waitFor()
  await picture('report', 860)
  await page.goto(`${story.office.address}/setup?ftp`)
  await page.getByRole('button', { name: 'Test Connection' }).click()
  await page.getByText('Delete files').waitFor()
  await page.getByRole('button', { name: 'Stop the test' }).waitFor({ state: 'detached' })
  await picture('test-connection', 860)
} finally {
  await story.close()
}
