import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import { SiteNetwork } from './site-network.ts'

const always = Number.POSITIVE_INFINITY

const onListings = (network: SiteNetwork, commands: string[], how: Fault['do']): void => {
  for (const command of commands) network.site.inject({ command, times: always, do: how })
}

/** All have visited, so that all have left their marks; then both sides have something to say. */
async function busy(t: TestContext): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, 2)
  network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
  await network.settle()
  for (const { database } of network.shops)
    database.exec('UPDATE orders SET total = 2; INSERT INTO orders (total) VALUES (3)')
  await network.office.replica.database.run(`INSERT INTO prices VALUES ('A', 1)`)
  return network
}

async function agree(network: SiteNetwork): Promise<void> {
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
}

for (const form of ['capital', 'typeless', 'system', 'nonsense'] as const)
  test(`where MLSD writes its lines in an odd way (${form}), everything is seen`, async (t) => {
    const network = await busy(t)
    onListings(network, ['MLSD'], { kind: 'odd-facts', form })
    assert.deepEqual(await network.settle(), [])
    await agree(network)
  })

for (const [code, text] of [
  [550, 'MLSD: operation not permitted'],
  [550, 'Failed'],
  [451, 'Local error'],
] as const)
  test(`where MLSD is answered with ${code} ${text}, LIST is asked`, async (t) => {
    const network = await busy(t)
    onListings(network, ['MLSD'], { kind: 'reply', code, text })
    assert.deepEqual(await network.settle(), [])
    await agree(network)
  })

test('where MLSD shows nothing and says that all is well, LIST is asked', async (t) => {
  const network = await busy(t)
  onListings(network, ['MLSD'], { kind: 'empty-list' })
  assert.deepEqual(await network.settle(), [])
  await agree(network)
})

test('a visit that sees none of the files that are there is not completed', async (t) => {
  const network = await busy(t)
  await network.visitStore()
  onListings(network, ['MLSD', 'LIST'], { kind: 'empty-list' })
  const office = await network.visitOffice()
  assert.deepEqual(
    office.problems.map(({ message }) => message),
    ['The site lists no files in "to-office", although there are some: what waits there may not have been received.'],
  )
  const store = await network.visitStore()
  assert.deepEqual(
    store.problems.map(({ code }) => code),
    ['SITE_UNCLEAR_REPLY'],
  )
  network.site.clearFaults()
  await agree(network)
})

test('a store that has just joined notices that its first listing shows nothing', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  onListings(network, ['MLSD', 'LIST'], { kind: 'empty-list' })
  assert.deepEqual(
    (await network.visitStore()).problems.map(({ code }) => code),
    ['SITE_UNCLEAR_REPLY'],
  )
})

test('where somebody has emptied the site, a visit is completed, and everything is sent again', async (t) => {
  const network = await busy(t)
  await network.visitStore()
  const { rmSync } = await import('node:fs')
  for (const file of network.files()) rmSync(`${network.folderOnSite}/${file}`)
  assert.deepEqual(await network.settle(), [])
  await agree(network)
})

test('where nothing is deleted and a listing ends early without a word, everything arrives, and no visit is completed', async (t) => {
  const network = await busy(t)
  network.site.change({ noDelete: true })
  onListings(network, ['MLSD', 'LIST'], { kind: 'truncated-list', entries: 4 })
  const problems: string[] = []
  for (let day = 0; day < 4; day++) {
    for (const { database } of network.shops) database.exec(`INSERT INTO orders (total) VALUES (${day})`)
    await network.office.replica.database.run(`INSERT INTO prices VALUES ('P${day}', ${day})`)
    for (const shop of network.shops)
      problems.push(...(await network.visitStore(shop)).problems.map(({ message }) => message))
    problems.push(...(await network.visitOffice()).problems.map(({ message }) => message))
  }
  for (const shop of network.shops) await network.visitStore(shop)
  assert.deepEqual(network.disagreements(), [])
  assert.ok(problems.some((message) => /lists 4 files in "to-office", and more are there/.test(message)))
  network.site.clearFaults()
  network.site.change({ noDelete: false })
  await agree(network)
})
