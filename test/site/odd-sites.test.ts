import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { hasCode } from '../../src/model/errors.ts'
import { probeSite } from '../../src/site/probe.ts'
import { SiteNetwork } from '../faults/site-network.ts'
import { liveALife } from './file-life.ts'
import { aSite, quick, settingsFor, times, visit } from './sites.ts'

const always = Number.POSITIVE_INFINITY
const missing = (command: string, as: number | 'closed' | 'text'): Fault => ({
  ...{ command, times: always },
  do: { kind: 'missing', as },
})
const refusing = (command: string, code: number, text: string): Fault => ({
  ...{ command, times: always },
  do: { kind: 'reply', code, text },
})

/** Sites on which everything works, though their answers are others than those of most. */
const odd: Record<string, FtpSiteOptions> = {
  'an upload into a missing folder is answered by 426': { faults: [missing('STOR', 426)] },
  'an upload into a missing folder is answered by 450': { faults: [missing('STOR', 450)] },
  'an upload into a missing folder is answered by 451': { faults: [missing('STOR', 451)] },
  'an upload into a missing folder is answered by 150 and a closed data connection': {
    faults: [missing('STOR', 'closed')],
  },
  'a missing file is answered by 551': { faults: [missing('RETR', 551), missing('SIZE', 551)] },
  'a missing file is answered by 450': { faults: [missing('RETR', 450), missing('SIZE', 450)] },
  'a missing file is answered by 150 and a closed data connection': { faults: [missing('RETR', 'closed')] },
  'a missing folder is listed with 451': { noMlsd: true, faults: [missing('LIST', 451)] },
  'a missing folder is listed with 450': { faults: [missing('MLSD', 450)] },
  'a missing folder is listed by a closed data connection': { faults: [missing('MLSD', 'closed')] },
  'a missing folder is listed by a text': { noMlsd: true, faults: [missing('LIST', 'text')] },
  'everything that is missing is answered by 450': { faults: [missing('*', 450)] },
  'everything that is missing is answered by 551, and SIZE and MLSD are unknown': {
    ...{ noMlsd: true },
    faults: [refusing('SIZE', 500, 'Not known'), missing('*', 551)],
  },
  'names are shown in capitals': { capitals: true },
  'names are shown in capitals, and SIZE is unknown': {
    ...{ capitals: true },
    faults: [refusing('SIZE', 500, 'Not known')],
  },
  'sizes have commas, in listings as of IIS': {
    noMlsd: true,
    faults: [
      refusing('SIZE', 500, 'Not known'),
      { command: 'LIST', times: always, do: { kind: 'dos-list', commas: true } },
    ],
  },
  'SIZE is answered without a number': { faults: [refusing('SIZE', 213, 'File status')] },
  'uploads arrive under a hidden name': { hiddenStores: true },
}

for (const [what, setUp] of Object.entries(odd))
  test(`a network begins and transmits, and Test Connection finds the site usable, where ${what}`, async (t) => {
    const ftp = await aSite(t, { tls: 'explicit', ...setUp })
    const tls = { tls: 'explicit' } as const
    if (!setUp.capitals) await liveALife(await visit(t, ftp, tls))
    const result = await probeSite(settingsFor(ftp, tls), ftp.password, { deadlines: quick, extraCa: ftp.certificate })
    assert.notEqual(result.verdict, 'not usable', JSON.stringify(result.steps, null, 1))
    assert.equal(result.steps.find(({ name }) => name === 'delete')?.ok, true)

    const network = await SiteNetwork.start(t, 1, { site: setUp })
    const { office, shop } = network
    shop.database.exec("INSERT INTO orders (total) VALUES (1); INSERT INTO customers VALUES ('c', 'Meyer', '1')")
    await network.settle()
    await office.replica.database.run("INSERT INTO prices VALUES ('A', 1)")
    await network.settle()
    shop.database.exec("UPDATE customers SET name = 'Maier'; DELETE FROM orders")
    await network.settle()
    assert.deepEqual({ ...shop.database.prepare('SELECT * FROM prices').get() }, { code: 'A', price: 1 })
    const [name] = await office.replica.database.all('SELECT name FROM customers')
    assert.equal(name?.name, 'Maier')
  })

test('a file that is there and cannot be read is not taken for a missing one', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'to-office/a')
  site.inject({ command: 'RETR', times: always, do: { kind: 'reply', code: 551, text: 'No' } })
  await assert.rejects(visited.read('to-office/a', 10), (error) => hasCode(error, 'SITE_UNCLEAR_REPLY'))
})

test('a folder that is there and cannot be listed is not taken for an empty one', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'to-office/a')
  for (const command of ['MLSD', 'LIST'])
    site.inject({ command, path: 'to-office', times: always, do: { kind: 'reply', code: 451, text: 'No' } })
  await assert.rejects(visited.list('to-office'), (error) => hasCode(error, 'SITE_UNCLEAR_REPLY'))
})

test('a folder is made before the first upload into it, once a visit, and again where an upload failed', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'to-office/a')
  await visited.upload(Buffer.from('x'), 'to-office/b')
  assert.equal(site.commands.filter((line) => line === 'MKD to-office').length, 1)
  const next = await visit(t, site)
  assert.equal((await next.list('to-office')).length, 2)
  await next.upload(Buffer.from('x'), 'to-office/c')
  assert.equal(site.commands.filter((line) => line === 'MKD to-office').length, 1)
  site.inject({ command: 'STOR', do: { kind: 'reply', code: 451, text: 'Not now' } })
  await next.upload(Buffer.from('x'), 'to-office/d')
  assert.equal(site.commands.filter((line) => line === 'MKD to-office').length, 2)
})

for (const noDelete of [false, true])
  test(`an upload cut off on a site with hidden names blocks its name no longer${noDelete ? ', though nothing can be deleted' : ''}`, async (t) => {
    const site = await aSite(t, { hiddenStores: true, noDelete })
    const folder = path.join(site.root, 'network', 'to-office')
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, '.in.a.dat.'), 'cut o')
    const visited = await visit(t, site)
    await visited.upload(Buffer.from('whole'), 'to-office/a.dat')
    assert.equal(String(await visited.read('to-office/a.dat', 10)), 'whole')
    assert.equal((await readdir(folder)).length, noDelete ? 2 : 1)
  })

test('a hidden file that can be neither deleted nor renamed is named, with what to ask for', async (t) => {
  const site = await aSite(t, { hiddenStores: true, noDelete: true, noRename: true })
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'to-office/other.dat')
  await writeFile(path.join(site.root, 'network', 'to-office', '.in.a.dat.'), 'cut o')
  await assert.rejects(visited.upload(Buffer.from('x'), 'to-office/a.dat'), {
    ...{ code: 'SITE_FORBIDDEN', message: /\.in\.a\.dat\. already exists/, hint: /delete the hidden file/ },
  })
})

test('a reply that names another file as the hidden one deletes nothing', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(Buffer.from('x'), 'to-office/b.dat')
  const text = 'Temporary hidden file /to-office/b.dat already exists'
  site.inject({ command: 'STOR', do: { kind: 'reply', code: 550, text } })
  await assert.rejects(visited.upload(Buffer.from('x'), 'to-office/a.dat'), (error) => hasCode(error, 'SITE_FORBIDDEN'))
  assert.equal(times(site, 'DELE'), 0)
})

for (const [what, faults] of [
  ['the port before what was asked before it', [refusing('CWD', 229, '(|||1|)'), refusing('EPSV', 250, 'Entered')]],
  ['an unknown command before all others', [refusing('TYPE', 502, 'Not known'), refusing('OPTS', 200, 'Binary')]],
] as const)
  test(`a site that answers ${what} is asked one command at a time`, async (t) => {
    const site = await aSite(t)
    for (const fault of faults) site.inject({ ...fault, times: 1 })
    const visited = await visit(t, site, { homeDir: 'Größe' })
    assert.equal(visited.habits.flights, false)
    await liveALife(visited)
    assert.equal(site.connections, 1)
  })
