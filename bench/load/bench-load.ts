import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Figure, Report, Skip } from '../figure.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import type { Ground } from '../ground/ground.ts'
import { hasPouchdb } from '../peers/packages.ts'
import { replicatePouchdb } from '../peers/pouchdb.ts'
import { Samples } from '../samples.ts'
import { loadOffice } from './our-load.ts'
import { copyRaw } from './raw-copy.ts'
import { dumpIntoNew, hasSqlite3 } from './sqlite-dump.ts'

/** Our parts, in the order they come, with what stands beside each in the raw copy. */
const parts: { lap: string; what: string; peer?: string }[] = [
  { lap: 'join', what: 'of it: join, start to capture' },
  { lap: 'export', what: 'of it: export', peer: 'VACUUM INTO' },
  { lap: 'seal', what: 'of it: waiting for the seal' },
  { lap: 'upload', what: 'of it: upload', peer: 'upload' },
  { lap: 'store: the rest', what: 'of it: rest of the store' },
  { lap: 'download', what: 'of it: download', peer: 'download' },
  { lap: 'open', what: 'of it: waiting for it to be opened' },
  { lap: 'merge', what: 'of it: merge' },
  { lap: 'office: the rest', what: 'of it: rest of the office' },
]

/** Documents PouchDB replicates: its rows a second do not grow with more. */
const pouchRows = 100_000

/** The initial load of one shop into an empty office, beside a copy of the file, `.dump` and PouchDB. */
export const benchLoad = async (ground: Ground): Promise<Report> => {
  const { folder, sites, shop, runs, tell } = ground
  const [ours, raw] = [new Samples(), new Samples()]
  const [dump, pouch] = [hasSqlite3() ? new Samples() : null, hasPouchdb() ? new Samples() : null]

  for (let run = 1; run <= runs; run++) {
    for (const [way, site] of [['plain', sites.plain] as const, ['tls', sites.tls] as const]) {
      tell(`load ${run}/${runs}: ours, ${way}`)
      const loaded = await loadOffice(folder, `load-${way}-${run}`, site, shop)
      ours.add(`whole ${way}`, loaded.laps.whole)
      tell(`load ${run}/${runs}: raw copy, ${way}`)
      const copied = await inFolder(folder, (own) => copyRaw(own, shop.copyTo(join(own, 'shop.db')), site))
      raw.add(`whole ${way}`, copied.laps.whole)
      if (way === 'tls') continue
      ours.addAll(loaded.laps.laps)
      ours.add('rows a second', loaded.rows / loaded.laps.whole)
      ours.add('on the site', loaded.siteBytes)
      ours.add('database', loaded.officeBytes)
      raw.addAll(copied.laps.laps)
      raw.add('on the site', copied.bytes)
      raw.add('database', shop.bytes)
    }
    if (dump) {
      tell(`load ${run}/${runs}: .dump`)
      const seconds = await inFolder(folder, (own) => dumpIntoNew(own, shop.copyTo(join(own, 'shop.db')), sites.plain))
      dump.add('whole', seconds)
    }
    if (pouch) {
      tell(`load ${run}/${runs}: PouchDB`)
      const rate = await inFolder(folder, (own) => replicatePouchdb(shop.copyTo(join(own, 'shop.db')), own, pouchRows))
      pouch.add('rows a second', rate)
    }
  }
  return report(ours, raw, dump, pouch)
}

const inFolder = async <T>(folder: string, work: (own: string) => Promise<T>): Promise<T> => {
  const own = join(folder, 'peer')
  await mkdir(own)
  try {
    return await work(own)
  } finally {
    await removeFolder(own)
  }
}

const report = (ours: Samples, raw: Samples, dump: Samples | null, pouch: Samples | null): Report => {
  const beside = (what: string, lap: string, name: string, more: Partial<Figure> = {}): Figure => ({
    benchmark: 'load',
    what,
    unit: 'seconds',
    ours: ours.of(lap),
    peer: { name, samples: raw.of(lap) },
    ratio: 'cost',
    ...more,
  })
  const whole = 'capture to office, plain FTP'
  const figures: Figure[] = [
    beside(whole, 'whole plain', 'raw copy', { aim: '<= 2' }),
    ...(dump === null
      ? []
      : [
          beside(whole, 'whole plain', '.dump', {
            peer: { name: '.dump + zstd + curl + sqlite3', samples: dump.of('whole') },
            ratio: 'gain',
            aim: '>= 3',
          }),
        ]),
    ...(pouch === null
      ? []
      : [
          beside(whole, 'rows a second', 'PouchDB', {
            unit: 'rows a second',
            peer: { name: 'PouchDB, LevelDB to LevelDB', samples: pouch.of('rows a second') },
            aim: '>= 50',
          }),
        ]),
    beside('capture to office, FTP with TLS', 'whole tls', 'raw copy'),
    ...parts.map(
      ({ lap, what, peer }): Figure =>
        peer === undefined ? { benchmark: 'load', what, unit: 'seconds', ours: ours.of(lap) } : beside(what, lap, peer),
    ),
    beside('bytes on the site', 'on the site', 'raw copy', { unit: 'bytes' }),
    beside("the office's database", 'database', "the shop's", { unit: 'bytes' }),
  ]
  const skips: Skip[] = []
  const skip = (what: string, why: string) => skips.push({ benchmark: 'load', what, why })
  if (dump === null) skip('beside .dump', 'the program sqlite3 is not installed')
  if (pouch === null) skip('beside PouchDB', 'it is not installed: npm run bench -- --peers')
  return { figures, skips }
}
