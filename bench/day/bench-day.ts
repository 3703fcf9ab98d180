import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Figure, Report, Skip } from '../figure.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import { folderBytes } from '../ground/file-sizes.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork, type Network } from '../ground/network.ts'
import { openShop, useShop } from '../ground/sample-shop.ts'
import { timedOfficeVisit, timedStoreVisit } from '../ground/timed-visit.ts'
import { Laps } from '../laps.ts'
import { hasSqlite3 } from '../load/sqlite-dump.ts'
import { findSqldiff } from '../peers/packages.ts'
import { Samples } from '../samples.ts'
import { copyChanges } from './changeset-copy.ts'
import { changeRows } from './day-changes.ts'
import { copyDifferences } from './sqldiff-copy.ts'

/** Rows changed between two transmissions; a tenth of a small shop. */
const rowsChanged = (size: number): number => Math.min(10_000, Math.floor(size / 10))

/** What changed since the last transmission, from the shop's own writes to the office, beside SQLite's own changesets and `sqldiff`. */
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
    const sqldiff = hasSqlite3() ? findSqldiff() : undefined
    const files = { shopFile: join(own, 'differing.db'), replicaFile: join(own, 'differing-replica.db') }
    if (sqldiff !== undefined) for (const file of Object.values(files)) shop.copyTo(file)
    const samples = { ours: new Samples(), session: new Samples(), sqldiff: new Samples() }
    const add = (who: keyof typeof samples, { laps, bytes }: { laps: Laps; bytes: number }) => {
      samples[who].addAll(laps.laps)
      samples[who].add('whole', laps.whole)
      samples[who].add('bytes', bytes)
    }
    for (let run = 0; run < runs; run++) {
      tell(`day ${run + 1}/${runs}`)
      const change = (database: DatabaseSync) => void changeRows(database, count, run, runs)
      add('ours', await sendOurs(network, change))
      add('session', await copyChanges(peerShop, replica, sites.plain, 'day-changes', change))
      if (sqldiff === undefined) continue
      tell(`day ${run + 1}/${runs}: sqldiff`)
      const changeFile = () => useShop(files.shopFile, change)
      add('sqldiff', await copyDifferences({ program: sqldiff, folder: own }, files, sites.plain, changeFile))
    }
    return report(count, samples, sqldiff !== undefined)
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

const report = (
  count: number,
  { ours, session, sqldiff }: Record<'ours' | 'session' | 'sqldiff', Samples>,
  withSqldiff: boolean,
): Report => {
  const beside = (what: string, lap: string, name: string, more: Partial<Figure> = {}): Figure => ({
    ...{ benchmark: 'day', what, unit: 'seconds', ours: ours.of(lap) },
    ...{ peer: { name, samples: session.of(lap) }, ratio: 'cost' },
    ...more,
  })
  const besideSqldiff = (what: string, lap: string, more: Partial<Figure> = {}): Figure[] =>
    withSqldiff ? [beside(what, lap, '', { peer: { name: 'sqldiff + zstd', samples: sqldiff.of(lap) }, ...more })] : []
  const whole = `${count.toLocaleString('en')} rows changed, to the office`
  const bytes = 'bytes on the site'
  const skips: Skip[] = withSqldiff
    ? []
    : [{ benchmark: 'day', what: 'beside sqldiff', why: 'it is not there: npm run bench -- --peers' }]
  return {
    figures: [
      beside(whole, 'whole', 'session + zstd', { aim: '<= 1.5' }),
      ...besideSqldiff(whole, 'whole'),
      beside("of it: the shop's writes, noticed", 'change', 'session'),
      beside('of it: export', 'export', 'changeset'),
      beside('of it: merge', 'merge', 'apply'),
      beside(bytes, 'bytes', 'session + zstd', { unit: 'bytes', aim: '<= 1' }),
      ...besideSqldiff(bytes, 'bytes', { unit: 'bytes' }),
    ],
    skips,
  }
}
