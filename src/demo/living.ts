import { setTimeout as pause } from 'node:timers/promises'
import { hasCode } from '../model/errors.ts'
import { showStoreNumber } from '../model/ids.ts'
import { type DemoShop, useShop } from './demo-network.ts'
import type { DemoPages, PagesOfOne } from './pages.ts'
import { workDay } from './shop/day-of-life.ts'
import { transmissionLines } from './told.ts'

/** Between two rounds. */
const ROUND_SECONDS = 15

type Living = { seed: number; say: (line: string) => void; signal: AbortSignal }

/**
 * Until `signal`: every quarter of a minute one shop lives a day, and every location transmits as if somebody had pressed
 * Transmit on its pages. Whatever a visitor does there (another site, No Transmit, a row deleted) is said, and it goes on.
 */
export async function keepLiving({ all }: DemoPages, { seed, say, signal }: Living): Promise<void> {
  const stores = all.filter(({ shop }) => shop !== null)
  const cancel = () => {
    for (const { served } of all) served.pages.transmissions.cancel()
  }
  signal.addEventListener('abort', cancel)
  try {
    for (let round = 0; ; round++) {
      await pause(ROUND_SECONDS * 1000, undefined, { signal })
      const { shop } = stores[round % stores.length] as PagesOfOne
      if (shop) say(liveOneDay(shop, seed))
      for (const one of [...stores, ...all.filter((each) => each.shop === null)]) {
        signal.throwIfAborted()
        for (const line of await transmit(one)) say(`${who(one)}  ${line}`)
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

function liveOneDay(shop: DemoShop, seed: number): string {
  try {
    const { described } = useShop(shop, (database) => workDay(database, { seed, store: shop.index }))
    return `${shop.name} lives another day: ${described.length} things happened`
  } catch (error) {
    // A visitor may have taken away what the day would have worked with, or hold the database.
    return `${shop.name} could not work today: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function transmit({ served }: PagesOfOne): Promise<string[]> {
  try {
    return transmissionLines(await served.pages.transmissions.start().ended)
  } catch (error) {
    // Somebody has just pressed Transmit on the page.
    if (hasCode(error, 'TRANSMITTING')) return []
    if (hasCode(error, 'NO_TRANSMIT', 'SITE_NOT_CONFIGURED', 'NOT_JOINED')) return [error.message]
    throw error
  }
}

const who = ({ shop }: PagesOfOne): string => (shop ? `store ${showStoreNumber(shop.number)}` : 'office       ')
