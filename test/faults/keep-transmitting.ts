import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'

/**
 * A location at work, in a process of its own, until it is killed: when it is told to begin, edits rows, noting in the same transaction in `control` what
 * each must be in the end, and transmits. Arguments: role, home folder, database file, seed.
 */
const [role = '', home = '', file = '', seed = ''] = process.argv.slice(2)

const shop = new DatabaseSync(file)
shop.exec('PRAGMA busy_timeout = 10000')

const edits = {
  store: (n: number) => `
    INSERT INTO orders (total) VALUES (${n});
    UPDATE orders SET total = total + 1 WHERE id % 3 = ${n % 3};
    DELETE FROM orders WHERE id % 7 = 0 AND id < ${n % 50};
    INSERT INTO customers VALUES ('shop ${seed} ${n}', 'name ${n}', NULL);
    DELETE FROM control;
    INSERT INTO control SELECT 'order ' || id, total FROM orders
      UNION ALL SELECT id, name FROM customers WHERE id LIKE 'shop %'`,
  office: (n: number) => `
    INSERT INTO prices VALUES ('code ${seed} ${n}', ${n});
    UPDATE prices SET price = price + 1 WHERE price % 3 = ${n % 3};
    DELETE FROM prices WHERE price % 7 = 0;
    INSERT INTO customers VALUES ('office ${seed} ${n}', 'name ${n}', NULL);
    DELETE FROM control;
    INSERT INTO control SELECT code, price FROM prices UNION ALL SELECT id, name FROM customers WHERE id LIKE 'office %'`,
}

const edit = edits[role === 'office' ? 'office' : 'store']
process.send?.('ready')
await once(process, 'message')
for (let n = 1; ; n++) {
  shop.exec(`BEGIN IMMEDIATE; ${edit(n)}; COMMIT`)
  const location = role === 'office' ? await Office.open(home) : await Store.open(home)
  await location.transmit()
  await location.close()
}
