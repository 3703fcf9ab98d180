import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fillShop } from '../../src/demo/shop/fill-shop.ts'
import { shopReplicaSetup } from '../../src/demo/shop/replica-setup.ts'
import { shopSchema } from '../../src/demo/shop/schema.ts'
import { Office } from '../../src/location/office.ts'
import type { ReportResult } from '../../src/web/contract/reports.ts'
import { ReplicaNetwork } from '../transmission/replica-network.ts'
import { freshFolder, servedHome, signedIn } from './served-office.ts'

/** The pages of an office that has collated the records of two shops. */
export async function officeOfTwoShops(t: TestContext, own: Record<string, string> = {}) {
  const replicas = await ReplicaNetwork.start(shopReplicaSetup(), [shopSchema, shopSchema])
  t.after(() => replicas.close())
  for (const [store, { shop }] of replicas.stores.entries()) fillShop(shop, { seed: 7, rows: 3000, store })
  // As an office keeps it.
  await replicas.office.database.script('PRAGMA journal_mode = WAL')
  for (const store of replicas.stores) {
    while (await replicas.exportUp(store));
    for (const payload of store.up) await replicas.deliverUp(store, payload)
  }
  await replicas.office.database.close()
  const home = join(freshFolder(t), 'office')
  await Office.init(home, { name: 'Head office' })
  const office = await Office.open(home)
  await office.open.save({ ...office.open.settings, database: join(replicas.folder, 'office.db') })
  await office.close()
  mkdirSync(join(home, 'reports'))
  for (const [name, sql] of Object.entries(own)) writeFileSync(join(home, 'reports', `${name}.sql`), sql)
  const served = await servedHome(t, home)
  const browser = await signedIn(served)
  const run = async <T = ReportResult>(name: string, chosen: Record<string, string> = {}) =>
    browser.ask<T>(`/api/reports/${name}?${new URLSearchParams(chosen)}`)
  return { browser, home, run, shops: replicas.stores.map(({ shop }) => shop), stores: replicas.stores }
}
