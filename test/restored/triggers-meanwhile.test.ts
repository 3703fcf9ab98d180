import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { RestoredNetwork } from './restored-network.ts'

const schema = `
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL DEFAULT 0, changed INTEGER DEFAULT 0);
  CREATE TABLE lines (id INTEGER PRIMARY KEY, o INTEGER, amount INTEGER);
  CREATE TABLE journal (what TEXT);
  CREATE TRIGGER total AFTER INSERT ON lines BEGIN UPDATE orders SET total = total + NEW.amount WHERE id = NEW.o; END;
  CREATE TRIGGER stamp AFTER UPDATE OF total ON orders BEGIN UPDATE orders SET changed = changed + 1 WHERE id = NEW.id; END;
  CREATE TRIGGER note AFTER INSERT ON lines BEGIN INSERT INTO journal VALUES (NEW.id); END;`
const setup = ReplicaSetup.parse({
  version: 1,
  default: { sharing: 'store' },
  tables: { journal: { sharing: 'none' } },
})
const ORDERS = 'SELECT id, total, changed FROM orders'

async function withOrder(t: Parameters<typeof RestoredNetwork.start>[0]): Promise<RestoredNetwork> {
  const network = await RestoredNetwork.start(t, 1, { schema, setup })
  network.edit(1, 'INSERT INTO orders (id) VALUES (1); INSERT INTO lines VALUES (1, 1, 100), (2, 1, 50)')
  await network.replicas.settle()
  return network
}

test('a store that is recovered has each total once, and its triggers again', async (t) => {
  const network = await withOrder(t)
  await network.lose(network.store(1))
  await network.replicas.settle()
  assert.equal(network.shop(1, ORDERS), '[{"id":1,"total":150,"changed":2}]')
  network.edit(1, 'INSERT INTO lines VALUES (3, 1, 1)')
  assert.equal(network.shop(1, ORDERS), '[{"id":1,"total":151,"changed":3}]')
})

test('a refill after a restore from a backup sets off no trigger that writes what is transmitted', async (t) => {
  const network = await withOrder(t)
  const backup = await network.backup(network.store(1))
  network.edit(1, 'INSERT INTO lines VALUES (3, 1, 25); DELETE FROM journal')
  await network.replicas.settle()
  await network.restore(network.store(1), backup)
  await network.askAsStore(network.store(1))
  await network.replicas.settle()
  assert.equal(network.shop(1, ORDERS), '[{"id":1,"total":175,"changed":3}]')
  // what stays at the store is made there, for the row that came back
  assert.equal(network.shop(1, `SELECT count(*) AS n FROM journal WHERE what = '3'`), '[{"n":1}]')
})
