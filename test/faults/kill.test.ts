import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { SiteNetwork } from './site-network.ts'

const KILLS = Number(process.env.KILLS ?? 12)
const WORKER = fileURLToPath(new URL('keep-transmitting.ts', import.meta.url))

/** A location in a process of its own, loaded and waiting. */
function location(role: string, home: string, file: string, seed: number, cache: string) {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache }
  const child = fork(WORKER, [role, home, file, String(seed)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env })
  let complaint = ''
  child.stderr?.on('data', (text) => (complaint += text))
  const ended = once(child, 'exit')
  const ready = Promise.race([once(child, 'message'), ended])
  return {
    /** Lets it work, and kills it at some moment. */
    async killed() {
      await ready
      child.send('begin')
      await pause(Math.random() * 200)
      child.kill('SIGKILL')
      const [, signal] = await ended
      assert.equal(signal, 'SIGKILL', complaint)
    },
    /** One that was never told to begin. */
    dismiss: () => child.kill('SIGKILL'),
  }
}

const read = (file: string, sql: string): unknown[] => {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

test(`${KILLS} kills at any moment of a visit lose nothing, double nothing and leave no home locked`, async (t) => {
  const network = await SiteNetwork.start(t, 1)
  const { shop, office } = network
  const officeFile = office.open.settings.database
  await network.settle()
  await office.replica.database.script('CREATE TABLE control (id TEXT PRIMARY KEY, value)')
  const officeHome = office.open.home.folder
  await shop.store.close()
  await office.close()

  const cache = join(network.folder, 'cache')
  const pair = (seed: number) => [
    location('store', shop.home, shop.file, seed, cache),
    location('office', officeHome, officeFile, seed, cache),
  ]
  let next = pair(0)
  for (let kills = 2; kills <= KILLS; kills += 2) {
    const now = next
    next = pair(kills)
    await Promise.all(now.map((one) => one.killed()))
  }
  for (const one of next) one.dismiss()

  network.office = await Office.open(officeHome)
  shop.store = await Store.open(shop.home)
  // The last kill may have left half a manifest on the site: to its receiver one that is still on its way.
  const problems = await network.settle()
  assert.deepEqual(
    problems.filter((code) => code !== 'PAYLOAD_NOT_AUTHENTIC'),
    [],
  )
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  assert.equal(await network.conflicts(), 0)
  const control = 'SELECT id, value FROM control ORDER BY id'
  assert.ok(read(shop.file, control).length > KILLS / 2)
  const fromShop = `SELECT 'order ' || id AS id, total AS value FROM orders
    UNION ALL SELECT id, name FROM customers WHERE id LIKE 'shop %' ORDER BY 1`
  const fromOffice = `SELECT code AS id, price AS value FROM prices
    UNION ALL SELECT id, name FROM customers WHERE id LIKE 'office %' ORDER BY 1`
  for (const file of [shop.file, officeFile]) {
    assert.deepEqual(read(file, fromShop), read(shop.file, control))
    assert.deepEqual(read(file, fromOffice), read(officeFile, control))
  }
})
