import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { hasCode } from '../../src/model/errors.ts'
import { MANIFEST_FORMAT } from '../../src/model/manifest.ts'
import { manifestKey, storeKey } from '../../src/payload/keys.ts'
import { requireSecret } from '../../src/settings/secrets.ts'
import { type Shop, SiteNetwork } from './site-network.ts'

const formats = [
  { what: 'older', format: 1, code: 'DATABASE_TOO_OLD', says: /older version.*format 1, this one works with/ },
  { what: 'newer', format: 999, code: 'DATABASE_TOO_NEW', says: /newer version.*format 999, this one works with/ },
] as const

for (const { what, format, code, says } of formats)
  for (const role of ['store', 'office'] as const)
    test(`${role}: a database of another version, ${what}, is named as such and left as it is`, async (t) => {
      const network = await SiteNetwork.start(t, 1)
      await network.settle()
      const { shop, office } = network
      const [home, file] =
        role === 'store' ? [shop.home, shop.file] : [office.open.home.folder, office.open.settings.database]
      await (role === 'store' ? shop.store : office).close()
      const database = new DatabaseSync(file)
      database.exec(`UPDATE central_office_state SET format = ${format}`)
      const open = () => (role === 'store' ? Store.open(home) : Office.open(home))
      for (let time = 0; time < 2; time++)
        await assert.rejects(open(), (error) => {
          assert.ok(hasCode(error, code), String(error))
          assert.match(error.message, says)
          assert.match(error.hint, /^Nothing was changed\./)
          return true
        })
      assert.equal(database.prepare('SELECT format FROM central_office_state').get()?.format, format)
      database.exec('UPDATE central_office_state SET format = 2')
      database.close()
      // Neither the home nor the database was left locked.
      if (role === 'store') shop.store = await Store.open(home)
      else network.office = await Office.open(home)
    })

/** As a program of another version writes it: another format, and a member that this one does not know. */
function rewriteManifests(network: SiteNetwork, shop: Shop, format: number): () => void {
  const key = storeKey(requireSecret(network.office.open.secrets, 'networkKey').reveal(), shop.guid)
  const files = network.payloads().filter((file) => file.includes(shop.guid) && file.endsWith('.manifest'))
  assert.ok(files.length > 0)
  const before = files.map((file) => {
    const path = join(network.folderOnSite, file)
    copyFileSync(path, `${path}.kept`)
    const manifest = JSON.parse(network.read(file).toString().split('\n')[0] ?? '')
    const line = JSON.stringify({ ...manifest, format, member: 'of another version' })
    const mac = createHmac('sha256', manifestKey(key, 'to-office')).update(
      `central-office/1 manifest to-office\n${line}`,
    )
    writeFileSync(path, `${line}\nmac ${mac.digest('hex')}\n`)
    return path
  })
  return () => {
    for (const path of before) copyFileSync(`${path}.kept`, path)
  }
}

for (const [format, code] of [
  [MANIFEST_FORMAT - 1, 'PAYLOAD_TOO_OLD'],
  [MANIFEST_FORMAT + 1, 'PAYLOAD_TOO_NEW'],
] as const)
  test(`payloads of one store that are ${code} are named, wait, and keep no other store back`, async (t) => {
    const network = await SiteNetwork.start(t, 2)
    await network.settle()
    for (const { database } of network.shops) database.exec('INSERT INTO orders VALUES (1, 10)')
    for (const shop of network.shops) await network.visitStore(shop)
    const putBack = rewriteManifests(network, network.shop, format)
    const waiting = network.payloads().filter((file) => file.includes(network.shop.guid))
    for (let visit = 0; visit < 2; visit++) {
      const { problems } = await network.visitOffice()
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.store]),
        [[code, '0000001']],
      )
      const sent = network.shops.map(({ guid }) => guid)
      const rows = await network.office.replica.database.all('SELECT store_guid FROM orders')
      assert.deepEqual(
        rows.map((row) => row.store_guid),
        [sent[1]],
      )
      assert.deepEqual(
        network.payloads().filter((file) => waiting.includes(file)),
        waiting,
      )
    }
    putBack()
    await network.settle()
    assert.deepEqual(network.disagreements(), [])
  })

test('what the program stumbles over in the work for one store is named and ends no visit of the others', async (t) => {
  const network = await SiteNetwork.start(t, 3)
  await network.settle()
  for (const { database } of network.shops) database.exec('INSERT INTO orders VALUES (1, 10)')
  for (const shop of network.shops) await network.visitStore(shop)
  const [first, second, third] = network.shops as [Shop, Shop, Shop]
  const { replica } = network.office
  const { apply, takeBackUnsealed } = replica
  t.mock.method(replica, 'apply', (...given: Parameters<typeof apply>) =>
    given[0] === first.guid ? Promise.reject(new TypeError('not an object')) : apply.apply(replica, given),
  )
  t.mock.method(replica, 'takeBackUnsealed', (...given: Parameters<typeof takeBackUnsealed>) =>
    given[0].guid === second.guid ? Promise.reject(new RangeError('too long')) : takeBackUnsealed.apply(replica, given),
  )
  const { problems, received } = await network.visitOffice()
  assert.deepEqual(problems.map(({ code, store }) => [code, store]).sort(), [
    ['INTERNAL', '0000001'],
    ['INTERNAL', '0000002'],
  ])
  assert.match(problems.map(({ message }) => message).join(), /TypeError: not an object/)
  assert.equal(received.payloads, 2)
  const waits = await network.visitStore(third)
  assert.equal(waits.received.payloads, 1)
  t.mock.restoreAll()
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})
