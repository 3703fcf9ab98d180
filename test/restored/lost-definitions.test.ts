import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { RestoredNetwork, schema, setup } from './restored-network.ts'

type Network = Awaited<ReturnType<typeof RestoredNetwork.start>>

/** Tables that come later transmit too. */
const everything = ReplicaSetup.parse({ ...setup, default: { sharing: 'store' } })

/** The shop's program: it takes double-quoted strings, and has functions of its own. */
function ownProgram(network: Network, sql: string): void {
  const program = new DatabaseSync(network.store(1).shop.location() as string, {
    enableDoubleQuotedStringLiterals: true,
  })
  program.function('title_sort', { deterministic: true }, (name) => String(name).toLowerCase())
  program.function('regexp', { deterministic: true }, (pattern, text) =>
    Number(new RegExp(String(pattern)).test(String(text))),
  )
  program.exec(sql)
  program.close()
}

async function loseAndRecover(network: Network): Promise<string[]> {
  await network.replicas.settle()
  const store = network.store(1)
  await network.lose(store)
  const notMade: string[] = []
  for (let round = 0; round < 6; round++) {
    while (await network.replicas.exportUp(store));
    for (const payload of store.up) await network.replicas.deliverUp(store, payload)
    store.up = []
    await network.replicas.exportDown(store)
    for (const payload of store.down) notMade.push(...(await network.replicas.deliverDown(store, payload)).notMade)
    store.down = []
  }
  return notMade
}

test('a full-text index over a table is whole in a database that was built again, and the shop goes on with it', async (t) => {
  const network = await RestoredNetwork.start(t, 2, { schema, setup: everything })
  network.edit(
    1,
    `CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT);
    CREATE VIRTUAL TABLE part_fts USING fts5(name, content='part', content_rowid='id');
    CREATE VIRTUAL TABLE notes USING fts5(text);
    CREATE TRIGGER ai AFTER INSERT ON part BEGIN INSERT INTO part_fts (rowid, name) VALUES (new.id, new.name); END;
    CREATE TRIGGER au AFTER UPDATE ON part BEGIN INSERT INTO part_fts (part_fts, rowid, name) VALUES ('delete', old.id, old.name);
      INSERT INTO part_fts (rowid, name) VALUES (new.id, new.name); END;
    INSERT INTO part VALUES (1, 'brake pad'), (2, 'oil filter'); INSERT INTO notes VALUES ('said')`,
  )
  assert.deepEqual(await loseAndRecover(network), ["notes (made, but empty: only the shop's own program can fill it)"])
  const found = (word: string) => network.shop(1, `SELECT rowid FROM part_fts WHERE part_fts MATCH '${word}'`)
  assert.equal(found('brake'), '[{"id":1}]'.replace('id', 'rowid'))
  network.edit(1, `UPDATE part SET name = 'brake disc' WHERE id = 1`)
  assert.equal(found('disc'), '[{"rowid":1}]')
  assert.equal(found('pad'), '[]')
  network.edit(1, `INSERT INTO part_fts (part_fts) VALUES ('integrity-check')`)
})

test('double-quoted strings in CHECKs, computed columns and indexes: the tables come back, with rows and rules', async (t) => {
  const network = await RestoredNetwork.start(t, 2, { schema, setup: everything })
  ownProgram(
    network,
    `CREATE TABLE papers (id INTEGER PRIMARY KEY, "status" TEXT CHECK ("status" IN ("open", "closed")), kind TEXT AS (status || "!"));
    CREATE UNIQUE INDEX one_open ON papers (kind) WHERE "status" = "open"; INSERT INTO papers (id, status) VALUES (1, "open")`,
  )
  assert.deepEqual(await loseAndRecover(network), [])
  assert.equal(network.shop(1, 'SELECT * FROM papers'), '[{"id":1,"status":"open","kind":"open!"}]')
  assert.throws(() => network.edit(1, `INSERT INTO papers (status) VALUES ('other')`), /CHECK/)
  assert.throws(() => network.edit(1, `INSERT INTO papers (status) VALUES ('open')`), /UNIQUE/)
})

test("what calls the shop program's own functions is left out and named, the rest of the table and all others come back", async (t) => {
  const network = await RestoredNetwork.start(t, 2, { schema, setup: everything })
  ownProgram(
    network,
    `CREATE TABLE books (id INTEGER PRIMARY KEY, name TEXT CONSTRAINT named CHECK (name REGEXP '^[A-Z]') NOT NULL, sort TEXT AS (title_sort(name)),
      price REAL CHECK (price > 0), CHECK (title_sort(name) <> ''), CHECK (price < 1000));
    CREATE INDEX by_title ON books (title_sort(name));
    INSERT INTO books (id, name, price) VALUES (1, 'Emma', 5)`,
  )
  network.edit(1, `INSERT INTO orders VALUES (1, 10)`)
  assert.deepEqual(await loseAndRecover(network), [
    "books (made without a CHECK that calls title_sort, the computed column sort, a CHECK that calls REGEXP, which only the shop's own program has)",
    'by_title (no such function: title_sort)',
  ])
  assert.equal(network.shop(1, 'SELECT * FROM books'), '[{"id":1,"name":"Emma","price":5}]')
  assert.throws(() => network.edit(1, `INSERT INTO books VALUES (2, 'x', 5000)`), /CHECK/)
  assert.throws(() => network.edit(1, `INSERT INTO books VALUES (2, NULL, 5)`), /NOT NULL/)
  assert.equal(network.shop(1, 'SELECT id FROM orders'), '[{"id":1}]')
})

test('no number that AUTOINCREMENT gave is given a second time by a database that was built again', async (t) => {
  const network = await RestoredNetwork.start(t, 2, { schema, setup: everything })
  network.edit(
    1,
    `CREATE TABLE invoice (no INTEGER PRIMARY KEY AUTOINCREMENT, t); INSERT INTO invoice (t) VALUES ('a'), ('b'), ('c')`,
  )
  await network.replicas.settle()
  network.edit(1, `DELETE FROM invoice WHERE no = 3`)
  await network.replicas.settle()
  network.edit(1, `INSERT INTO invoice (t) VALUES ('d'); DELETE FROM invoice WHERE no = 4`)
  await loseAndRecover(network)
  network.edit(1, `INSERT INTO invoice (t) VALUES ('next')`)
  assert.equal(network.shop(1, 'SELECT no FROM invoice'), '[{"no":1},{"no":2},{"no":5}]')
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
})
