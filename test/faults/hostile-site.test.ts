import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sealClaim } from '../../src/payload/claim.ts'
import { HostileStore } from './hostile-store.ts'
import { type Shop, SiteNetwork } from './site-network.ts'

/** Somebody who has the account of the site, and no key: sees, writes, renames and deletes files as he likes. */
async function withWaiting(t: TestContext): Promise<{ network: SiteNetwork; first: Shop; second: Shop }> {
  const network = await SiteNetwork.start(t, 2)
  for (const { database } of network.shops) database.exec('INSERT INTO orders (total) VALUES (1), (2)')
  await network.settle()
  const [first, second] = network.shops
  if (!first || !second) throw new Error('two shops are needed')
  for (const shop of network.shops) {
    shop.database.exec('UPDATE orders SET total = total + 100')
    await network.visitStore(shop)
  }
  return { network, first, second }
}

const put = (network: SiteNetwork, path: string, content: string | Uint8Array = 'forged'): void => {
  const file = join(network.folderOnSite, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const epochOf = (number: number): string => number.toString(16).padStart(16, '0')
const numbered = (number: number): string => String(number).padStart(9, '0')

/** Commands that name a file of the protocol: a payload's, a mark of a visit, the word of a store that joined. */
const OURS =
  /^\w{4} (to-office\/[0-9a-f-]{36}\.|to-store\/[0-9a-f-]{36}\/)([0-9a-f]{16}\.\d{9}\.(dat|manifest)|visit\.\d{9}\.[0-9a-f]{16}|joined)$|^\w{4} to-office\/office\.[0-9a-f]{16}\.\d{9}\.[0-9a-f]{16}$/

/** Commands of a visit that name a file. */
const about = (network: SiteNetwork, from: number, verb: string): string[] =>
  network.site.commands.slice(from).filter((line) => line.startsWith(`${verb} `))

const codes = (problems: { code: string }[]): string[] => [...new Set(problems.map(({ code }) => code))]

async function endsWell(network: SiteNetwork): Promise<void> {
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.equal(await network.conflicts(), 0)
}

test('100,000 junk files in the listing, half of them under a name of ours, cost a visit no more than their listing', async (t) => {
  const { network, first } = await withWaiting(t)
  for (let i = 0; i < 50_000; i++) put(network, `to-office/junk ${i}.dat`)
  for (let i = 0; i < 50_000; i++)
    put(network, `to-office/${first.guid}.${epochOf(i)}.${numbered((i % 900) + 1)}.${i % 2 ? 'manifest' : 'dat'}`)
  const before = network.site.commands.length
  const started = performance.now()
  const { received, problems } = await network.visitOffice()
  const took = performance.now() - started
  t.diagnostic(`the visit took ${Math.round(took)} ms`)
  assert.equal(received.rows, 4)
  assert.deepEqual(codes(problems), ['PAYLOAD_NOT_AUTHENTIC'])
  assert.ok(about(network, before, 'RETR').length <= 30, 'a bounded number of them is looked into')
  assert.deepEqual(
    about(network, before, 'DELE').filter((line) => line.includes('junk')),
    [],
  )
  assert.deepEqual(network.disagreements(), [])
})

test('names that try to lead elsewhere are nobody’s: no command ever names one, and honest files go through', async (t) => {
  const { network, first } = await withWaiting(t)
  const epoch = epochOf(7)
  const name = `${first.guid}.${epoch}.000000001.manifest`
  const tricks = [
    '..',
    '.. ',
    '..\\..\\settings.json',
    '%2e%2e%2fsettings.json',
    `..${name}`,
    `${name}.`,
    `${name} `,
    ` ${name}`,
    `${name}\n`,
    `x\n ${name}`,
    `x\r\ntype=file;size=1; ${name}`,
    `x\njunk that ends the listing`,
    `${name}::$DATA`,
    `${name};1`,
    name.replace('-', '‐'),
    name.replace('000000001', '00000001'),
    name.replace('000000001', '000000000'),
    name.replace('000000001', '-00000001'),
    name.replace('000000001', '٠٠٠٠٠٠٠٠١'),
    name.replace('manifest', 'manİfest'),
    `K${name.slice(1)}`,
    'con',
    'nul.manifest',
    'aux.dat',
    '-rf',
    '*',
    '~',
    'total 5',
    ' ',
    '\u202egnp.exe',
    'x'.repeat(255),
  ].filter((one) => one !== '..')
  for (const folder of ['to-office', `to-store/${first.guid}`])
    for (const one of tricks) put(network, `${folder}/${one}`)
  for (const one of ['a/b.manifest', `${name}.d/${name}`]) put(network, `to-office/${one}`)
  const before = network.site.commands.length
  const { received } = await network.visitOffice()
  assert.equal(received.rows, 4)
  for (const shop of network.shops) await network.visitStore(shop)
  for (const verb of ['RETR', 'DELE', 'STOR', 'SIZE', 'MDTM'])
    for (const line of about(network, before, verb)) assert.match(line, OURS)
  assert.deepEqual(readdirSync(network.site.root), ['network'])
  await endsWell(network)
})

test('a payload under the same name in capitals does no harm, whichever of the two is found', async (t) => {
  const { network } = await withWaiting(t)
  for (const file of network.payloads().filter((one) => one.startsWith('to-office/')))
    put(network, `to-office/${file.slice('to-office/'.length).toUpperCase()}`)
  await network.visitOffice()
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})

test('a .dat and a .manifest that changed places are refused, and sent again', async (t) => {
  const { network, first } = await withWaiting(t)
  const [dat, manifest] = network.payloads().filter((file) => file.includes(`to-office/${first.guid}`))
  const at = (file = '') => join(network.folderOnSite, file)
  renameSync(at(dat), at('kept'))
  renameSync(at(manifest), at(dat))
  renameSync(at('kept'), at(manifest))
  const { problems, received } = await network.visitOffice()
  assert.deepEqual(
    problems.map(({ code, store }) => [code, store]),
    [['PAYLOAD_NOT_AUTHENTIC', '0000001']],
  )
  assert.equal(received.rows, 2)
  await endsWell(network)
})

test('a payload to the office, put in front of a store as if it came from the office, is not taken', async (t) => {
  const { network, first, second } = await withWaiting(t)
  for (const { guid } of [first, second])
    for (const file of network.payloads().filter((one) => one.startsWith(`to-office/${guid}`)))
      copyFileSync(
        join(network.folderOnSite, file),
        join(network.folderOnSite, `to-store/${first.guid}`, file.slice(`to-office/${guid}.`.length)),
      )
  const { received } = await network.visitStore(first)
  assert.equal(received.payloads, 0)
  await network.visitOffice()
  assert.deepEqual(network.disagreements(), [])
})

test('visit marks by the thousand and a joined file that others wrote keep no store out', async (t) => {
  const { network, first, second } = await withWaiting(t)
  const otherKey = new HostileStore(network, second).key
  put(network, `to-store/${first.guid}/joined`, sealClaim((await second.store.member().state()).epoch, otherKey))
  for (let i = 0; i < 1000; i++)
    put(network, `to-store/${first.guid}/visit.${numbered(i * 999_999)}.${epochOf(i)}`, `${'0'.repeat(64)}\n`)
  for (let day = 0; day < 3; day++) {
    first.database.exec('UPDATE orders SET total = total + 1')
    const before = network.site.commands.length
    const { sent, problems } = await network.visitStore(first)
    assert.equal(sent.rows, 2)
    assert.deepEqual(problems, [])
    assert.ok(about(network, before, 'RETR').length <= 30, 'a bounded number of them is looked into')
    await network.visitOffice()
  }
  await endsWell(network)
})

test('forged manifests by the thousand in every place of the streams cost each visit a bounded number of looks', async (t) => {
  const { network, first, second } = await withWaiting(t)
  for (let i = 0; i < 1000; i++)
    for (const path of [`to-office/${first.guid}.`, `to-store/${second.guid}/`])
      put(network, `${path}${epochOf(i)}.${numbered((i % 40) + 1)}.manifest`, 'x'.repeat(i))
  for (const work of [() => network.visitOffice(), () => network.visitStore(second)]) {
    const before = network.site.commands.length
    const { problems } = await work()
    assert.deepEqual(codes(problems), ['PAYLOAD_NOT_AUTHENTIC'])
    assert.ok(about(network, before, 'RETR').length <= 30)
  }
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})

test('a forged manifest larger than any, or of nothing, is left where it is', async (t) => {
  const { network, first } = await withWaiting(t)
  put(network, `to-office/${first.guid}.${epochOf(1)}.000000009.manifest`, Buffer.alloc(2_000_000, 'x'))
  put(network, `to-office/${first.guid}.${epochOf(2)}.000000009.manifest`, '')
  const { received } = await network.visitOffice()
  assert.equal(received.rows, 4)
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})
