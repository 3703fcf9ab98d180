import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retire } from '../../src/location/retire-store.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork } from './replica-network.ts'

const schema = `
  CREATE TABLE stock (part TEXT PRIMARY KEY NOT NULL, on_hand INTEGER);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);`
const setup = ReplicaSetup.parse({
  version: 1,
  default: { sharing: 'store' },
  tables: { stock: { sharing: 'lookup' } },
})

test('rows of a retired store that other stores can read stay there when they are kept, and go when they are deleted', async (t) => {
  const network = await ReplicaNetwork.start(setup, [schema, schema])
  t.after(() => network.close())
  const [first, second] = network.stores
  assert.ok(first && second)
  first.shop.exec("INSERT INTO stock VALUES ('belt', 3); INSERT INTO orders VALUES (1, 100)")
  second.shop.exec("INSERT INTO stock VALUES ('belt', 5); INSERT INTO orders VALUES (1, 500)")
  await network.settle()
  const seen = () =>
    second.shop
      .prepare('SELECT part, on_hand FROM stock__all_stores ORDER BY on_hand')
      .all()
      .map((row) => ({ ...row }))
  const before = seen()
  assert.ok(before.some(({ on_hand }) => on_hand === 3))

  await retire(network.office, '1', 'keep')
  await network.visit(second)
  await network.visit(second)
  assert.deepEqual(seen(), before)

  const { deleted } = await retire(network.office, '1', 'delete')
  assert.equal(deleted, 2)
  await network.visit(second)
  await network.visit(second)
  assert.deepEqual(
    seen(),
    before.filter(({ on_hand }) => on_hand !== 3),
  )
  const left = await network.office.database.all('SELECT total FROM orders')
  assert.deepEqual(
    left.map(({ total }) => Number(total)),
    [500],
    'the other store keeps its rows',
  )
  assert.equal((await network.office.database.all('SELECT 1 FROM central_office_conflicts')).length, 0)
})
