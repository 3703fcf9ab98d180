import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { changeRows } from '../day/day-changes.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork, type Network } from '../ground/network.ts'
import { makeShop, useShop } from '../ground/sample-shop.ts'
import { loadInProcesses, peakOf } from '../memory/load-in-processes.ts'

const CHANGED_ROWS = 1_000

/**
 * The initial load of a shop of `rows` rows and a day in it, seconds for each row loaded or changed; and the most memory
 * that the load takes each side, bytes.
 */
export const measureShop = async (
  { folder, sites }: Pick<Ground, 'folder' | 'sites'>,
  rows: number,
  run: number,
): Promise<Map<string, number>> => {
  const shop = makeShop(folder, rows)
  const measured = new Map<string, number>()
  try {
    const network = await makeNetwork(folder, `growth-${rows}-${run}`, sites.plain, shop.copyTo)
    try {
      const began = performance.now()
      await network.join()
      await visitBoth(network)
      measured.set('row', (performance.now() - began) / 1000 / rows)
      await visitBoth(network) // so that nothing of the load is left to acknowledge
      const count = Math.min(CHANGED_ROWS, Math.floor(rows / 10))
      useShop(network.shopFile, (database) => changeRows(database, count, 0, 1))
      const day = performance.now()
      await visitBoth(network)
      measured.set('changed row', (performance.now() - day) / 1000 / count)
    } finally {
      await network.remove()
    }
    const idle = await peakOf('idle', folder)
    const peaks = await loadInProcesses({ folder, sites }, `growth-memory-${rows}-${run}`, shop)
    measured.set('store', peaks.store)
    measured.set('office', peaks.office)
    measured.set('memory a row', Math.max(0, peaks.office - idle) / rows)
    return measured
  } finally {
    await rm(join(folder, `sample-${rows}.db`))
  }
}

const visitBoth = async (network: Network): Promise<void> => {
  const store = await network.openStore()
  try {
    for (const location of [store, network.office]) {
      const [problem] = (await location.transmit()).problems
      if (problem) throw new Error(`the transmission met a problem: ${problem.message}`)
    }
  } finally {
    await store.close()
  }
}
