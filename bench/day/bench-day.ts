import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Figure, Report } from '../figure.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import { folderBytes } from '../ground/file-sizes.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork, type Network } from '../ground/network.ts'
import { openShop, useShop } from '../ground/sample-shop.ts'
import { timedOfficeVisit, timedStoreVisit } from '../ground/timed-visit.ts'
import { Laps } from '../laps.ts'
import { Samples } from '../samples.ts'
import { copyChanges } from './changeset-copy.ts'
import { changeRows } from './day-changes.ts'

/** Rows changed between two transmissions; a tenth of a small shop. */
const rowsChanged = (size: number): number => Math.min(10_000, Math.floor(size / 10))

/** What changed since the last transmission, from the shop's own writes to the office, beside SQLite's own changesets. */
export const benchDay = async (ground: Ground): Promise<Report> => {
  const { folder, sites, shop, runs, tell } = ground
  const count = rowsChanged(ground.size)
  const own = join(folder, 'day-peer')
  await mkdir(own)
  const open: DatabaseSync[] = []
  const openCopy = (name: string) => {
    const database = openShop(shop.copyTo(join(own, name)))
    open.push(database)
    return database
  }
  tell('day: initial load')
  const network = await makeNetwork(folder, 'day', sites.plain, shop.copyTo)
  try {
    await network.join()
    await visitBoth(network)
    await visitBoth(network) // so that nothing of the load is left to acknowledge
    const [peerShop, replica] = [openCopy('shop.db'), openCopy('replica.db')]
    const [ours, peer] = [new Samples(), new Samples()]
    for (let run = 0; run < runs; run++) {
      tell(`day ${run + 1}/${runs}`)
      const change = (database: DatabaseSync) => void changeRows(database, count, run, runs)
      const sent = await sendOurs(network, change)
      ours.addAll(sent.laps.laps)
      ours.add('whole', sent.laps.whole)
      ours.add('bytes', sent.bytes)
      const copied = await copyChanges(peerShop, replica, sites.plain, 'day-changes', change)
      peer.addAll(copied.laps.laps)
      peer.add('whole', copied.laps.whole)
      peer.add('bytes', copied.bytes)
    }
    return report(count, ours, peer)
  } finally {
    for (const database of open) database.close()
    await network.remove()
    await removeFolder(own)
  }
}

const visitBoth = async (network: Network, laps = new Laps()): Promise<number> => {
  const store = await network.openStore()
  try {
    await timedStoreVisit(store, laps)
  } finally {
    await store.close()
  }
  const bytes = folderBytes(join(network.siteFolder, 'to-office'))
  await timedOfficeVisit(network.office, laps)
  return bytes
}

const sendOurs = async (
  network: Network,
  change: (database: DatabaseSync) => void,
): Promise<{ laps: Laps; bytes: number }> => {
  const laps = new Laps()
  useShop(network.shopFile, (database) => {
    laps.skip()
    change(database)
    laps.end('change')
  })
  const bytes = await visitBoth(network, laps)
  return { laps, bytes }
}

const report = (count: number, ours: Samples, peer: Samples): Report => {
  const name = 'session + zstd'
  const beside = (what: string, lap: string, more: Partial<Figure> = {}): Figure => ({
    ...{ benchmark: 'day', what, unit: 'seconds', ours: ours.of(lap) },
    ...{ peer: { name, samples: peer.of(lap) }, ratio: 'cost' },
    ...more,
  })
  return {
    figures: [
      beside(`${count.toLocaleString('en')} rows changed, to the office`, 'whole'),
      beside("of it: the shop's writes, noticed", 'change', { peer: { name: 'session', samples: peer.of('change') } }),
      beside('of it: export', 'export', { peer: { name: 'changeset', samples: peer.of('export') } }),
      beside('of it: merge', 'merge', { peer: { name: 'apply', samples: peer.of('merge') } }),
      beside('bytes on the site', 'bytes', { unit: 'bytes' }),
    ],
    skips: [],
  }
}
