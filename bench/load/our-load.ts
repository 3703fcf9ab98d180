import { DatabaseSync } from 'node:sqlite'
import { databaseBytes, folderBytes } from '../ground/file-sizes.ts'
import { makeNetwork } from '../ground/network.ts'
import type { SampleShop } from '../ground/sample-shop.ts'
import type { BenchSite } from '../ground/sites.ts'
import { timedOfficeVisit, timedStoreVisit } from '../ground/timed-visit.ts'
import { Laps } from '../laps.ts'

export type Loaded = { laps: Laps; siteBytes: number; officeBytes: number }

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
    const officeBytes = checkOffice(network.shopFile, network.office.open.settings.database)
    return { laps, siteBytes, officeBytes }
  } finally {
    await network.remove()
  }
}

/** A load that left rows behind would be a fast one: refused. Returns the bytes of the office's database. */
const checkOffice = (shopFile: string, officeFile: string): number => {
  const office = new DatabaseSync(officeFile, { readOnly: true })
  try {
    office.prepare('ATTACH ? AS shop').run(shopFile)
    const tables = office
      .prepare('SELECT name FROM central_office_tables')
      .all()
      .map(({ name }) => String(name))
    if (tables.length === 0) throw new Error('the office has no tables')
    for (const name of tables) {
      const rows = (schema: string) => office.prepare(`SELECT count(*) AS n FROM ${schema}."${name}"`).get()?.n
      if (rows('main') !== rows('shop'))
        throw new Error(`${name}: the shop has ${rows('shop')} rows, the office ${rows('main')}`)
    }
    return databaseBytes(office)
  } finally {
    office.close()
  }
}
