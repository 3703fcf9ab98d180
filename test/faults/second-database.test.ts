import assert from 'node:assert/strict'
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { Store } from '../../src/location/store.ts'
import { hasCode } from '../../src/model/errors.ts'
import { type Shop, SiteNetwork } from './site-network.ts'

async function withCopy(t: TestContext): Promise<{ network: SiteNetwork; copy: Shop }> {
  const network = await SiteNetwork.start(t, 1)
  const { shop } = network
  shop.database.exec('INSERT INTO orders (total) VALUES (1), (2)')
  await network.settle()
  shop.database.exec('PRAGMA wal_checkpoint (TRUNCATE)')
  const file = join(network.folder, 'copied.db')
  copyFileSync(shop.file, file)
  const home = join(network.folder, 'copied-home')
  cpSync(shop.home, home, { recursive: true, filter: (name) => !name.includes('lock.db') })
  const settings = join(home, 'settings.json')
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(JSON.stringify(shop.file), JSON.stringify(file)))
  const store = await Store.open(home)
  const database = new DatabaseSync(file)
  t.after(async () => {
    database.close()
    await store.close()
  })
  return { network, copy: { ...shop, file, home, store, database } }
}

const totals = async (network: SiteNetwork): Promise<number[]> =>
  (await network.office.replica.database.all('SELECT total FROM orders ORDER BY id')).map(({ total }) => Number(total))

const forked = (error: unknown) => hasCode(error, 'STREAM_FORKED')

for (const collected of [false, true])
  test(`a copy of a store is refused and nothing of it is taken${collected ? ', also after the office came by' : ''}`, async (t) => {
    const { network, copy } = await withCopy(t)
    network.shop.database.exec('UPDATE orders SET total = 100')
    copy.database.exec('UPDATE orders SET total = 666')
    await network.visitStore()
    if (collected) await network.visitOffice()
    const before = network.files()
    await assert.rejects(network.visitStore(copy), forked)
    assert.deepEqual(network.files(), before)
    await network.settle()
    await assert.rejects(network.visitStore(copy), forked)
    assert.deepEqual(network.disagreements(), [])
    assert.deepEqual(await totals(network), [100, 100])
  })

test('where the copy transmits first, the original is the second and is refused: one of the two must be chosen', async (t) => {
  const { network, copy } = await withCopy(t)
  copy.database.exec('UPDATE orders SET total = 5')
  network.shop.database.exec('UPDATE orders SET total = 100')
  await network.visitStore(copy)
  await network.visitOffice()
  await assert.rejects(network.visitStore(), forked)
})

test('a copy that has nothing to send may look: nothing is lost by it', async (t) => {
  const { network, copy } = await withCopy(t)
  await network.visitStore(copy)
  network.shop.database.exec('UPDATE orders SET total = 100')
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})

test('a person says that the copy replaces the original, which is gone: it goes on and loses nothing of either', async (t) => {
  const { network, copy } = await withCopy(t)
  network.shop.database.exec('UPDATE orders SET total = 100 WHERE id = 1')
  await network.settle()
  copy.database.exec('INSERT INTO orders VALUES (3, 3)')
  await assert.rejects(network.visitStore(copy), forked)
  const original = network.shop
  network.shops[0] = copy
  await network.visitStore(copy, { takeOver: true })
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(await totals(network), [100, 2, 3])
  network.shops[0] = original
  await assert.rejects(network.visitStore(), forked)
})

test('a second network membership under the same GUID, with a stream of its own, is refused by the office', async (t) => {
  const { network, copy } = await withCopy(t)
  await copy.store.replica?.database.script(
    `UPDATE central_office_state SET up_epoch = '${'e'.repeat(16)}', exported = 0`,
  )
  rmSync(join(copy.home, 'visit-mark.json'))
  copy.database.exec('UPDATE orders SET total = 666')
  await network.visitStore(copy)
  const { problems, sent } = await network.visitOffice()
  assert.deepEqual(
    problems.map(({ code, store }) => [code, store]),
    [['STREAM_FORKED', '0000001']],
  )
  assert.match(problems[0]?.hint ?? '', /transmit --take-over/)
  assert.equal(sent.payloads, 1)
  assert.deepEqual(await totals(network), [1, 2])
  assert.equal((await network.visitOffice()).sent.payloads, 0, 'told once')

  await assert.rejects(network.visitStore(copy), (error) => {
    assert.ok(hasCode(error, 'STREAM_FORKED'))
    assert.match(error.message, /^The office takes nothing of what this store sends/)
    assert.match(error.hint, /--take-over/)
    return true
  })
  const original = network.shop
  network.shops[0] = copy
  await network.visitStore(copy, { takeOver: true })
  await network.settle()
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  network.shops[0] = original
  await assert.rejects(network.visitStore(), forked)
})

/** Two disks with the same content, in computers that call themselves the same: each finds its own files at the same place. */
async function clones(t: TestContext, who: (network: SiteNetwork) => 'office' | Shop) {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  const both = [await network.backUp(who(network)), await network.backUp(who(network))]
  const turn = async (which: number, takeOver = false): Promise<string[]> => {
    const one = who(network)
    await network.restore(one, both[which] ?? {})
    if (one === 'office')
      await network.office.replica.database.script(`INSERT INTO prices VALUES ('${Math.random()}', ${which})`)
    else one.database.exec(`INSERT INTO orders (total) VALUES (${which})`)
    const outcome = await (one === 'office'
      ? network.visitOffice({ takeOver })
      : network.visitStore(one, { takeOver })
    ).then(
      ({ problems }) => problems.map(({ code }) => code),
      (error) => (hasCode(error, 'STREAM_FORKED') ? ['refused'] : Promise.reject(error)),
    )
    both[which] = await network.backUp(who(network))
    if (one === 'office') await network.visitStore()
    else await network.visitOffice()
    return outcome
  }
  return { network, turn }
}

for (const role of ['store', 'office'])
  for (const often of [1, 3])
    test(`two copies of one disk that take turns as the ${role}, ${often} visits each, are told apart: one is refused`, async (t) => {
      const { network, turn } = await clones(t, (all) => (role === 'office' ? 'office' : all.shop))
      const refused: number[] = []
      for (let round = 0; round < 8; round++)
        for (let visit = 0; visit < often; visit++) if ((await turn(round % 2)).includes('refused')) refused.push(round)
      assert.ok(refused.length > 0, 'nobody was refused')
      const [loser = 0] = refused.map((round) => round % 2)
      assert.deepEqual([...new Set(refused.map((round) => round % 2))], [loser], 'both were refused')
      assert.ok(Math.min(...refused) <= 3)
      // The one that goes on is as any other.
      await turn(1 - loser)
      await network.settle()
      assert.deepEqual(await network.settle(), [])
      assert.deepEqual(network.disagreements(), [])
      // A person says that the refused one replaces the other, and then that one is refused.
      assert.deepEqual(await turn(loser, true), [])
      await network.settle()
      assert.deepEqual(network.disagreements(), [])
      const after = [...(await turn(1 - loser)), ...(await turn(loser)), ...(await turn(1 - loser))]
      assert.ok(after.includes('refused'))
    })
