import assert from 'node:assert/strict'
import { test } from 'node:test'
import { switchCaptureOff } from '../../src/capture/capture-off.ts'
import { switchCaptureOn } from '../../src/capture/capture-on.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { readLinks } from '../../src/transmission/store-links.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'

const schema = 'CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT);'
const colours = 'SELECT code, colour FROM parts ORDER BY code'

test('values of a new column that one store has sent already reach the store that gets the column later', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'shared' } },
    filled: `INSERT INTO parts VALUES ('a', 'one'), ('b', 'two'), ('c', 'three')`,
  })
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  first.shop.exec(`UPDATE parts SET colour = 'red' WHERE code <> 'c'`)
  await network.settle()
  second.shop.exec(`UPDATE parts SET name = 'TWO' WHERE code = 'b'`) // its change comes last, without the column
  await network.settle()
  second.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  assert.deepEqual(shopLines(second, colours), ['a red', 'b red', 'c null'])
})

for (const sharing of ['shared', 'store'] as const)
  test(`in a table shared as ${sharing}, a value of a new column is not lost because the store that gets the column edits the row`, async (t) => {
    const { network, first, second } = await smallNetwork(t, { schema, tables: { parts: { sharing } } })
    second.shop.exec(`INSERT INTO parts VALUES ('a', 'one')`)
    first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
    await network.settle()
    await atOffice(network, `UPDATE parts SET colour = 'red'`)
    await network.settle() // the store sees that the row was changed, and not what in it
    second.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
    await network.exportUp(second)
    second.shop.exec(`UPDATE parts SET name = 'ONE'`) // comes to the office together with the new column
    await network.settle()
    assert.deepEqual(shopLines(second, 'SELECT name, colour FROM parts'), ['ONE red'])
    assert.deepEqual(await officeLines(network, 'SELECT name, colour FROM parts'), ['ONE red'])
  })

test('a value of a new column reaches the store that gets the column later, though only that store has the row and changed it last', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema, tables: { parts: { sharing: 'store' } } })
  second.shop.exec(`INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`)
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  await atOffice(network, `UPDATE parts SET colour = 'red' WHERE code = 'a'`)
  await network.settle() // the store is told of the row, and not of its colour
  second.shop.exec(`UPDATE parts SET name = 'ONE' WHERE code = 'a'`)
  await network.settle()
  second.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  assert.deepEqual(shopLines(second, colours), ['a red', 'b null'])
})

for (const sharing of ['shared', 'store'] as const)
  test(`in a table shared as ${sharing}, what a new column brings with it at a store does not go back to that store`, async (t) => {
    const filled = `INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`
    const { network, first } = await smallNetwork(t, { schema, tables: { parts: { sharing } }, filled })
    first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT DEFAULT 'grey'`)
    assert.equal(await network.visit(first), 2, 'each row once, and only to the office')
    assert.deepEqual(await officeLines(network, colours), ['a grey', 'b grey'])
  })

test('rows of a table that one store has sent already reach the store that gets the table later', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'shared' }, sizes: { sharing: 'shared' }, shelf: { sharing: 'lookup' } },
  })
  const later = 'CREATE TABLE sizes (code TEXT PRIMARY KEY, size INTEGER); CREATE TABLE shelf (code TEXT PRIMARY KEY)'
  first.shop.exec(`${later}; INSERT INTO sizes VALUES ('s', 1); INSERT INTO shelf VALUES ('x')`)
  await network.settle()
  second.shop.exec(`INSERT INTO parts VALUES ('p', 'other')`)
  await network.settle()
  second.shop.exec(later)
  await network.settle()
  assert.deepEqual(shopLines(second, 'SELECT * FROM sizes'), ['s 1'])
  assert.deepEqual(shopLines(second, 'SELECT code FROM shelf__all_stores'), ['x'])
})

test('a default that a new column brings into an office-maintained table is taken from the first store that has it, and stands at all', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'office' } },
    filled: `INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`,
  })
  await atOffice(network, `UPDATE parts SET name = 'ONE' WHERE code = 'a'`)
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT DEFAULT 'grey'`)
  await network.settle()
  second.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT DEFAULT 'green'`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, colours), ['a grey', 'b grey'])
  assert.deepEqual(await officeLines(network, colours), ['a grey', 'b grey'])
})

test('a store deletes a row without having seen what was typed into a column that it does not have: that value is kept in a record', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'shared', rule: 'store' } },
    filled: `INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`,
  })
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  await atOffice(network, `UPDATE parts SET colour = 'red' WHERE code = 'a'`)
  second.shop.exec(`DELETE FROM parts`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, 'SELECT code FROM parts'), [])
  assert.deepEqual(
    (await conflictsOf(network)).map(({ column, officeValue, outcome }) => [column, officeValue, outcome]),
    [['colour', 'red', 'store']],
  )
})

for (const who of ['the office', 'another store'])
  test(`a store deletes a row that all share, in which ${who} filled a column that it does not have: being told of the row it has not seen the value`, async (t) => {
    const { network, first, second } = await smallNetwork(t, {
      schema,
      tables: { parts: { sharing: 'shared' } },
      filled: `INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`,
    })
    first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
    await network.settle()
    if (who === 'the office') await atOffice(network, `UPDATE parts SET colour = 'red' WHERE code = 'a'`)
    else first.shop.exec(`UPDATE parts SET colour = 'red' WHERE code = 'a'`)
    await network.settle()
    second.shop.exec(`UPDATE parts SET name = 'three'`)
    await network.settle()
    second.shop.exec(`DELETE FROM parts`)
    await network.settle()
    assert.deepEqual(await officeLines(network, 'SELECT code FROM parts'), [])
    assert.deepEqual(
      (await conflictsOf(network)).map(({ column, officeValue, outcome }) => [column, officeValue, outcome]),
      [['colour', 'red', 'store']],
    )
  })

test('nothing is noted of what a deleted row held in a column that the programs of all shops have dropped: they had seen it', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT, colour TEXT);',
    tables: { parts: { sharing: 'shared' } },
    filled: `INSERT INTO parts VALUES ('a', 'one', 'red'), ('b', 'two', 'blue')`,
  })
  for (const store of [first, second]) {
    const { database } = store.replica
    const { setup } = await store.replica.state()
    await database.transaction(() => switchCaptureOff(database, setup, ['parts'], Date.now()))
    store.shop.exec(`ALTER TABLE parts DROP COLUMN colour`)
    await database.transaction(() => switchCaptureOn(database, setup, ['parts'], Date.now()))
    await network.settle()
  }
  first.shop.exec(`DELETE FROM parts`)
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT code FROM parts'), [])
  assert.deepEqual(await conflictsOf(network), [])
})

for (const [how, filter, edit] of [
  ['deletes a row', undefined, `DELETE FROM parts WHERE code = 'a'`],
  ['makes a row one that the filter keeps back', `name <> 'x'`, `UPDATE parts SET name = 'x' WHERE code = 'a'`],
] as const)
  for (const sharing of ['store', 'lookup'] as const)
    for (const edits of [0, 1, 2])
      test(`in a table shared as ${sharing}, a store ${how} of which the office typed into a column that it does not have, after ${edits} other edits of it: nobody else has seen the value, which is kept in a record`, async (t) => {
        const { network, first, second } = await smallNetwork(t, {
          schema,
          tables: { parts: { sharing, rule: 'office', ...(filter === undefined ? {} : { filter }) } },
        })
        second.shop.exec(`INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`)
        first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
        await network.settle()
        await atOffice(network, `UPDATE parts SET colour = 'red' WHERE code = 'a'`)
        await network.settle() // the store is told of the row, and not of its colour
        for (let n = 0; n < edits; n++) {
          second.shop.exec(`UPDATE parts SET name = 'one ${n}'`)
          await network.settle()
        }
        second.shop.exec(edit)
        await network.settle()
        assert.deepEqual(await officeLines(network, 'SELECT code FROM parts'), ['b'])
        assert.deepEqual(
          (await conflictsOf(network)).map(({ column, officeValue, outcome }) => [column, officeValue, outcome]),
          [['colour', 'red', 'store']],
        )
      })

test('nor is it forgotten that the office typed there when it tries to enter the row once more', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema, tables: { parts: { sharing: 'store' } } })
  second.shop.exec(`INSERT INTO parts VALUES ('a', 'one')`)
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  await atOffice(network, `UPDATE parts SET colour = 'red'`)
  await atOffice(network, `INSERT INTO parts VALUES ($1, 'a', 'one', 'blue') ON CONFLICT DO NOTHING`, second.guid)
  await network.settle()
  second.shop.exec('DELETE FROM parts')
  await network.settle()
  assert.deepEqual(
    (await conflictsOf(network)).map(({ column, officeValue }) => [column, officeValue]),
    [['colour', 'red']],
  )
})

test('a value that the office typed stays known as unseen no longer than the row holds one: then nothing is noted of it', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema, tables: { parts: { sharing: 'store' } } })
  second.shop.exec(`INSERT INTO parts VALUES ('a', 'one')`)
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  const noted = async (colour: string, name: string) => {
    await atOffice(network, `UPDATE parts SET colour = ${colour}`)
    await network.settle()
    second.shop.exec(`UPDATE parts SET name = '${name}'`)
    await network.settle()
    return officeLines(network, 'SELECT code, ":untold" FROM central_office_log_1')
  }
  assert.deepEqual(await noted(`'red'`, 'two'), ['a 1'])
  assert.deepEqual(await noted('NULL', 'three'), [], 'a row of the store alone needs no entry')
  second.shop.exec('DELETE FROM parts')
  await network.settle()
  assert.deepEqual(await conflictsOf(network), [])
})

test('nor has it seen what the office told of the row after it was deleted there: the row stays where the office counts', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'shared', rule: 'office' } },
    filled: `INSERT INTO parts VALUES ('a', 'one'), ('b', 'two')`,
  })
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT`)
  await network.settle()
  second.shop.exec(`DELETE FROM parts`)
  await atOffice(network, `UPDATE parts SET colour = 'red' WHERE code = 'a'`)
  await network.exportDown(second)
  await network.settle()
  assert.deepEqual(shopLines(first, colours), ['a red'])
  assert.deepEqual(shopLines(second, 'SELECT code, name FROM parts'), ['a one'])
})

for (const sharing of ['office', 'shared', 'store'] as const)
  test(`in a table shared as ${sharing}, a row that comes before the office knows a new column gets its default everywhere`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema,
      tables: { parts: { sharing } },
      stores: 1,
      filled: `INSERT INTO parts VALUES ('a', 'one')`,
    })
    const owner = sharing === 'store' ? `'${first.guid}', ` : ''
    await atOffice(network, `INSERT INTO parts VALUES (${owner}'b', 'two')`)
    first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT DEFAULT 'grey'`)
    await network.exportDown(first)
    await network.settle()
    assert.deepEqual(shopLines(first, colours), ['a grey', 'b grey'])
    assert.deepEqual(await officeLines(network, colours), ['a grey', 'b grey'])
  })

test('a row of the office that leaves a new column empty which must have a value waits, and the statement that settles it is told', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'office' } },
    stores: 1,
    filled: `INSERT INTO parts VALUES ('a', 'one')`,
  })
  first.shop.exec(`ALTER TABLE parts ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, colours), ['a grey'])
  await atOffice(network, `INSERT INTO parts (code, name) VALUES ('b', 'two')`)
  await network.settle()
  const [parked] = shopLines(first, 'SELECT ":remedy" FROM central_office_parked_1')
  assert.match(String(parked), /UPDATE parts SET colour = VALUE WHERE colour IS NULL/)
  await atOffice(network, `UPDATE parts SET colour = 'blue' WHERE colour IS NULL`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM parts'), ['a one grey', 'b two blue'])
  assert.deepEqual(await officeLines(network, 'SELECT * FROM parts'), ['a one grey', 'b two blue'])
})

test('a table without a key is announced with the reason, and is loaded once the office has named its key', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `${schema} CREATE TABLE log (day TEXT NOT NULL, line INTEGER NOT NULL, text TEXT); CREATE UNIQUE INDEX lines ON log (day, line);`,
    tables: { parts: { sharing: 'store' }, log: { sharing: 'store' } },
    stores: 1,
    filled: `INSERT INTO log VALUES ('mon', 1, 'opened')`,
  })
  const [link] = await readLinks(network.office.database)
  assert.deepEqual(
    link?.refused.map(({ name, columns, code }) => ({ name, columns, code })),
    [{ name: 'log', columns: ['day', 'line', 'text'], code: 'TABLE_WITHOUT_KEY' }],
  )
  const setup = await network.office.setup()
  const log = { ...setup.tables.log, sharing: 'store', key: ['day', 'line'] }
  await network.office.saveSetup(ReplicaSetup.parse({ ...setup, tables: { ...setup.tables, log } }))
  for (let round = 0; round < 3; round++) await network.visit(first)
  assert.deepEqual(await officeLines(network, 'SELECT day, line, text FROM log'), ['mon 1 opened'])
  assert.deepEqual((await readLinks(network.office.database))[0]?.refused, [])
})
