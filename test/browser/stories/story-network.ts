import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { DemoNetwork, type DemoShop } from '../../../src/demo/demo-network.ts'
import { DemoPages } from '../../../src/demo/pages.ts'
import type { Transmission } from '../../../src/web/contract/transmission.ts'
import type { Served } from '../../../src/web/serve.ts'
import { buildPages } from '../../../ui/build-pages.ts'
import { startChromium } from '../chromium.ts'

/** The demo's network with the pages of every location, as `npm run demo` serves them, and a browser. */
export type Story = {
  network: DemoNetwork
  browser: Browser
  password: string
  office: Served
  /** The pages of each store, in the order of the shops. */
  stores: Served[]
  shop: DemoShop
  close: () => Promise<void>
}

/** About so many rows a shop has: enough for every table and report, few enough to be quick. */
const ROWS = 150

/** One store, which has sent its initial load; `before` happens while nobody holds the homes. */
export async function startStory(
  given: { before?: (network: DemoNetwork) => Promise<void>; chromium?: string[] } = {},
): Promise<Story> {
  buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'story-'))
  const network = await DemoNetwork.start(folder)
  const shop = await network.addShop(0, 'Harbour Garage', { seed: 7, rows: ROWS, lastDate: '2026-03-31' })
  await network.store(shop, (store) => store.transmit())
  await network.office((office) => office.transmit())
  await network.store(shop, (store) => store.transmit())
  await given.before?.(network)
  const pages = await DemoPages.serve(network, 0)
  const browser = await startChromium(...(given.chromium ?? []))
  const [office, ...stores] = pages.all.map(({ served }) => served)
  const close = async () => {
    await browser.close()
    await pages.close()
    await network.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { network, browser, password: pages.password, office: office as Served, stores, shop, close }
}

/** A location's transmission where it is not the point of the story. */
export const transmit = ({ pages }: Served): Promise<Transmission> => pages.transmissions.start().ended
