import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeEffects } from '../../src/location/replica-effects.ts'
import { hasCode } from '../../src/model/errors.ts'
import { setupOf } from '../../src/model/replica-setup.ts'
import { smallNetwork } from '../merge/small-network.ts'
import { command, homeOf } from './network-homes.ts'

const schema = `CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT, price INTEGER); CREATE TABLE notes (text TEXT);`
const filled = `INSERT INTO parts VALUES ('a', 'one', 1), ('b', 'two', 2);`

test('a change of the replica setup is told in words before it is done, and after', async (t) => {
  const { network, stores } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'store' }, notes: { sharing: 'store' } },
    filled,
  })
  const home = await homeOf(network, null)
  const set = async (...words: string[]) => (await command(home, 'replica', 'set', 'parts', ...words)).lines
  const version = async () => (await network.office.setup()).version

  const checks: [string[], RegExp][] = [
    [['--sharing', 'shared'], /^parts: 2 rows of 2 stores are loaded again; what the office has of it is set aside\.$/],
    [['--sharing', 'none'], /^parts: no longer transmitted; the office keeps 2 rows as they are\.$/],
    [['--sharing', 'lookup'], /^parts: 2 rows of 2 stores go to every other store\.$/],
    [['--filter', 'price > 1'], /^parts: 2 rows of 2 stores are loaded again/],
    [
      ['--column', 'price=leave-out'],
      /^parts: Column price: stays at its location; the office keeps the last values\.$/,
    ],
    [['--column', 'price=set-by-store', '--rule', 'ask'], /^No row is loaded again\.$/],
  ]
  for (const [words, told] of checks) {
    const lines = await set(...words, '--check')
    assert.ok(
      lines.some((line) => told.test(line)),
      lines.join('\n'),
    )
    assert.match(lines.at(-1) ?? '', /Nothing was changed/)
  }
  assert.equal(await version(), 1)
  await assert.rejects(set('--filter', 'colour = 1', '--check'), (error) => hasCode(error, 'USAGE'))

  const done = await set('--filter', 'price > 1', '--column', 'name=set-by-store')
  assert.match(done.join('\n'), /name: as the table, set by the store alone/)
  assert.match(done.join('\n'), /only where price > 1/)
  assert.match(done.join('\n'), /parts: 2 rows of 2 stores are loaded again/)
  for (let round = 0; round < 3; round++) for (const store of stores) await network.visit(store)
  assert.match((await command(home, 'replica', 'kept')).lines[1] ?? '', /^parts__until_setup_2 +parts +store/)
  await command(home, 'replica', 'drop', 'parts__until_setup_2')
  assert.deepEqual((await command(home, 'replica', 'kept')).lines, ['No table is kept.'])
  await assert.rejects(command(home, 'replica', 'drop', 'parts'), (error) => hasCode(error, 'TABLE_UNKNOWN'))
  assert.equal((await network.officeRows('SELECT * FROM parts')).length, 1)
  await set('--no-filter')
  assert.equal((await network.office.setup()).tables.parts?.filter, undefined)
})

test('the list names tables a store cannot transmit, and a store that refused the setup', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'store' }, notes: { sharing: 'store' } },
    filled,
    stores: 1,
  })
  const home = await homeOf(network, null)
  const list = async () => (await command(home, 'replica')).lines.join('\n')
  assert.match(await list(), /Not transmitted by Store 1: The table notes has no key/)
  // Of another version already, so that what comes under that version is refused.
  await network.office.saveSetup(await network.office.setup())
  const setup = await network.office.setup()
  await first.replica.database.run(
    `UPDATE central_office_state SET replica_setup = $1`,
    JSON.stringify({ ...setup, version: 9 }),
  )
  await network.visit(first)
  await network.visit(first)
  assert.match(await list(), /Store 1 goes on by replica setup 9: it refused/)
  const store = await homeOf(network, first)
  assert.match(
    (await command(store, 'replica')).lines.join('\n'),
    /refused, and this one stays: its version 2 is older/,
  )
  await network.office.saveSetup(setup)
  await network.visit(first)
  await network.visit(first)
  assert.equal((await first.replica.state()).setup.version, 10)
  assert.doesNotMatch(await list(), /goes on by/)
})

const NUMBERED = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text); CREATE TABLE keyless (a);'

test('what a change does is told alike by the page and by --check, stores that leave a table out first of all', async (t) => {
  const { network } = await smallNetwork(t, { schema: NUMBERED, tables: { notes: { sharing: 'store' } }, stores: 1 })
  const home = await homeOf(network, null)
  const { lines, document } = await command(home, 'replica', 'set', 'Notes', '--sharing', 'shared', '--check')
  const main = /^notes: Each database numbers its key.*Stores leave the table out\.$/
  assert.ok(
    lines.some((line) => main.test(line)),
    lines.join('\n'),
  )
  const setup = await network.office.setup()
  const wanted = { ...setup, tables: { notes: { ...setupOf(setup, 'notes'), sharing: 'shared' as const } } }
  assert.deepEqual((document as { effects: unknown }).effects, await describeEffects(network.office, wanted))
})

test('on a terminal a change by which rows are loaded again or left out is asked about first', async (t) => {
  const { network } = await smallNetwork(t, {
    schema,
    tables: { parts: { sharing: 'store' }, notes: { sharing: 'store' } },
    filled,
    stores: 1,
  })
  const home = await homeOf(network, null)
  const asked: string[] = []
  const set = (answer: string, ...words: string[]) =>
    command(
      { home, answer: (question) => Promise.resolve(asked.push(question) ? answer : '') },
      'replica',
      'set',
      'parts',
      ...words,
    )
  await assert.rejects(set('no', '--sharing', 'shared'), (error) => hasCode(error, 'CANCELLED'))
  assert.equal((await network.office.setup()).version, 1)
  await set('no', '--rule', 'ask')
  assert.equal(asked.length, 1, 'nothing is loaded again by a rule')
  await set('yes', '--sharing', 'shared')
  await set('no', '--sharing', 'none', '--yes')
  assert.deepEqual([asked.length, (await network.office.setup()).version], [2, 4])
})

test('a table that stores have shown as refused is not said to be shown by none', async (t) => {
  const { network } = await smallNetwork(t, { schema: NUMBERED, tables: { keyless: { sharing: 'store' } }, stores: 1 })
  const home = await homeOf(network, null)
  const told = async (...words: string[]) =>
    (await command(home, 'replica', 'set', ...words, '--check')).lines.join('\n')
  assert.doesNotMatch(await told('keyless', '--rule', 'ask'), /No store has shown/)
  assert.doesNotMatch(await told('keyless', '--key', 'a'), /No store has shown/)
  await assert.rejects(told('keyless', '--key', 'b'), (error) => hasCode(error, 'TABLE_UNKNOWN'))
  assert.match(await told('other', '--rule', 'ask', '--unseen'), /No store has shown a table other yet/)
})
