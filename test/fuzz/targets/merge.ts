import assert from 'node:assert/strict'
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../../src/databases/database.ts'
import { openSqlite } from '../../../src/databases/sqlite.ts'
import type { Random } from '../../../src/demo/shop/random.ts'
import type { Guid } from '../../../src/model/ids.ts'
import { ReplicaSetup } from '../../../src/model/replica-setup.ts'
import { readContents } from '../../../src/payload/contents.ts'
import { OfficeReplica } from '../../../src/transmission/office-replica.ts'
import { readLink } from '../../../src/transmission/store-links.ts'
import { StoreReplica } from '../../../src/transmission/store-replica.ts'
import { type StreamPart, streamPartOf } from '../../../src/transmission/stream-part.ts'
import { type Carried, ReplicaNetwork, type TestStore } from '../../transmission/replica-network.ts'
import { hostilePayload, shopSchema } from '../hostile-payload.ts'
import { writePlainPayload } from '../plain-payload.ts'
import type { Target, Verdict } from '../target.ts'
import { mutateDatabase } from './contents.ts'

const setup = ReplicaSetup.parse({
  version: 1,
  default: { sharing: 'store' },
  tables: {
    customers: { sharing: 'shared' },
    orders: { sharing: 'store' },
    prices: { sharing: 'office' },
    stock: { sharing: 'lookup' },
  },
})

type Start = { office: string; store: string; honest: Carried; hostile: Guid; other: Guid; next: StreamPart }

/** An office that has heard of two stores; both store's and office's databases as files to start from each time. */
async function startingPoint(folder: string): Promise<Start> {
  const network = await ReplicaNetwork.start(setup, [shopSchema, shopSchema])
  // The first one filled the office's tables, and may do so; the other one may not.
  const [other, hostile] = network.stores as [TestStore, TestStore]
  try {
    for (const [i, { shop }] of network.stores.entries())
      shop.exec(`
        INSERT INTO orders (total, note) VALUES (${i}1, 'a'), (${i}2, 'b'), (${i}3, NULL);
        INSERT INTO stock VALUES ('c1', ${i}), ('c2', ${i});
        INSERT OR IGNORE INTO prices VALUES ('c1', 100), ('c2', 200);
        INSERT OR IGNORE INTO customers VALUES ('c${i}', 'one', '1'), ('c3', 'three', '3')`)
    await network.settle()
    other.shop.exec(`UPDATE orders SET total = total + 1000; UPDATE stock SET held = 77; DELETE FROM orders WHERE id = 3;
      INSERT INTO customers VALUES ('honest', 'x', NULL)`)
    await network.exportUp(other)
    const [made] = other.up
    const files = {
      office: join(folder, 'start-office'),
      store: join(folder, 'start-store'),
      honest: join(folder, 'start-honest'),
    }
    other.shop.exec('PRAGMA wal_checkpoint (TRUNCATE)')
    copyFileSync(join(network.folder, 'office.db'), files.office)
    copyFileSync(join(network.folder, 'store-1.db'), files.store)
    copyFileSync(made?.file ?? '', files.honest)
    const link = await readLink(network.office.database, hostile.guid)
    const next = {
      epoch: link.upEpoch,
      number: link.applied + 1,
      tag: 'c'.repeat(16),
      previous: link.appliedTags.at(-1) ?? '',
      load: false,
      restart: null,
      acknowledged: { epoch: link.downEpoch, number: link.acknowledged, tag: '', began: 0 },
      over: null,
      refused: null,
      tick: 1,
      schemaFingerprint: 'a'.repeat(64),
      replicaSetupVersion: 1,
    }
    const honest = { part: made?.part as StreamPart, file: files.honest }
    return { ...files, honest, hostile: hostile.guid, other: other.guid, next: streamPartOf(next) }
  } finally {
    await network.close()
  }
}

const someManifest = (random: Random, next: StreamPart) => ({
  part: {
    ...next,
    load: random.chance(0.2),
    tick: random.pick([0, 1, 5, 2 ** 53 - 1]),
    acknowledged: random.pick([
      next.acknowledged,
      { epoch: null, number: 0, tag: '' },
      { ...next.acknowledged, number: 999_999_999 },
    ]),
    replicaSetupVersion: random.pick([0, 1, 2 ** 53 - 1]),
  },
  shift: random.pick([0, 5000, -5000, 2 ** 53 - 1, -(2 ** 53 - 1)]),
})

const SEPARATOR = 10
const inputOf = (manifest: unknown, file: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), file])

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'bigint' ? `${one}n` : one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one,
  )

/** What a store has no say in: another store's rows, its place in the streams, office tables, the setup, the tables there are. */
async function untouchable(database: Database, other: Guid): Promise<string> {
  const logs = await database.all<{ id: bigint; name: string }>(
    `SELECT id, name FROM central_office_tables WHERE name IN ('orders', 'stock')`,
  )
  const rows = [
    await database.all('SELECT id, total, note FROM orders WHERE store_guid = $1 ORDER BY 1', other),
    await database.all('SELECT code, held FROM stock WHERE store_guid = $1 ORDER BY 1', other),
    await database.all('SELECT code, price FROM prices ORDER BY 1'),
    await database.all('SELECT * FROM central_office_stores WHERE guid = $1', other),
    await database.all('SELECT format, replica_setup FROM central_office_state'),
    await database.all(`SELECT id, name, sharing FROM central_office_tables WHERE id <= 4`),
  ]
  for (const { id } of logs)
    rows.push(
      await database.all(
        `SELECT ":tick", ":origin", ":gone" FROM central_office_log_${id} WHERE store_guid = $1 ORDER BY 1`,
        other,
      ),
    )
  return textOf(rows)
}

/** The honest store goes on as if nothing had been: its payload is taken whole, and it takes what the office sends it. */
async function honestGoesOn(office: OfficeReplica, start: Start, folder: string): Promise<void> {
  const { honest, other, hostile } = start
  const contents = readContents(honest.file ?? '')
  const applied = await office.apply(other, honest.part, honest.file, contents, {
    heldRows: 0,
    program: '',
    shift: 0,
    now: Date.now(),
  })
  assert.equal(applied.arrival, 'next')
  const totals = await office.database.all('SELECT total FROM orders WHERE store_guid = $1 ORDER BY id', other)
  assert.equal(textOf(totals.map(({ total }) => total)), '["1001n","1002n"]')
  const down: Carried[] = []
  let files = 0
  let file = ''
  for (const guid of [hostile, other])
    await office.export(
      guid,
      () => (file = join(folder, `down-${++files}`)),
      async ({ part, hasFile }) => {
        if (guid === other) down.push({ part, file: hasFile ? file : null })
      },
    )
  const shop = join(folder, 'store')
  copyFileSync(start.store, shop)
  const database = openSqlite(shop)
  try {
    await database.script('PRAGMA synchronous = OFF')
    const replica = await StoreReplica.open(database)
    assert.ok(replica)
    for (const { part, file } of down) {
      const { arrival } = await replica.apply(part, file, file === null ? null : readContents(file))
      assert.equal(arrival, 'next')
    }
  } finally {
    await database.close()
  }
}

/** Payloads of a hostile store, sealed with its own key, merged into a real office: whole, or not at all; and nobody else is harmed. */
export const mergeAtOffice: Target = {
  name: 'merge',
  codes: ['PAYLOAD_DAMAGED', 'PAYLOAD_TOO_NEW', 'PAYLOAD_TOO_OLD', 'SCHEMA_DIFFERS'],
  smoke: 25,
  prepare: async (folder) => {
    const start = await startingPoint(folder)
    const kept = new Set(readdirSync(folder))
    return {
      make: (random) => {
        const file = join(folder, 'made')
        writePlainPayload(file, hostilePayload(random, 0.04))
        const bytes = readFileSync(file)
        rmSync(file)
        return inputOf(someManifest(random, start.next), random.chance(0.1) ? mutateDatabase(random, bytes) : bytes)
      },
      run: async (input): Promise<Verdict> => {
        const bytes = Buffer.from(input)
        const end = bytes.indexOf(SEPARATOR)
        const { part, shift } = JSON.parse(bytes.toString('utf8', 0, end)) as { part: StreamPart; shift: number }
        const file = join(folder, 'payload')
        writeFileSync(file, bytes.subarray(end + 1))
        const officeFile = join(folder, 'office')
        copyFileSync(start.office, officeFile)
        const database = openSqlite(officeFile)
        try {
          await database.script('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY')
          const office = await OfficeReplica.open(database)
          assert.ok(office)
          const before = await untouchable(database, start.other)
          let refusal: unknown
          try {
            const sender = { heldRows: 2 ** 53 - 1, program: 'x'.repeat(50), shift, now: Date.now() }
            const { arrival } = await office.apply(start.hostile, part, file, readContents(file), sender)
            // A store that acknowledges what was never made is not believed.
            if (part.acknowledged.number > start.next.acknowledged.number && arrival === 'behind') return 'refused'
            assert.equal(arrival, 'next')
          } catch (error) {
            refusal = error
          }
          assert.equal(await untouchable(database, start.other), before)
          await honestGoesOn(office, start, folder)
          if (refusal !== undefined) throw refusal
          return 'accepted'
        } finally {
          await database.close()
          for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name))
        }
      },
    }
  },
}
