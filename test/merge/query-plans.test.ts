import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { OfficeReplica } from '../../src/transmission/office-replica.ts'
import { StoreReplica } from '../../src/transmission/store-replica.ts'
import type { ReplicaNetwork } from '../transmission/replica-network.ts'
import { atOffice, smallNetwork } from './small-network.ts'
import { scansOf, type Watched, watched } from './watched-database.ts'

const schemas = {
  'a text key': `CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER UNIQUE, b);
    CREATE TABLE parts (id TEXT PRIMARY KEY, k REFERENCES things (k)); CREATE INDEX parts_k ON parts (k);`,
  'an automatic key': `CREATE TABLE things (k INTEGER PRIMARY KEY, a INTEGER UNIQUE, b);
    CREATE TABLE parts (id TEXT PRIMARY KEY, k REFERENCES things (k)); CREATE INDEX parts_k ON parts (k);`,
  'a key of two columns, one without case': `
    CREATE TABLE things (k TEXT COLLATE NOCASE, j INTEGER, a INTEGER UNIQUE, b, PRIMARY KEY (k, j));
    CREATE TABLE parts (id TEXT PRIMARY KEY, k, j, FOREIGN KEY (k, j) REFERENCES things (k, j));
    CREATE INDEX parts_k ON parts (k, j);`,
}

/** Rows of every kind of edit, conflicts, swapped unique values, and a visit in which the acknowledgement comes back. */
async function everyKindOfEdit(network: ReplicaNetwork): Promise<void> {
  const [first, second] = network.stores
  first?.shop.exec(`
    UPDATE things SET b = 's' WHERE a % 10 = 1; UPDATE things SET b = 2 WHERE a BETWEEN 100 AND 120;
    DELETE FROM parts WHERE id = 'p7'; UPDATE parts SET k = NULL WHERE id = 'p28'; INSERT INTO parts (id) VALUES ('new')`)
  second?.shop.exec(`INSERT INTO parts (id) VALUES ('newer')`)
  await atOffice(network, `UPDATE things SET b = 'o' WHERE a % 10 = 2`)
  await atOffice(network, `UPDATE things SET b = 'p' WHERE a BETWEEN 110 AND 130`)
  await atOffice(network, 'UPDATE things SET a = CASE a WHEN 20 THEN 21 ELSE 20 END WHERE a IN (20, 21)')
  await atOffice(network, `DELETE FROM parts WHERE id IN ('p14', 'p28')`)
  await network.settle()
  first?.shop.exec(`UPDATE things SET b = 't' WHERE a % 10 = 1`)
  await network.settle()
}

async function planned(network: ReplicaNetwork): Promise<{ statements: Watched[]; close: () => Promise<void> }> {
  const office = watched(openSqlite(join(network.folder, 'office.db')))
  const store = watched(openSqlite(join(network.folder, 'store-1.db')))
  network.office = (await OfficeReplica.open(office.database)) ?? network.office
  const [first] = network.stores
  if (first) first.replica = (await StoreReplica.open(store.database)) ?? first.replica
  await everyKindOfEdit(network)
  return {
    statements: [...office.statements, ...store.statements],
    close: async () => {
      await office.database.close()
      await store.database.close()
    },
  }
}

for (const [key, schema] of Object.entries(schemas))
  for (const sharing of ['shared', 'store', 'lookup', 'office'] as const)
    for (const analysed of sharing === 'shared' || sharing === 'store' ? [false, true] : [false])
      test(`${sharing}, ${key}${analysed ? ', statistics of a million rows' : ''}: no statement reads a whole table or log`, async (t) => {
        const columns = key.includes('two') ? `'k' || i, i` : 'i'
        const { network, first } = await smallNetwork(t, {
          schema,
          tables: { things: { sharing, rule: 'newest', naturalKey: true }, parts: { sharing, rule: 'newest' } },
          filled: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
              INSERT INTO things SELECT ${columns}, i, 'b' FROM n;
            INSERT INTO parts SELECT 'p' || a, ${key.includes('two') ? 'k, j' : 'k'} FROM things WHERE a % 7 = 0;`,
        })
        for (const { database } of analysed ? [network.office, first.replica] : [])
          await database.script(`ANALYZE;
            UPDATE sqlite_stat1 SET stat = '1000000' || substr(stat, instr(stat || ' ', ' '))`)
        const { statements, close } = await planned(network)
        await close()
        assert.ok(statements.length > 100)
        // The test's own edits apart. Whether anything waits at all is answered by the first row; what waits to be sent is counted and moved whole.
        const merging = statements.filter(
          ({ sql }) =>
            !/^SELECT 1 AS one|^SELECT count\(\*\) AS looked_at|^INSERT INTO central_office_sent|^UPDATE things|^DELETE FROM parts /.test(
              sql,
            ),
        )
        const large = /things|parts|o|l|s|p|live|child|central_office_(log|sent|pending)_\d/
        assert.deepEqual(scansOf(merging, large), [])
        const automatic = merging.filter(({ plan }) =>
          plan.some((step) => /^SEARCH (o|l|live|child) .*AUTOMATIC/.test(step)),
        )
        assert.deepEqual(
          automatic.map(({ sql }) => sql),
          [],
        )
      })
