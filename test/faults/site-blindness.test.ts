import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillShop } from '../../src/demo/shop/fill-shop.ts'
import { shopReplicaSetup } from '../../src/demo/shop/replica-setup.ts'
import { sampleValues } from '../../src/demo/shop/sample-values.ts'
import { recordingRelay } from './recording-relay.ts'
import { SiteNetwork } from './site-network.ts'

const fill = (database: Parameters<typeof fillShop>[0], store: number) =>
  fillShop(database, { seed: 3, rows: 1500, store })

/** Values found in clear in what was seen. */
const leaks = (values: string[], seen: Buffer): string[] =>
  values.filter((value) => seen.includes(value) || seen.includes(Buffer.from(value, 'utf16le')))

for (const tls of ['off', 'explicit'] as const)
  test(`invariant 5: no value of a user and no password stands in clear on the site${tls === 'off' ? '' : ' or on the wire'}`, async (t) => {
    const network = await SiteNetwork.start(t, 2, { site: { tls }, fill, replicaSetup: shopReplicaSetup() })
    const relay = await recordingRelay(network.site.port)
    t.after(relay.close)
    await network.useSite(relay.host, network.site.port)

    const everStood: Buffer[] = []
    const look = () => {
      for (const file of network.files()) everStood.push(Buffer.from(file), network.read(file))
    }
    for (let round = 0; round < 2; round++) {
      for (const shop of network.shops) {
        await network.visitStore(shop)
        look()
      }
      await network.visitOffice()
      look()
      network.shop.database.exec(`UPDATE customers SET notes = notes || ' and more', phone = '0555 010 ' || round
        FROM (SELECT ${round} + 100 AS round)`)
    }
    const values = network.shops.flatMap(({ database }, i) => sampleValues(database, 300, i))
    assert.ok(values.length > 400)
    const onSite = Buffer.concat(everStood)
    assert.ok(onSite.length > 50_000)
    assert.deepEqual(leaks([...values, network.site.password, 'repair_orders', 'customers'], onSite), [])

    const onWire = Buffer.concat(relay.recorded)
    assert.ok(onWire.length > 50_000, 'payloads went through the relay')
    assert.deepEqual(leaks(values, onWire), [])
    const passwordSeen = onWire.includes(network.site.password)
    // Plain FTP cannot hide the password; the relay would have seen it, had it not been for TLS.
    assert.equal(passwordSeen, tls === 'off')
  })
