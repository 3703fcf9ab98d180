import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'
import { command, homeOf } from './network-homes.ts'

const SCHEMA = 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER UNIQUE, b INTEGER CHECK (b < 100));'
const FILLED = `INSERT INTO things VALUES ('x', 1, 1), ('y', 2, 2);`

test('parked rows are listed, shown, tried again and discarded', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared' } },
    filled: FILLED,
    stores: 1,
  })
  const home = await homeOf(network, first)
  assert.deepEqual((await command(home, 'parked')).lines, ['No row is parked.'])
  first.shop.exec(`INSERT INTO things VALUES ('own', 50, 1)`)
  await atOffice(network, `UPDATE things SET a = 50 WHERE k = 'x'`)
  await atOffice(network, `UPDATE things SET b = 500 WHERE k = 'y'`)
  await network.settle()

  const listed = await command(home, 'parked', 'list')
  assert.match(listed.lines[0] ?? '', /^#\d+ things 'x': another row here has the same a$/)
  assert.match(listed.lines[1] ?? '', /since \d{4}-.*tr(y|ies)\. Change or delete that row here/)
  const { rows } = listed.document as { total: number; rows: { number: number; key: string }[] }
  assert.deepEqual(
    rows.map(({ key }) => key),
    [`'x'`, `'y'`],
  )
  const [x, y] = rows.map(({ number }) => String(number))
  const shown = (await command(home, 'parked', 'show', x ?? '')).lines.join('\n')
  assert.match(shown, /\* a: arriving 50, here 1\n {2}b: 1\n/)
  assert.match(shown, /In its way: the same unique value \(things: a\)\n {2}k 'own', a 50, b 1/)

  first.shop.exec(`DELETE FROM things WHERE k = 'own'`)
  assert.deepEqual((await command(home, 'parked', 'retry')).document, { settled: 1, left: 1 })
  await assert.rejects(command(home, 'parked', 'discard', y ?? '', '99'), (error) => hasCode(error, 'PARKED_UNKNOWN'))
  assert.match((await command(home, 'status')).lines.join('\n'), /Held rows +1: .*central-office parked list/)
  assert.match((await command(home, 'parked', 'discard', y ?? '')).lines.join('\n'), /what stands here holds/)
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT k, a, b FROM things ORDER BY k'), ['x 50 1', 'y 2 2'])
  await assert.rejects(command(home, 'parked', 'show', 'nothing'), (error) => hasCode(error, 'USAGE'))
  const office = await homeOf(network, null)
  await assert.rejects(command(office, 'parked'), (error) => hasCode(error, 'WRONG_ROLE'))
})

test('capture is switched off and on around a change of the layout', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'store' } },
    filled: FILLED,
    stores: 1,
  })
  const home = await homeOf(network, first)
  assert.deepEqual((await command(home, 'capture')).document, {
    captured: ['things'],
    leftOut: [],
    shopWritesAlone: [],
  })
  assert.match((await command(home, 'capture', 'off', 'things')).lines[0] ?? '', /is off; 2 rows kept/)
  assert.match((await command(home, 'capture', 'off')).lines[0] ?? '', /off already/)
  assert.match((await command(home, 'status')).lines.join('\n'), /Capture of the table things is switched off/)
  first.shop.exec(`ALTER TABLE things DROP COLUMN b; UPDATE things SET a = 9 WHERE k = 'x'`)
  const on = await command(home, 'capture', 'on')
  assert.deepEqual(on.lines, ['Capture of things is on. Meanwhile: 0 new, 1 changed, 0 deleted.'])
  assert.match((await command(home, 'capture', 'on')).lines[0] ?? '', /on already/)
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT k, a FROM things ORDER BY k'), ['x 9', 'y 2'])

  await command(home, 'capture', 'off')
  first.shop.exec('ALTER TABLE things RENAME TO others')
  const refused = await command(home, 'capture', 'on')
  assert.equal(refused.failed, true)
  assert.match(refused.lines[0] ?? '', /Still off: The table things is gone/)
})

test('a value that lost is put back from the command line', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'shared', rule: 'office' } },
    filled: FILLED,
    stores: 1,
  })
  first.shop.exec('UPDATE things SET b = b + 10')
  await atOffice(network, 'UPDATE things SET b = b + 20')
  await network.settle()
  const home = await homeOf(network, null)
  const ids = (await conflictsOf(network)).map(({ id }) => String(id))
  assert.match(
    (await command(home, 'conflicts', 'show', ids[0] ?? '')).lines.join('\n'),
    /Before +1\nOffice +21, .*\nStore +11 at store 0000001, /,
  )
  await assert.rejects(command(home, 'conflicts', 'put-back', ...ids, '99'), (error) =>
    hasCode(error, 'CONFLICT_UNKNOWN'),
  )
  assert.match(
    (await command(home, 'conflicts', 'put-back', ids[0] ?? '')).lines[0] ?? '',
    /things.b of 'x': 11 is put back/,
  )
  await command(home, 'conflicts', 'put-back', ids[1] ?? '', '--value', '33')
  assert.match((await command(home, 'conflicts', 'show', ids[1] ?? '')).lines.join('\n'), /Put back +33, /)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT k, b FROM things ORDER BY k'), ['x 11', 'y 33'])
})

test('the triggers that rows from the office can set off are listed, and a person decides about them', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER); CREATE TABLE seen (k TEXT);
      CREATE TRIGGER twice AFTER INSERT ON things BEGIN UPDATE things SET a = a * 2 WHERE k = NEW.k; END;
      CREATE TRIGGER look AFTER INSERT ON things BEGIN INSERT INTO seen VALUES (NEW.k); END;`,
    tables: { things: { sharing: 'shared' } },
    stores: 1,
  })
  const home = await homeOf(network, first)
  assert.deepEqual((await command(home, 'triggers')).lines, [
    'look on things: runs',
    '  It writes only what is not transmitted (seen).',
    'twice on things: skipped',
    '  It writes what is transmitted (things), which arrives from where the row was changed.',
  ])
  assert.deepEqual((await command(home, 'triggers', 'run', 'twice')).lines, [
    'twice on things: runs, as you decided',
    '  It writes what is transmitted (things), which arrives from where the row was changed.',
    '  What it writes then is transmitted as an edit of this store.',
  ])
  assert.match((await command(home, 'triggers', 'skip', 'look')).lines[0] ?? '', /^look on things: skipped, as you/)
  await atOffice(network, `INSERT INTO things (k, a) VALUES ('x', 5)`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT a FROM things'), ['10'])
  assert.deepEqual(await officeLines(network, 'SELECT a FROM things'), ['10'])
  assert.deepEqual(shopLines(first, 'SELECT * FROM seen'), [])
  assert.match((await command(home, 'triggers', 'default', 'twice')).lines[0] ?? '', /^twice on things: skipped$/)
  await assert.rejects(command(home, 'triggers', 'run', 'nothing'), (error) => hasCode(error, 'TRIGGER_UNKNOWN'))
})

test('capture list names a table that only the program of the shop can write', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { things: { sharing: 'store' } },
    stores: 1,
  })
  first.shop.function('title_sort', { deterministic: true }, (text) => String(text))
  first.shop.exec('CREATE INDEX sorted ON things (title_sort(k))')
  const home = await homeOf(network, first)
  assert.deepEqual((await command(home, 'capture')).lines, [
    'Captured: things',
    "Only the shop's program can write things, which needs the function title_sort: what comes from the office is parked.",
  ])
})
