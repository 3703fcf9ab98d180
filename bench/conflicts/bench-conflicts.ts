import type { Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork, type Network } from '../ground/network.ts'
import { useShop } from '../ground/sample-shop.ts'
import { timedOfficeVisit } from '../ground/timed-visit.ts'
import { Laps } from '../laps.ts'
import { Samples } from '../samples.ts'

/** Of each hundred rows the store changed, the office changed so many too: half of them before the store, half after. */
const CONTESTED = 30
const MAX_ROWS = 100_000

/** A store's change of many rows is merged at an office that changed nothing, and at one that changed some of the same values. */
export const benchConflicts = async ({ folder, sites, size, runs, tell }: Ground): Promise<Report> => {
  const rows = Math.min(MAX_ROWS, size)
  const network = await makeNetwork(folder, 'conflicts', sites.plain, (file) => makeWork(file, rows))
  try {
    await network.join()
    await visits(network)
    await changeAll(network, 0) // both kinds of run begin with rows that were changed before
    await visits(network)
    const samples = { none: new Samples(), some: new Samples() }
    for (let run = 1; run <= runs; run++) {
      for (const kind of run % 2 ? (['none', 'some'] as const) : (['some', 'none'] as const)) {
        const contested = kind === 'some' ? CONTESTED : 0
        tell(`conflicts ${run}/${runs}: ${contested} % of ${rows.toLocaleString('en')} rows`)
        await changeAll(network, contested)
        await storeVisit(network)
        const laps = new Laps()
        const { conflicts } = await timedOfficeVisit(network.office, laps)
        if (conflicts !== (rows * contested) / 100) throw new Error(`${conflicts} values are in conflict`)
        samples[kind].addAll(laps.laps)
        samples[kind].add('whole', laps.whole)
        await visits(network)
      }
    }
    const name = 'without conflicts'
    const beside = (what: string, lap: string) => ({
      ...{ benchmark: 'conflicts', what, unit: 'seconds' as const, ours: samples.some.of(lap) },
      ...{ peer: { name, samples: samples.none.of(lap) }, ratio: 'cost' as const, aim: '<= 2' },
    })
    const what = `merge of ${rows.toLocaleString('en')} changed rows, ${CONTESTED} % in conflict`
    return { figures: [beside(what, 'merge'), beside('whole visit of the office', 'whole')], skips: [] }
  } finally {
    await network.remove()
  }
}

/** A table with room for conflicts; `newest` settles them. */
const makeWork = (file: string, rows: number): void =>
  useShop(file, (database) => {
    database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE work (id INTEGER PRIMARY KEY, title TEXT NOT NULL, hours INTEGER, price INTEGER, done TEXT)`)
    database
      .prepare(`WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ?)
        INSERT INTO work SELECT id, 'job number ' || id, id % 9, id * 7 % 9000, '2026-03-' || (10 + id % 20) FROM n`)
      .run(rows)
  })

let price = 0

const changeAll = async ({ office, shopFile }: Network, contested: number): Promise<void> => {
  price += 10
  const atOffice = (from: number, to: number) =>
    office.replica.database.run('UPDATE work SET price = $1 WHERE id % 100 >= $2 AND id % 100 < $3', -price, from, to)
  await atOffice(0, contested / 2)
  useShop(shopFile, (database) => database.prepare('UPDATE work SET price = price % 10 + ?').run(price * 10))
  await atOffice(contested / 2, contested)
}

const storeVisit = async (network: Network): Promise<void> => {
  const store = await network.openStore()
  try {
    const [problem] = (await store.transmit()).problems
    if (problem) throw new Error(`the transmission met a problem: ${problem.message}`)
  } finally {
    await store.close()
  }
}

/** Until both sides know everything. */
const visits = async (network: Network): Promise<void> => {
  for (let visit = 0; visit < 2; visit++) {
    await storeVisit(network)
    await network.office.transmit()
  }
  await storeVisit(network)
}
