import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { payloadPath } from '../../src/payload/file-names.ts'
import { readLink, readPosition } from '../../src/transmission/store-links.ts'
import { SiteNetwork } from './site-network.ts'

const DAT = /\.dat$/
const MANIFEST = /\.manifest$/

/** Both sides have edited, and the store's payload lies on the site; so does, with `down`, the office's. */
async function underWay(t: TestContext, stores = 1): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, stores)
  for (const { database } of network.shops)
    database.exec(
      `INSERT INTO orders (total) VALUES (1), (2); INSERT INTO prices VALUES ('A', 10) ON CONFLICT DO NOTHING`,
    )
  await network.settle()
  for (const { database, guid } of network.shops) {
    database.exec('UPDATE orders SET total = total + 100')
    database.prepare('INSERT INTO customers VALUES (?, ?, NULL)').run(`from ${guid}`, 'someone')
  }
  return network
}

/** Like `underWay`, and the office's payload is what waits. */
async function downUnderWay(t: TestContext): Promise<SiteNetwork> {
  const network = await underWay(t)
  await network.settle()
  await network.office.replica.database.run('UPDATE prices SET price = 11')
  await network.office.replica.database.run(`INSERT INTO customers VALUES ('from office', 'x', NULL)`)
  await network.visitOffice()
  return network
}

async function endsWell(network: SiteNetwork): Promise<void> {
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  assert.equal(await network.conflicts(), 0)
}

const flipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes)
  const at = copy.length >> 1
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

const damages: Record<string, (network: SiteNetwork, payloads: string[]) => void> = {
  'the .dat vanished': (network, files) => {
    for (const file of files.filter((name) => DAT.test(name))) rmSync(join(network.folderOnSite, file))
  },
  'the manifest vanished': (network, files) => {
    for (const file of files.filter((name) => MANIFEST.test(name))) rmSync(join(network.folderOnSite, file))
  },
  'both files vanished': (network, files) => {
    for (const file of files) rmSync(join(network.folderOnSite, file))
  },
  'the .dat was cut short': (network, files) => {
    for (const file of files.filter((name) => DAT.test(name))) truncateSync(join(network.folderOnSite, file), 50)
  },
  'the manifest was cut short': (network, files) => {
    for (const file of files.filter((name) => MANIFEST.test(name))) truncateSync(join(network.folderOnSite, file), 50)
  },
  'a byte of the .dat was altered': (network, files) => {
    for (const file of files.filter((name) => DAT.test(name)))
      writeFileSync(join(network.folderOnSite, file), flipped(network.read(file)))
  },
  'a byte of the manifest was altered': (network, files) => {
    for (const file of files.filter((name) => MANIFEST.test(name)))
      writeFileSync(join(network.folderOnSite, file), flipped(network.read(file)))
  },
  'both files are there again under the next number': (network, files) => {
    for (const file of files) {
      const next = file.replace(/\d{9}(?=\.\w+$)/, (number) => String(Number(number) + 1).padStart(9, '0'))
      copyFileSync(join(network.folderOnSite, file), join(network.folderOnSite, next))
    }
  },
  'both files are there again under other names': (network, files) => {
    for (const file of files) copyFileSync(join(network.folderOnSite, file), join(network.folderOnSite, `${file}.copy`))
  },
}

for (const [what, damage] of Object.entries(damages))
  for (const [way, start] of [
    ['to the office', underWay],
    ['to the store', downUnderWay],
  ] as const)
    test(`${way}: ${what}, and all the same everybody ends with the same rows, once`, async (t) => {
      const network = await start(t)
      if (way === 'to the office') await network.visitStore()
      damage(network, network.payloads())
      // The receiver comes first and finds it so; nothing half applied.
      await (way === 'to the office' ? network.visitOffice() : network.visitStore())
      await network.settle()
      // A copy under a name of ours belongs nowhere: it is overwritten when its turn comes, or stays and is reported.
      for (const file of network.payloads().filter(() => what.includes('next number')))
        rmSync(join(network.folderOnSite, file))
      for (const file of network.files().filter((name) => name.endsWith('.copy')))
        rmSync(join(network.folderOnSite, file))
      await endsWell(network)
    })

test('an acknowledgement that vanished is left again once its receiver repeats itself', async (t) => {
  const network = await underWay(t)
  await network.visitStore()
  await network.visitOffice()
  const [acknowledgement, ...more] = network.payloads()
  assert.deepEqual(more, [])
  assert.match(acknowledgement ?? '', /^to-store.*manifest$/)
  rmSync(join(network.folderOnSite, acknowledgement ?? ''))
  await network.settle()
  assert.equal((await network.shop.store.member().outbox.entries()).filter(({ hasFile }) => hasFile).length, 0)
  await endsWell(network)
})

test('an acknowledgement that vanished in front of rows does not stop them', async (t) => {
  const network = await underWay(t)
  await network.visitStore()
  await network.visitOffice()
  for (const file of network.payloads()) rmSync(join(network.folderOnSite, file))
  await network.office.replica.database.run('UPDATE prices SET price = 12')
  await network.visitOffice()
  await network.settle()
  await endsWell(network)
})

test('stale copies of everything that ever stood on the site change nothing when they are put back', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  const kept = new Map<string, Buffer>()
  const keep = () => {
    for (const file of network.files()) kept.set(file, network.read(file))
  }
  for (let day = 0; day < 4; day++) {
    network.shop.database.exec(`INSERT INTO orders (total) VALUES (${day}); UPDATE orders SET total = total + 1`)
    await network.visitStore()
    keep()
    await network.office.replica.database.run(`INSERT INTO prices VALUES ($1, 1)`, `code ${day}`)
    await network.visitOffice()
    keep()
  }
  await network.settle()
  for (const [file, bytes] of kept) writeFileSync(join(network.folderOnSite, file), bytes)
  assert.deepEqual(await network.settle(), [])
  await endsWell(network)
})

test("another store's payload, copied in under a store's name, is not taken, and the store's own goes on", async (t) => {
  const network = await underWay(t, 2)
  for (const shop of network.shops) await network.visitStore(shop)
  const [first, second] = network.shops
  const of = (guid = '') => network.payloads().filter((file) => file.includes(guid))
  for (const [i, file] of of(first?.guid).entries())
    copyFileSync(join(network.folderOnSite, of(second?.guid)[i] ?? ''), join(network.folderOnSite, file))
  const { problems } = await network.visitOffice()
  assert.deepEqual(
    problems.map(({ code, store }) => [code, store]),
    [['PAYLOAD_NOT_AUTHENTIC', '0000001']],
  )
  await endsWell(network)
})

test('junk on the site, 2,000 files of it, with names of every kind, disturbs nobody', async (t) => {
  const network = await underWay(t)
  await network.visitStore()
  const folders = ['to-office', `to-store/${network.shop.guid}`, '.']
  for (const folder of folders) mkdirSync(join(network.folderOnSite, folder), { recursive: true })
  const hostile = [
    '..dat',
    ' .manifest',
    'a b',
    '-rf',
    'semi;colon',
    "quote'",
    'ünï',
    `${'x'.repeat(200)}.dat`,
    '%2e%2e',
    '$(id)',
  ]
  for (const folder of folders)
    for (const name of hostile) writeFileSync(join(network.folderOnSite, folder, name), 'junk')
  for (let i = 0; i < 2000; i++) writeFileSync(join(network.folderOnSite, 'to-office', `junk-${i}.dat`), 'x')
  mkdirSync(join(network.folderOnSite, 'to-office', 'folder.manifest'))
  const epoch = 'f'.repeat(16)
  writeFileSync(join(network.folderOnSite, 'to-office', `${network.shop.guid}.${epoch}.000000007.manifest`), 'forged')
  writeFileSync(join(network.folderOnSite, folders[1] ?? '', `visit.999999999.${epoch}`), 'forged')
  const problems = await network.settle()
  assert.deepEqual([...new Set(problems)], ['PAYLOAD_NOT_AUTHENTIC'])
  assert.deepEqual(network.disagreements(), [])
})

test('a manifest that nobody made for a life that nobody remembers is told of once, and taken away', async (t) => {
  const network = await underWay(t)
  await network.settle()
  const name = `to-office/${network.shop.guid}.${'f'.repeat(16)}.000000001`
  for (const kind of ['manifest', 'dat']) writeFileSync(join(network.folderOnSite, `${name}.${kind}`), 'half of it')
  const told = async () => {
    const { problems } = await network.visitOffice()
    for (const { hint } of problems) assert.match(hint, /it was deleted from the site/)
    return problems.map(({ code }) => code)
  }
  assert.deepEqual(await told(), ['PAYLOAD_NOT_AUTHENTIC'])
  assert.deepEqual(await told(), [])
  assert.deepEqual(network.payloads(), [])
})

/** Path of the manifest that is wanted next. */
async function awaited({ office, shop }: SiteNetwork, way: 'to-office' | 'to-store'): Promise<string> {
  const { database } = office.replica
  const link = await readLink(database, shop.guid)
  const position = way === 'to-office' ? readPosition(database, link) : shop.store.member().position()
  const { epoch, number } = await position
  assert.ok(epoch)
  return payloadPath(way, shop.guid, epoch, number + 1, 'manifest')
}

/** A manifest under the number that is wanted next, whose sender does not know of it: it was restored to a day before. */
const nobodyRemembers: Record<string, { of: (whole: Buffer) => Buffer; told: string[][] }> = {
  'of which one bit was altered is told of, and taken away': {
    of: flipped,
    told: [['PAYLOAD_NOT_AUTHENTIC'], []],
  },
  'that breaks off may be on its way; it is told of when it stays so, and taken away': {
    of: (whole) => whole.subarray(0, whole.length >> 1),
    told: [[], ['PAYLOAD_NOT_AUTHENTIC'], []],
  },
}

for (const [what, { of, told }] of Object.entries(nobodyRemembers))
  for (const way of ['to-office', 'to-store'] as const)
    test(`${way}: a manifest that its sender does not remember and ${what}`, async (t) => {
      const network = await (way === 'to-office' ? underWay(t) : downUnderWay(t))
      if (way === 'to-office') await network.visitStore()
      const before = network.payloads().filter((file) => file.startsWith(way))
      const manifest = before.find((file) => MANIFEST.test(file)) ?? ''
      const whole = network.read(manifest)
      await network.settle()
      writeFileSync(join(network.folderOnSite, await awaited(network, way)), of(whole))
      const visit = () => (way === 'to-office' ? network.visitOffice() : network.visitStore())
      for (const codes of told) {
        const { problems } = await visit()
        assert.deepEqual(
          problems.map(({ code }) => code),
          codes,
        )
        for (const { hint } of problems)
          assert.match(hint, /it was deleted from the site\. If its sender still knows it/)
      }
      assert.deepEqual(network.payloads(), [])
      await endsWell(network)
    })

test('a forged manifest in front of a store that has never transmitted does not keep it out', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
  await network.visitStore()
  for (const epoch of ['0'.repeat(16), 'f'.repeat(16)])
    writeFileSync(join(network.folderOnSite, 'to-office', `${network.shop.guid}.${epoch}.000000001.manifest`), 'forged')
  const { problems, received } = await network.visitOffice()
  assert.equal(received.payloads, 1)
  assert.equal(problems[0]?.code, 'PAYLOAD_NOT_AUTHENTIC')
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})
