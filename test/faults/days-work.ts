import assert from 'node:assert/strict'
import type { SiteNetwork } from './site-network.ts'

/**
 * Edits of one day at a shop and at its office, after which both have something to send and something to receive. Each
 * kind of edit occurs: insert, update and delete on both sides, columns of one row changed on both, and one value that both
 * changed, which is a conflict. The tables stay small, however many days there are.
 */
export class DaysWork {
  readonly #network: SiteNetwork
  #day = 0

  constructor(network: SiteNetwork) {
    this.#network = network
  }

  async begin(): Promise<void> {
    this.#network.shop.database.exec(`INSERT INTO prices VALUES ('A', 0)`)
    await this.#network.settle()
    // So many days are looked back on.
    for (let day = 0; day < 3; day++) {
      await this.edit()
      await this.#network.settle()
    }
    await this.check()
  }

  async edit(): Promise<void> {
    const n = ++this.#day
    const { shop, office } = this.#network
    shop.database.exec(`
      INSERT INTO orders VALUES (${n}, ${n});
      UPDATE orders SET total = total + 1 WHERE id = ${n - 1};
      DELETE FROM orders WHERE id = ${n - 3};
      INSERT INTO customers VALUES ('shop ${n}', 'new', NULL);
      UPDATE customers SET name = 'known' WHERE id = 'shop ${n - 1}';
      UPDATE customers SET name = 'to the shop' WHERE id = 'office ${n - 1}';
      DELETE FROM customers WHERE id IN ('shop ${n - 3}', 'office ${n - 4}');`)
    await office.replica.database.transaction(() =>
      office.replica.database.script(`
        UPDATE orders SET total = 1000 + ${n} WHERE id = ${n - 2};
        INSERT INTO customers VALUES ('office ${n}', 'new', NULL);
        UPDATE customers SET phone = '${n}' WHERE id = 'shop ${n - 1}';
        UPDATE customers SET name = 'to the office' WHERE id = 'office ${n - 1}';
        DELETE FROM customers WHERE id = 'office ${n - 3}';
        UPDATE prices SET price = ${n};`),
    )
  }

  /** Both sides agree, and everything anybody entered is there, once: in the rows or in a record of a conflict. */
  async check(): Promise<void> {
    const n = this.#day
    const { shop, office } = this.#network
    assert.deepEqual(this.#network.disagreements(), [])
    const read = (sql: string) => shop.database.prepare(sql).all().map(Object.values)
    assert.deepEqual(read('SELECT id, total FROM orders ORDER BY id'), [
      [n - 2, 1000 + n],
      [n - 1, n],
      [n, n],
    ])
    assert.deepEqual(read('SELECT price FROM prices'), [[n]])
    assert.deepEqual(
      read(`SELECT id, name, phone FROM customers WHERE id LIKE 'shop %' ORDER BY CAST(substr(id, 6) AS INTEGER)`),
      [
        [`shop ${n - 2}`, 'known', `${n - 1}`],
        [`shop ${n - 1}`, 'known', `${n}`],
        [`shop ${n}`, 'new', null],
      ],
    )
    const known = read(
      `SELECT id, name FROM customers WHERE id LIKE 'office %' ORDER BY CAST(substr(id, 8) AS INTEGER)`,
    )
    assert.deepEqual(
      known.map(([id]) => id),
      [`office ${n - 2}`, `office ${n - 1}`, `office ${n}`],
    )
    const recorded = await office.replica.database.all(
      'SELECT row_key, office_value, store_value, outcome FROM central_office_conflicts',
    )
    assert.equal(recorded.length, n - 1, 'conflicts on record')
    for (const { row_key, office_value, store_value } of recorded)
      assert.deepEqual([office_value, store_value], ['to the office', 'to the shop'], String(row_key))
  }
}
