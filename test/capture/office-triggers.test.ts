import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shopRows } from '../transmission/replica-network.ts'
import { PARTS } from './captured-changes.ts'
import { type CapturedShop, withShop } from './captured-shop.ts'

/** Made by the office's own people, newer than capture's: SQLite runs the newest first. */
const cases = [
  {
    behaviour: 'takes the new row away again, and the store gets rid of the one it had',
    trigger: 'CREATE TRIGGER own AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = NEW.id; END',
    change: `DELETE FROM t WHERE id = 1; INSERT INTO t (store_guid, id, a) VALUES ('GUID', 1, 5)`,
    shop: ['2:11', '3:12'],
  },
  {
    behaviour: 'puts a deleted row back, and the store keeps it',
    trigger: `CREATE TRIGGER own AFTER DELETE ON t BEGIN INSERT INTO t (store_guid, id, code, a) VALUES (OLD.store_guid, OLD.id, OLD.code, 77); END`,
    change: 'DELETE FROM t WHERE id = 1',
    shop: ['1:77', '2:11', '3:12'],
  },
  {
    behaviour: 'gives a row another key',
    trigger:
      'CREATE TRIGGER own AFTER UPDATE OF a ON t BEGIN UPDATE t SET id = id + 100 WHERE id = NEW.id AND id < 100; END',
    change: 'UPDATE t SET a = 50 WHERE id = 2',
    shop: ['102:50', '1:10', '3:12'],
  },
  {
    behaviour: 'deletes the row that was just changed',
    trigger: 'CREATE TRIGGER own AFTER UPDATE OF a ON t WHEN NEW.a = 0 BEGIN DELETE FROM t WHERE id = NEW.id; END',
    change: 'UPDATE t SET a = 0 WHERE id = 3',
    shop: ['1:10', '2:11'],
  },
  {
    behaviour: 'changes the row that was just inserted',
    trigger: 'CREATE TRIGGER own AFTER INSERT ON t BEGIN UPDATE t SET a = a * 2 WHERE id = NEW.id; END',
    change: `INSERT OR REPLACE INTO t (store_guid, id, a) VALUES ('GUID', 1, 5), ('GUID', 4, 6)`,
    shop: ['1:10', '2:11', '3:12', '4:12'],
  },
]

for (const { behaviour, trigger, change, shop: wanted } of cases)
  test(`noted at the office: a trigger that somebody made there ${behaviour}`, () =>
    withShop(PARTS, async (shop) => {
      const { database } = shop.network.office
      await database.script(trigger)
      await database.script(change.replaceAll('GUID', shop.store.guid))
      await takeAll(shop)
      assert.deepEqual(
        shopRows(shop.store, `SELECT id || ':' || a AS row FROM t ORDER BY 1`).map(({ row }) => row),
        wanted,
      )
      await shop.agrees('t')
    }))

test('noted at the office: an INSERT OR IGNORE that does nothing leaves nothing to send', () =>
  withShop(PARTS, async (shop) => {
    await shop.network.office.database.script(
      `INSERT OR IGNORE INTO t (store_guid, id, a) VALUES ('${shop.store.guid}', 1, 5)`,
    )
    assert.deepEqual(await shop.network.exportDown(shop.store), [])
  }))

async function takeAll(shop: CapturedShop): Promise<void> {
  await shop.network.exportDown(shop.store)
  for (const payload of shop.store.down) await shop.network.deliverDown(shop.store, payload)
  shop.store.down = []
}
