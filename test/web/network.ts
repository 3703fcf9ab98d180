import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { type FtpSite, startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { Secret } from '../../src/settings/secret.ts'
import { invitedStore } from '../location/invited-store.ts'
import { freshFolder } from './served-office.ts'

export const schema = `
  CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT, phone TEXT);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);`

const setup = ReplicaSetup.parse({
  version: 1,
  default: { sharing: 'store' },
  tables: { customers: { sharing: 'shared', rule: 'ask' } },
})

/** An office, one store and the site between them: homes that nobody holds. */
export async function network(
  t: TestContext,
  site: FtpSiteOptions = {},
  fill: (shop: DatabaseSync) => void = () => {},
) {
  const folder = freshFolder(t)
  const ftp: FtpSite = await startFtpSite({ tls: 'explicit', root: join(folder, 'site'), ...site })
  t.after(() => ftp.close())
  const entry = {
    host: ftp.host,
    port: ftp.port,
    username: ftp.username,
    homeDir: 'network',
    tls: ftp.fingerprint === undefined ? ('off' as const) : ('explicit' as const),
    pinnedCertificate: ftp.fingerprint ?? '',
  }
  const office = join(folder, 'office')
  await Office.init(office, { name: 'Head office', setup })
  const opened = await Office.open(office)
  await opened.open.save(
    { ...opened.open.settings, site: SiteSettings.parse(entry) },
    { ...opened.open.secrets, password: new Secret(ftp.password) },
  )
  const invited = await invitedStore(opened, { number: '7', name: 'Elm Street' })
  await opened.close()
  const shop = join(folder, 'shop.db')
  const database = new DatabaseSync(shop)
  t.after(() => database.isOpen && database.close())
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF')
  database.exec(schema)
  fill(database)
  const store = join(folder, 'store')
  await Store.join(store, invited, { database: shop, homeExists: false })
  const transmit = async (home: 'office' | 'store') => {
    const location = await (home === 'office' ? Office.open(office) : Store.open(store))
    try {
      return await location.transmit()
    } finally {
      await location.close()
    }
  }
  return { folder, ftp, entry, office, store, shop: database, transmit }
}
