import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { payloadPath } from '../../src/payload/file-names.ts'
import { readLink } from '../../src/transmission/store-links.ts'
import { SiteNetwork } from './site-network.ts'

/** Every so many commands the power goes; fewer with FAULTS. */
const STEP = { all: 1, most: 5 }[process.env.FAULTS ?? ''] ?? 10

/** Keeps a copy of the office's database as it is on the disk for certain: what was committed before it was last forced there. */
function watchDisk({ office, folder }: SiteNetwork, name: string): { copy: string } {
  const { database } = office.replica
  const copies = { count: 0, copy: '' }
  const copy = () => {
    const target = join(folder, `${name}-${++copies.count}`)
    const from = new DatabaseSync(office.open.settings.database, { readOnly: true })
    from.exec(`VACUUM INTO '${target}'`)
    from.close()
    return target
  }
  copies.copy = copy()
  const force = database.forceToDisk.bind(database)
  database.forceToDisk = async () => {
    const committed = copy()
    await force()
    copies.copy = committed
  }
  return copies
}

/** What the office has not applied is on the site still, whatever else was taken from there. */
async function assertNothingTakenTooEarly(network: SiteNetwork, when: string): Promise<void> {
  for (const { guid, store } of network.shops) {
    const { applied } = await readLink(network.office.replica.database, guid)
    for (const { number, part, uploaded } of await store.member().outbox.entries())
      if (uploaded && number > applied)
        assert.ok(
          network.payloads().includes(payloadPath('to-office', guid, part.epoch, number, 'manifest')),
          `payload ${number} of ${guid}, ${when}`,
        )
  }
}

test('the power at the office goes at whichever command of a visit: no payload is lost, and nobody has to begin anew', async (t) => {
  await cutEverywhere(await SiteNetwork.start(t, 2))
})

test('so it is where the stores are seen to one after the other', async (t) => {
  const network = await SiteNetwork.start(t, 2)
  network.connections = 1
  await cutEverywhere(network)
})

async function cutEverywhere(network: SiteNetwork): Promise<void> {
  await network.settle()
  let cut = 0
  for (let whole = false; !whole; cut += STEP) {
    for (const [i, { database }] of network.shops.entries())
      database.exec(`INSERT INTO orders (total) VALUES (${cut}), (${i});
        INSERT OR REPLACE INTO customers VALUES ('c${i}', 'name ${cut}', '')`)
    await network.office.replica.database.run('INSERT INTO prices VALUES ($1, 1)', `part ${cut}`)
    for (const shop of network.shops) await network.visitStore(shop)
    const onDisk = watchDisk(network, `disk-${cut}`)
    network.site.inject({
      command: '*',
      after: cut,
      times: Number.POSITIVE_INFINITY,
      do: { kind: 'drop', when: 'before' },
    })
    whole = await network.visitOffice().then(
      () => true,
      () => false,
    )
    await network.site.quiet()
    network.site.clearFaults()
    await network.restore('office', { database: onDisk.copy })
    await assertNothingTakenTooEarly(network, `cut at command ${cut}`)
    await network.settle()
    assert.deepEqual(network.disagreements(), [], `cut at command ${cut}`)
    assert.deepEqual(network.payloads(), [], `cut at command ${cut}`)
    for (const { guid } of network.shops) {
      const { restarts, restart } = await readLink(network.office.replica.database, guid)
      assert.deepEqual([restarts, restart], [0, null], `cut at command ${cut}`)
    }
  }
  assert.ok(cut > 20, `only ${cut} commands`)
}
