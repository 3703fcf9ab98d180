import { CentralOfficeError } from '../src/model/errors.ts'
import { benchConflicts } from './conflicts/bench-conflicts.ts'
import { benchDay } from './day/bench-day.ts'
import type { Report } from './figure.ts'
import { inBenchFolder } from './ground/bench-folder.ts'
import type { Ground } from './ground/ground.ts'
import { makeShop, type SampleShop } from './ground/sample-shop.ts'
import { startSites } from './ground/sites.ts'
import { benchGrowth } from './growth/bench-growth.ts'
import { benchLoad } from './load/bench-load.ts'
import { benchMemory } from './memory/bench-memory.ts'
import { benchOffice } from './office/bench-office.ts'
import { type BenchOptions, benchmarkNames, readOptions } from './options.ts'
import { installPeers } from './peers/install-peers.ts'
import { benchRecover } from './recover/bench-recover.ts'
import { benchSite } from './site/bench-site.ts'
import { describeRun, printTable } from './table.ts'
import { benchVerify } from './verify/bench-verify.ts'
import { benchWrites } from './writes/bench-writes.ts'

const benchmarks: Record<(typeof benchmarkNames)[number], (ground: Ground) => Promise<Report>> = {
  load: benchLoad,
  writes: benchWrites,
  day: benchDay,
  conflicts: benchConflicts,
  memory: benchMemory,
  office: benchOffice,
  site: benchSite,
  verify: benchVerify,
  recover: benchRecover,
  growth: benchGrowth,
}

const measure = (options: BenchOptions): Promise<Report> =>
  inBenchFolder(async (folder) => {
    const sites = await startSites(folder)
    try {
      const report: Report = { figures: [], skips: [] }
      if (sites.whyEmbedded !== '')
        report.skips.push({ benchmark: 'all', what: 'a real FTP site', why: `${sites.whyEmbedded}; embedded instead` })
      let shop: SampleShop | undefined
      const ground: Ground = {
        ...{ folder, sites, ...options, tell },
        // Not every benchmark wants one, and a large one takes its time.
        get shop() {
          if (shop === undefined) tell(`filling a shop with about ${options.size.toLocaleString('en')} rows`)
          shop ??= makeShop(folder, options.size)
          return shop
        },
      }
      for (const name of benchmarkNames) {
        if (options.only === undefined ? name === 'growth' : options.only !== name) continue
        const { figures, skips } = await benchmarks[name](ground)
        report.figures.push(...figures)
        report.skips.push(...skips)
      }
      return report
    } finally {
      await sites.close()
    }
  })

const printReport = async (options: BenchOptions): Promise<void> => {
  const report = await measure(options)
  if (options.json) console.log(JSON.stringify({ run: describeRun(options), ...report }, null, 2))
  else console.log(`${describeRun(options)}\n\n${printTable(report)}`)
}

/** On the error output, so that the table can go into a file. */
const tell = (text: string): void => console.error(`... ${text}`)

try {
  const options = readOptions(process.argv.slice(2))
  if (options.peers) installPeers(tell)
  else await printReport(options)
} catch (error) {
  if (!(error instanceof CentralOfficeError)) throw error
  console.error(`${error.message}\n${error.hint}`)
  process.exitCode = 1
}
