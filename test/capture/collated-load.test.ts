import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork, shopRows, type TestStore } from '../transmission/replica-network.ts'

test('a table keyed by NOCASE text loads in chunks while its rows are edited, without a conflict', async () => {
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store', rule: 'office' }, tables: {} })
  const network = await ReplicaNetwork.start(setup, [
    'CREATE TABLE codes (code TEXT COLLATE NOCASE PRIMARY KEY, text TEXT)',
  ])
  try {
    const store = network.stores[0] as TestStore
    const insert = store.shop.prepare('INSERT INTO codes VALUES (?, ?)')
    const word = (i: number) => `${i % 2 ? 'a' : 'A'}${i % 3 ? 'b' : 'B'}-${i}`
    for (let i = 0; i < 4000; i++) insert.run(word(i), 'x'.repeat(20))
    for (let chunk = 0; ; chunk++) {
      const file = network.nextFile()
      const made = await store.replica.export(file, 16_384)
      if (!made) break
      store.up.push({ part: made.part, file: made.hasFile ? file : null })
      store.shop.prepare('UPDATE codes SET text = ? WHERE rowid % 7 = ?').run(`edited ${chunk}`, chunk % 7)
      if (chunk > 40) break
    }
    await network.settle()
    assert.deepEqual(
      (await network.officeRows('SELECT code, text FROM codes ORDER BY code')).map((row) => ({ ...row })),
      shopRows(store, 'SELECT code, text FROM codes ORDER BY code COLLATE BINARY').map((row) => ({ ...row })),
    )
    assert.deepEqual(await network.officeRows('SELECT * FROM central_office_conflicts'), [])
  } finally {
    await network.close()
  }
})
