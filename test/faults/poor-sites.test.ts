import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { type ErrorCode, hasCode } from '../../src/model/errors.ts'
import { SiteNetwork } from './site-network.ts'

async function busy(t: TestContext, site: FtpSiteOptions = {}): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, 1, { site })
  const { database } = network.shop
  database.exec(`INSERT INTO prices VALUES ('A', 10); INSERT INTO orders (total) VALUES (1), (2)`)
  await network.settle()
  database.exec('UPDATE orders SET total = total + 10')
  await network.office.replica.database.run('UPDATE prices SET price = 11')
  return network
}

/** Runs both visits, which the site is to refuse, then both again on a site that is well. */
async function refusedThenWell(network: SiteNetwork, code: ErrorCode): Promise<void> {
  const seen: unknown[] = []
  for (const visit of [() => network.visitStore(), () => network.visitOffice(), () => network.visitStore()])
    await visit().then(
      ({ problems }) => seen.push(...problems),
      (error) => seen.push(error),
    )
  assert.ok(seen.length > 0)
  for (const error of seen) assert.ok(hasCode(error, code) || (error as { code: string }).code === code, String(error))
  network.site.clearFaults()
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  assert.equal(await network.conflicts(), 0)
}

const always = Number.POSITIVE_INFINITY

test('a full site is named; once there is room everything arrives', async (t) => {
  const network = await busy(t)
  network.site.inject({ command: 'STOR', times: always, do: { kind: 'disk-full', afterBytes: 20, code: 452 } })
  await refusedThenWell(network, 'SITE_FULL')
})

test('a full site can still be received from, which makes room', async (t) => {
  const network = await busy(t)
  await network.visitOffice()
  network.site.inject({ command: 'STOR', times: always, do: { kind: 'disk-full', afterBytes: 0, code: 452 } })
  await assert.rejects(network.visitStore(), (error) => hasCode(error, 'SITE_FULL'))
  assert.deepEqual(
    network.shop.database
      .prepare('SELECT price FROM prices')
      .all()
      .map(({ price }) => price),
    [11],
  )
  assert.deepEqual(network.payloads(), [])
})

test('a site that may not be written to is named; with the right to, everything arrives', async (t) => {
  const network = await busy(t)
  for (const command of ['STOR', 'DELE', 'MKD'])
    network.site.inject({ command, times: always, do: { kind: 'reply', code: 550, text: 'Permission denied' } })
  await refusedThenWell(network, 'SITE_FORBIDDEN')
})

test('a site on which nothing can be deleted carries everything, once; later it is emptied', async (t) => {
  const network = await busy(t)
  network.site.inject({ command: 'DELE', times: always, do: { kind: 'reply', code: 550, text: 'Permission denied' } })
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.notDeepEqual(network.payloads(), [])
  network.site.clearFaults()
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  assert.equal(await network.conflicts(), 0)
})

test('a listing that shows nothing is no proof that anything has gone', async (t) => {
  const network = await busy(t)
  await network.visitStore()
  await network.visitOffice()
  network.site.inject({ command: 'MLSD', times: 6, do: { kind: 'empty-list' } })
  for (let i = 0; i < 3; i++) {
    await network.visitStore()
    await network.visitOffice()
  }
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
})

for (const [name, site] of Object.entries({
  'without renaming, overwriting, MLSD, EPSV and resuming': {
    noRename: true,
    noOverwrite: true,
    noMlsd: true,
    noEpsv: true,
    noRest: true,
  },
  'that folds the case of names and has a wrong clock': { caseFolding: true, clockOffset: -5 * 3600_000 },
  'with TLS': { tls: 'explicit' as const },
}))
  test(`a site ${name} carries everything`, async (t) => {
    const network = await busy(t, site)
    assert.deepEqual(await network.settle(), [])
    assert.deepEqual(network.disagreements(), [])
    assert.deepEqual(network.payloads(), [])
  })
