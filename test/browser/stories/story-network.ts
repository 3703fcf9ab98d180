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
  /** The first one. */
  shop: DemoShop
  close: () => Promise<void>
}

/** About so many rows a shop has: enough for every table and report, few enough to be quick. */
const ROWS = 150

type Given = {
  /** A store for each. */
  names?: string[]
  rows?: number
  lastDate?: string
  before?: (network: DemoNetwork) => Promise<void>
  /** Switches of the browser's command line. */
  chromium?: string[]
}

/** Stores that have sent their initial load, one unless told; `before` happens while nobody holds the homes. */
export async function startStory(given: Given = {}): Promise<Story> {
  const { names = ['Harbour Garage'], rows = ROWS, lastDate = '2026-03-31' } = given
  buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'story-'))
  const network = await DemoNetwork.start(folder)
  for (const [index, name] of names.entries()) await network.addShop(index, name, { seed: 7, rows, lastDate })
  await everybodyTransmits(network)
  for (const shop of network.shops) await network.store(shop, (store) => store.transmit())
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
  const shop = network.shops[0] as DemoShop
  return { network, browser, password: pages.password, office: office as Served, stores, shop, close }
}

/** Every store, then the office; while nobody serves their pages. */
export async function everybodyTransmits(network: DemoNetwork): Promise<void> {
  for (const shop of network.shops) await network.store(shop, (store) => store.transmit())
  await network.office((office) => office.transmit())
}

/** A location's transmission where it is not the point of the story. */
export const transmit = ({ pages }: Served): Promise<Transmission> => pages.transmissions.start().ended
