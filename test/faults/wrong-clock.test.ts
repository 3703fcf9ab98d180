import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { agreed, edit, putBack, started, visit, visitOther, type Who } from './put-back-unseen.ts'
import { type Backup, SiteNetwork } from './site-network.ts'

const YEARS = 2 * 365 * 86_400_000

/** The clock of whoever visits shows `wrong`, milliseconds since 1970; null: it is right. */
function setClock(t: TestContext, wrong: number | null): void {
  t.mock.timers.reset()
  if (wrong !== null) t.mock.timers.enable({ apis: ['Date'], now: wrong })
}

/** `who` is put back and begins anew while its clock is wrong; all settles, and the clock is right again. */
async function beganWithWrongClock(
  t: TestContext,
  network: SiteNetwork,
  who: Who,
  backup: Backup,
  wrong: number | null,
) {
  await network.restore(who, backup)
  setClock(t, wrong)
  await visit(network, who)
  setClock(t, null)
  await visitOther(network, who)
  await network.settle()
}

const clocks = [
  { what: 'years ahead', wrong: Date.now() + YEARS },
  { what: 'back at 1970', wrong: 0 },
]

for (const role of ['store', 'office'])
  for (const { what, wrong } of clocks) {
    test(`${role}: put back twice, its clock ${what} at the first: it begins anew both times, and nothing is lost`, async (t) => {
      const { network, who, backup } = await started(t, role)
      await edit(network, who, 3)
      await network.settle()
      await beganWithWrongClock(t, network, who, backup, wrong)
      await edit(network, who, 4)
      await network.settle()
      await network.restore(who, backup)
      await edit(network, who, 5)
      await agreed(network, who, [3, 4, 5])
    })

    test(`${role}: its clock ${what} when it began anew; put back unseen later, it is noticed by what it writes`, async (t) => {
      const { network, who, backup } = await started(t, role)
      await edit(network, who, 3)
      await network.settle()
      await beganWithWrongClock(t, network, who, backup, wrong)
      await edit(network, who, 4)
      await network.settle()
      await putBack(network, who, backup)
      await edit(network, who, 5)
      await agreed(network, who, [3, 4, 5])
    })

    test(`${role}: put back with its clock ${what}, after a time in which it was right`, async (t) => {
      const { network, who, backup } = await started(t, role)
      await edit(network, who, 3)
      await network.settle()
      await beganWithWrongClock(t, network, who, backup, null)
      await edit(network, who, 4)
      await network.settle()
      await beganWithWrongClock(t, network, who, backup, wrong)
      await edit(network, who, 5)
      await agreed(network, who, [3, 4, 5])
    })
  }

test('a store that is asked by a restored office answers, though its own clock was ahead when it began anew before', async (t) => {
  const { network, who, backup } = await started(t, 'store')
  await edit(network, who, 3)
  await network.settle()
  const office = await network.backUp('office')
  await beganWithWrongClock(t, network, who, backup, YEARS)
  await edit(network, who, 4)
  await network.settle()
  await network.restore('office', office)
  await agreed(network, who, [3, 4])
})

test('on a site that lets nothing be deleted, files of ended epochs are answered once and not at every visit', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  const backup = await network.backUp(network.shop)
  network.shop.database.exec('INSERT INTO orders VALUES (3, 3)')
  await network.settle()
  const copies: [string, Buffer][] = []
  network.shop.database.exec('INSERT INTO orders VALUES (4, 4)')
  await network.visitStore()
  for (const file of network.payloads()) copies.push([file, network.read(file)])
  await network.settle()
  await network.restore(network.shop, backup)
  await network.settle()
  const putThere = () => {
    for (const [file, bytes] of copies) writeFileSync(join(network.folderOnSite, file), bytes)
  }
  const sent: number[] = []
  for (let round = 0; round < 4; round++) {
    putThere()
    sent.push((await network.visitOffice()).sent.payloads)
    await network.visitStore()
  }
  assert.deepEqual(sent.slice(1), [0, 0, 0])
  assert.deepEqual(network.disagreements(), [])
})

test('a clock that was ahead once hides for years neither that a store lives nor that it is silent', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  setClock(t, Date.now() + YEARS)
  network.shop.database.exec('INSERT INTO orders VALUES (3, 3)')
  await network.visitStore()
  await network.visitOffice()
  await network.visitStore()
  setClock(t, null)
  const contact = async () => (await network.office.stores())[0]?.lastContact ?? 0
  assert.ok((await contact()) > Date.now() + YEARS / 2)
  await network.visitOffice()
  assert.ok((await contact()) <= Date.now())
  assert.equal((await network.visitStore()).sent.payloads, 1, 'a sign of life')
  assert.equal((await network.visitStore()).sent.payloads, 0, 'and no more than one')
})
