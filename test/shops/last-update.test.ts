import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atOffice, numbers, shopLines, smallNetwork } from '../merge/small-network.ts'
import { assertEqualEverywhere } from './equal-everywhere.ts'

const NOW = `strftime('%Y-%m-%d %H:%M:%f', 'now')`
const TABLES = {
  film: 'film_id INT NOT NULL PRIMARY KEY, title VARCHAR(255), rate DECIMAL(4,2)',
  actor: 'actor_id NUMERIC NOT NULL PRIMARY KEY, first_name VARCHAR(45), last_name VARCHAR(45)',
  film_actor: 'actor_id INT NOT NULL, film_id INT NOT NULL, PRIMARY KEY (actor_id, film_id)',
  customer: 'customer_id INT NOT NULL PRIMARY KEY, name VARCHAR(90), active CHAR(1)',
  rental: 'rental_id INT NOT NULL PRIMARY KEY, film_id INT, customer_id INT, returned TIMESTAMP',
  payment: 'payment_id INT NOT NULL PRIMARY KEY, rental_id INT, amount DECIMAL(5,2)',
}
const SHARING = {
  film: 'shared',
  actor: 'shared',
  film_actor: 'shared',
  customer: 'store',
  rental: 'store',
  payment: 'store',
} as const

/** A rental shop's schema of the kind that stamps every row it inserts or updates, in a trigger of each table. */
const SCHEMA = Object.entries(TABLES)
  .map(([name, columns]) => {
    const [definition, key = ''] = columns.split(', PRIMARY KEY')
    const stamp = `UPDATE ${name} SET last_update = ${NOW} WHERE rowid = NEW.rowid`
    return `CREATE TABLE ${name} (${definition}, last_update TIMESTAMP${key && `, PRIMARY KEY${key}`});
      CREATE TRIGGER ${name}_ai AFTER INSERT ON ${name} BEGIN ${stamp}; END;
      CREATE TRIGGER ${name}_au AFTER UPDATE ON ${name} BEGIN ${stamp}; END;`
  })
  .join('\n')

const FILLED = `
  INSERT INTO film (film_id, title, rate) ${numbers(40)} SELECT i, 'Film ' || i, i / 4.0 FROM n;
  INSERT INTO actor (actor_id, first_name, last_name) ${numbers(20)} SELECT i, 'First ' || i, 'Last ' || i FROM n;
  INSERT INTO film_actor (actor_id, film_id) ${numbers(40)} SELECT i % 20 + 1, i FROM n;`

test('a schema that stamps every row by triggers: edits everywhere, one after the other, end equal without a conflict', async (t) => {
  const tables = Object.fromEntries(
    Object.entries(SHARING).map(([name, sharing]) => [name, { sharing, rule: 'ask' as const }]),
  )
  const { network, stores } = await smallNetwork(t, { schema: SCHEMA, tables, filled: FILLED })
  await network.settle()
  await assertEqualEverywhere(network, SHARING)

  for (const [i, { shop }] of stores.entries()) {
    shop.exec(`
      INSERT INTO customer (customer_id, name, active) ${numbers(30)} SELECT i, 'Customer ${i}.' || i, 'Y' FROM n;
      INSERT INTO rental (rental_id, film_id, customer_id) ${numbers(60)} SELECT i, i % 40 + 1, i % 30 + 1 FROM n;
      INSERT INTO payment (payment_id, rental_id, amount) ${numbers(60)} SELECT i, i, i / 10.0 FROM n;
      UPDATE film SET rate = rate + 1 WHERE film_id % 3 = ${i};
      INSERT OR REPLACE INTO film (film_id, title) VALUES (${i * 3 + 3}, 'Replaced by ${i}');
      INSERT INTO actor (actor_id, first_name) VALUES (${100 + i}, 'New') ON CONFLICT (actor_id) DO NOTHING;
      DELETE FROM film_actor WHERE film_id % 7 = ${i};`)
    await network.settle()
  }
  await assertEqualEverywhere(network, SHARING)

  // the same shared rows, strictly one after the other
  for (const round of [1, 2])
    for (const [i, { shop }] of stores.entries()) {
      shop.exec(
        `UPDATE film SET title = 'Round ${round} of ${i}' WHERE film_id <= 10; UPDATE customer SET active = '${round}'`,
      )
      await network.settle()
      await atOffice(network, `UPDATE film SET rate = rate * 2 WHERE film_id BETWEEN 5 AND 15`)
      await atOffice(network, `UPDATE rental SET returned = '2026-01-0${round}' WHERE rental_id % 5 = 0`)
      await network.settle()
    }
  await assertEqualEverywhere(network, SHARING)
  // what the office wrote came as it was: no stamp of the time of its arrival
  await atOffice(network, `UPDATE film SET last_update = 'by the office' WHERE film_id = 1`)
  await network.settle()
  for (const store of stores)
    assert.deepEqual(shopLines(store, 'SELECT last_update FROM film WHERE film_id = 1'), ['by the office'])
  for (const { shop } of stores) shop.exec('DELETE FROM payment WHERE payment_id > 50')
  stores[0]?.shop.exec('UPDATE film SET film_id = 900 WHERE film_id = 2')
  await network.settle()
  await assertEqualEverywhere(network, SHARING)
})
