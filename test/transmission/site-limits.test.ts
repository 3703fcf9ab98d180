import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { keepHabits, readHabits } from '../../src/location/site-memory.ts'
import type { VisitEvent, VisitResult } from '../../src/model/visit-event.ts'
import { unknownHabits } from '../../src/site/habits.ts'
import { probeSite } from '../../src/site/probe.ts'
import { SiteNetwork } from '../faults/site-network.ts'
import { times } from '../site/sites.ts'

type Visited = { result: VisitResult; warnings: string[]; deletions: number }

/** As people transmit, with the memory of the site; what was told as a warning is kept. */
const transmit = async (
  network: SiteNetwork,
  location: SiteNetwork['office'] | SiteNetwork['shop']['store'],
): Promise<Visited> => {
  const before = times(network.site, 'DELE')
  const warnings: string[] = []
  const onEvent = ({ level, code, text }: VisitEvent) => {
    if (level === 'warn') warnings.push(`${code ?? ''} ${text}`)
  }
  const result = await location.transmit({ onEvent })
  return { result, warnings, deletions: times(network.site, 'DELE') - before }
}

const busyNetwork = async (t: TestContext, stores: number): Promise<SiteNetwork> => {
  const network = await SiteNetwork.start(t, stores, { site: { noDelete: true } })
  for (const [at, { database }] of network.shops.entries())
    database.exec(`INSERT INTO customers VALUES ('c${at}', 'Ann', NULL); INSERT INTO orders (total) VALUES (1), (2)`)
  return network
}

const round = async (network: SiteNetwork): Promise<Visited[]> => {
  const visits: Visited[] = []
  for (const { store } of network.shops) visits.push(await transmit(network, store))
  visits.push(await transmit(network, network.office))
  return visits
}

test('over a site that lets nothing be deleted everything arrives once, and each visit says so once', async (t) => {
  const network = await busyNetwork(t, 2)
  const visits: Visited[] = await round(network)
  for (let day = 1; day <= 3; day++) {
    network.shop.database.exec('UPDATE orders SET total = total + 10; INSERT INTO orders (total) VALUES (3)')
    await network.office.replica.database.run(`INSERT INTO prices VALUES ('P${day}', ${day})`)
    visits.push(...(await round(network)))
  }
  for (let n = 0; n < 2; n++) visits.push(...(await round(network)))

  assert.deepEqual(network.disagreements(), [])
  assert.equal(await network.conflicts(), 0)
  for (const { result, warnings } of visits) {
    assert.deepEqual(result.problems, [])
    assert.ok(warnings.length <= 1, warnings.join('\n'))
    for (const warning of warnings) assert.match(warning, /^SITE_FORBIDDEN The site lets no file be deleted/)
  }
  assert.ok(visits.filter(({ warnings }) => warnings.length === 1).length > 5)
  assert.ok(network.payloads().length > 10)

  const quiet = await round(network)
  assert.deepEqual(
    quiet.map(({ result }) => [result.received.payloads, result.sent.payloads, result.parked]),
    quiet.map(() => [0, 0, 0]),
  )
  // Known by now: a deletion of two stores at most is tried in each visit, in case the right was granted.
  for (const { deletions } of quiet) assert.ok(deletions <= 2, `${deletions}`)
  const { home, settings } = network.office.open
  assert.equal(settings.site && (await readHabits(home, settings.site))?.remove, false)
})

test('once files can be deleted again, what has piled up goes', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.site.inject({
    command: 'DELE',
    times: Number.POSITIVE_INFINITY,
    do: { kind: 'reply', code: 550, text: 'Permission denied' },
  })
  for (let day = 1; day <= 3; day++) {
    network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
    await round(network)
  }
  assert.ok(network.payloads().length > 5)
  network.site.clearFaults()
  for (let n = 0; n < 2; n++) await round(network)
  assert.deepEqual(network.payloads(), [])
  assert.deepEqual(network.disagreements(), [])
})

test('a payload damaged on a site that lets nothing be deleted is sent again', async (t) => {
  const network = await busyNetwork(t, 1)
  const { store } = network.shop
  await transmit(network, store)
  const damaged = network.files().find((file) => file.startsWith('to-office/') && file.endsWith('.dat')) ?? ''
  const file = join(network.folderOnSite, damaged)
  const bytes = readFileSync(file)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  writeFileSync(file, bytes)
  const seen = await transmit(network, network.office)
  assert.deepEqual(
    seen.result.problems.map(({ code }) => code),
    ['PAYLOAD_DAMAGED'],
  )
  for (let n = 0; n < 3; n++) await round(network)
  assert.deepEqual(network.disagreements(), [])
  assert.ok((await transmit(network, network.office)).result.problems.length === 0)
})

test('Test Connection and a transmission agree on what such a site is', async (t) => {
  const network = await busyNetwork(t, 1)
  const { settings, secrets } = network.office.open
  assert.ok(settings.site && secrets.password)
  const { verdict, habits } = await probeSite(settings.site, secrets.password.reveal())
  assert.equal(verdict, 'works with limits')
  assert.equal(habits.remove, false)
  for (let n = 0; n < 3; n++) await round(network)
  assert.deepEqual(network.disagreements(), [])
})

test('where listings are known to be cut short, a full one is told, and what waits beyond is asked for by its name', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  const { home, settings } = network.office.open
  assert.ok(settings.site)
  await keepHabits(home, settings.site, { ...unknownHabits(), listing: 2 })
  for (const command of ['MLSD', 'LIST'])
    network.site.inject({
      command,
      path: 'to-office',
      times: Number.POSITIVE_INFINITY,
      do: { kind: 'truncated-list', entries: 2 },
    })
  for (let n = 0; n < 3; n++) {
    network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
    await transmit(network, network.shop.store)
  }
  const first = await transmit(network, network.office)
  assert.equal(first.result.received.payloads, 3)
  assert.match(first.warnings.join('\n'), /^SITE_UNCLEAR_REPLY The site lists 2 files at most/)
  for (let n = 0; n < 4; n++) await round(network)
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  assert.deepEqual((await transmit(network, network.office)).warnings, [])
})
