import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { settingsCode } from '../../src/site/settings-code.ts'
import { SiteNetwork } from './site-network.ts'

const HOUR = 3_600_000
const always = Number.POSITIVE_INFINITY

/** As after a day of visits that all found this offset. */
function knows({ home, settings }: SiteNetwork['office']['open'], offset: number): void {
  assert.ok(settings.site)
  const now = Date.now()
  const known = { offset, at: now - HOUR, since: now - 24 * HOUR }
  const kept = { format: 1, settingsCode: settingsCode(settings.site), known }
  writeFileSync(join(home.folder, 'site-clock.json'), JSON.stringify(kept))
}

/** One row that all have, and a site whose clock all know. */
async function network(t: TestContext): Promise<SiteNetwork> {
  const made = await SiteNetwork.start(t, 1)
  made.shop.database.exec(`INSERT INTO customers VALUES ('c', 'Ann', '1')`)
  await made.settle()
  knows(made.office.open, 0)
  knows(made.shop.store.open, 0)
  return made
}

const storeEdits = ({ shop }: SiteNetwork) => shop.database.exec(`UPDATE customers SET name = 'store' WHERE id = 'c'`)
const officeEdits = ({ office }: SiteNetwork) =>
  office.replica.database.run(`UPDATE customers SET name = 'office' WHERE id = 'c'`)

async function winner(made: SiteNetwork): Promise<unknown> {
  const [row] = await made.office.replica.database.all(`SELECT name FROM customers WHERE id = 'c'`)
  return row?.name
}

for (const jump of [HOUR, -HOUR])
  test(`a jump of the site's clock by ${jump / HOUR} h between two visits decides no conflict`, async (t) => {
    const made = await network(t)
    storeEdits(made)
    await officeEdits(made)
    made.site.change({ clockOffset: jump })
    await made.visitStore()
    assert.match(
      made.events.map(({ text }) => text).join('\n'),
      /clock of the site, or that of this computer, is 3\d\d\d s/,
    )
    await made.visitOffice()
    assert.equal(await winner(made), 'office', 'the later edit wins')
  })

test('a jump that only the store has got used to decides no conflict', async (t) => {
  const made = await network(t)
  storeEdits(made)
  await officeEdits(made)
  made.site.change({ clockOffset: HOUR })
  knows(made.shop.store.open, HOUR)
  await made.visitStore()
  await made.visitOffice()
  assert.equal(await winner(made), 'office')
  assert.match(made.events.map(({ text }) => text).join('\n'), /the site's cannot be relied on/)
  assert.ok(!made.files().includes('to-office/clock'))
})

test('a site that gives every file the same time decides no conflict', async (t) => {
  const made = await network(t)
  made.site.inject({ command: 'MDTM', times: always, do: { kind: 'reply', code: 213, text: '20200101000000' } })
  storeEdits(made)
  await officeEdits(made)
  await made.visitStore()
  await made.visitOffice()
  assert.equal(await winner(made), 'office')
})

test('where both are sure of the site’s clock, the edits of a store whose clock is an hour ahead count as an hour older', async (t) => {
  const made = await network(t)
  knows(made.shop.store.open, -HOUR)
  const time = new Date(Date.now() - HOUR).toISOString().replaceAll(/\D/g, '').slice(0, 14)
  made.site.inject({ command: 'MDTM', path: '/visit.', do: { kind: 'reply', code: 213, text: time } })
  await officeEdits(made)
  storeEdits(made)
  await made.visitStore()
  await made.visitOffice()
  assert.equal(await winner(made), 'office')
  assert.deepEqual(made.site.struck.length, 1)
  assert.ok(!made.files().includes('to-office/clock'))
  await made.settle()
  assert.deepEqual(made.disagreements(), [])
})
