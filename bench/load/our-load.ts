import { DatabaseSync } from 'node:sqlite'
import { databaseBytes, folderBytes } from '../ground/file-sizes.ts'
import { makeNetwork } from '../ground/network.ts'
import type { SampleShop } from '../ground/sample-shop.ts'
import type { BenchSite } from '../ground/sites.ts'
import { timedOfficeVisit, timedStoreVisit } from '../ground/timed-visit.ts'
import { Laps } from '../laps.ts'

export type Loaded = { laps: Laps; rows: number; siteBytes: number; officeBytes: number }

/** The initial load: the shop joins (from here on it is captured) and transmits, then the office transmits. */
export const loadOffice = async (folder: string, name: string, site: BenchSite, shop: SampleShop): Promise<Loaded> => {
  const network = await makeNetwork(folder, name, site, shop.copyTo)
  try {
    const laps = new Laps()
    await network.join()
    laps.end('join')
    const store = await network.openStore()
    await timedStoreVisit(store, laps)
    await store.close()
    const siteBytes = folderBytes(network.siteFolder)
    await timedOfficeVisit(network.office, laps)
    return { laps, siteBytes, ...checkOffice(network.shopFile, network.office.open.settings.database) }
  } finally {
    await network.remove()
  }
}

/** A load that left rows behind would be a fast one: refused. */
const checkOffice = (shopFile: string, officeFile: string): Pick<Loaded, 'rows' | 'officeBytes'> => {
  const office = new DatabaseSync(officeFile, { readOnly: true })
  try {
    office.prepare('ATTACH ? AS shop').run(shopFile)
    const tables = office
      .prepare('SELECT name FROM central_office_tables')
      .all()
      .map(({ name }) => String(name))
    if (tables.length === 0) throw new Error('the office has no tables')
    let rows = 0
    for (const name of tables) {
      const count = (schema: string) => Number(office.prepare(`SELECT count(*) AS n FROM ${schema}."${name}"`).get()?.n)
      const [here, there] = [count('main'), count('shop')]
      if (here !== there) throw new Error(`${name}: the shop has ${there} rows, the office ${here}`)
      rows += here
    }
    return { rows, officeBytes: databaseBytes(office) }
  } finally {
    office.close()
  }
}
