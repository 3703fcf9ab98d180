import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { remove } from '../files/remove.ts'
import { Office } from '../location/office.ts'
import { Store } from '../location/store.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { StoreNumber } from '../model/ids.ts'
import { SiteSettings } from '../model/site-settings.ts'
import { readInvitation } from '../settings/invitation.ts'
import { Secret } from '../settings/secret.ts'
import { fillInProcess } from './fill-in-process.ts'
import { type FtpSite, startFtpSite } from './ftp-site/ftp-site.ts'
import { shopReplicaSetup } from './shop/replica-setup.ts'

const MARK = 'central-office-demo'

/** One shop of the demo: its home folder and its database, as the shop's own program would have it open. */
export type DemoShop = { index: number; number: StoreNumber; name: string; home: string; file: string }

/** What a shop begins with: about so many rows, up to that date (`2026-03-31`). */
type ShopRecords = { seed: number; rows: number; lastDate: string }

/** An office, its stores and the FTP site between them, on this computer. */
export class DemoNetwork {
  readonly folder: string
  readonly site: FtpSite
  readonly officeHome: string
  readonly shops: DemoShop[] = []

  private constructor(folder: string, site: FtpSite) {
    this.folder = folder
    this.site = site
    this.officeHome = join(folder, 'office')
  }

  /** Starts the site and sets up the office. The folder is emptied first, if it is one of an earlier demo. */
  static async start(folder: string): Promise<DemoNetwork> {
    await emptyDemoFolder(folder)
    const site = await startFtpSite({ tls: 'explicit', root: join(folder, 'ftp-site') })
    const network = new DemoNetwork(folder, site)
    await Office.init(network.officeHome, { name: 'Riverside Auto Group', setup: shopReplicaSetup() })
    await network.office(async ({ open }) => {
      const settings = SiteSettings.parse({
        host: site.host,
        port: site.port,
        homeDir: '/shops',
        username: site.username,
        tls: 'explicit',
        pinnedCertificate: site.fingerprint,
      })
      await open.save({ ...open.settings, site: settings }, { ...open.secrets, password: new Secret(site.password) })
    })
    return network
  }

  /** Opens a new shop with some years of work behind it, and lets it join by an invitation. */
  async addShop(index: number, name: string, records: ShopRecords): Promise<DemoShop> {
    const number = StoreNumber.parse(String(index + 1))
    const shop = {
      index,
      number,
      name,
      home: join(this.folder, `store-${number}`),
      file: join(this.folder, `shop-${number}.db`),
    }
    await fillInProcess({ file: shop.file, store: index, ...records })
    const invitation = await this.office((office) => office.invite({ number, name }))
    const contents = await readInvitation(invitation.text, invitation.passphrase)
    await Store.join(shop.home, contents, { database: shop.file, homeExists: false })
    this.shops.push(shop)
    return shop
  }

  /** Opens the office for a moment; in between, the command line can be used on its home. */
  async office<T>(work: (office: Office) => Promise<T>): Promise<T> {
    const office = await Office.open(this.officeHome)
    try {
      return await work(office)
    } finally {
      await office.close()
    }
  }

  async store<T>(shop: DemoShop, work: (store: Store) => Promise<T>): Promise<T> {
    const store = await Store.open(shop.home)
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }

  async close(): Promise<void> {
    await this.site.close()
  }
}

/** Works in a shop's database as the shop's own program does: on a connection of its own. */
export function useShop<T>(shop: Pick<DemoShop, 'file'>, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(shop.file)
  try {
    database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON')
    return work(database)
  } finally {
    database.close()
  }
}

async function emptyDemoFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    const found = await readdir(folder)
    if (found.length > 0 && !found.includes(MARK))
      throw new CentralOfficeError('USAGE', `The folder ${folder} holds something else than a demo.`, {
        hint: 'Start the demo in another folder, so that nothing is overwritten.',
      })
    await remove(folder)
  }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, MARK), 'Made by the demo of Central Office; the next demo empties this folder.\n')
}
