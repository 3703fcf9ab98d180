import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { officeHolding, storeHolding } from '../../src/demo/compare.ts'
import { workDay } from '../../src/demo/shop/day-of-life.ts'
import { fillShop } from '../../src/demo/shop/fill-shop.ts'
import { shopReplicaSetup } from '../../src/demo/shop/replica-setup.ts'
import { sampleValues } from '../../src/demo/shop/sample-values.ts'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { StoreNumber } from '../../src/model/ids.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { readInvitation } from '../../src/settings/invitation.ts'
import { Secret } from '../../src/settings/secret.ts'

/**
 * A whole network over a site: an office and a store with a shop of 3,000 rows; initial load, a day at the shop, a price change
 * at the office. `siteRoot` is where the site keeps its files, to look for what must not stand there in clear;
 * `keepsFiles`: it lets nothing be deleted.
 */
export async function transmitTwoWays(
  settings: SiteSettings,
  password: string,
  siteRoot: string,
  { keepsFiles = false } = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'two-way-'))
  try {
    const file = join(folder, 'shop.db')
    const shop = new DatabaseSync(file)
    shop.exec('PRAGMA journal_mode = WAL')
    fillShop(shop, { seed: 7, rows: 3000, store: 0 })

    await Office.init(join(folder, 'office'), { name: 'Head office', setup: shopReplicaSetup() })
    const office = await Office.open(join(folder, 'office'))
    const { open } = office
    await open.save({ ...open.settings, site: settings }, { ...open.secrets, password: new Secret(password) })
    const invitation = await office.invite({
      number: StoreNumber.parse('42'),
      name: 'Garage',
      passphrase: 'a b c d e f g h',
    })
    const contents = await readInvitation(invitation.text, invitation.passphrase)
    await Store.join(join(folder, 'store'), contents, { database: file, homeExists: false })
    const store = await Store.open(join(folder, 'store'))

    const sent = await store.transmit()
    assert.ok(sent.sent.rows > 2000)
    await nothingInClear(siteRoot, sampleValues(shop, 200, 1))
    const received = await office.transmit()
    assert.equal(received.received.rows, sent.sent.rows)

    workDay(shop, { seed: 7, store: 0 })
    await office.replica.database.run('UPDATE price_list SET price = price + 100')
    for (let round = 0; round < 3; round++) {
      await store.transmit()
      await office.transmit()
    }
    const raised = shop.prepare('SELECT count(*) AS n FROM price_list').get()
    assert.ok(Number(raised?.n) > 0)

    for (const table of Object.keys(shopReplicaSetup().tables))
      assert.deepEqual(
        storeHolding(file, table),
        officeHolding(office.open.settings.database, table, contents.store.guid),
        `the table ${table} is the same at the store and at the office`,
      )
    const left = await payloadsLeft(join(siteRoot, settings.homeDir))
    assert.equal(left.length > 0, keepsFiles, `what is left on the site: ${left}`)
    await store.close()
    await office.close()
    shop.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function filesOf(siteRoot: string): Promise<string[]> {
  const found = await readdir(siteRoot, { recursive: true, withFileTypes: true })
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function nothingInClear(siteRoot: string, values: string[]): Promise<void> {
  assert.ok(values.length > 100)
  const files = await filesOf(siteRoot)
  assert.ok(files.some((file) => file.endsWith('.dat')))
  for (const file of files) {
    const bytes = await readFile(file)
    const seen = values.find((value) => bytes.includes(value) || file.includes(value))
    assert.equal(seen, undefined, `${file} holds a value of the shop in clear`)
  }
}

async function payloadsLeft(homeDir: string): Promise<string[]> {
  return (await filesOf(homeDir)).filter((file) => /\.(dat|manifest)$/.test(file))
}
