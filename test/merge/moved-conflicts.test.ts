import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command, homeOf } from '../cli/network-homes.ts'
import { atOffice, officeLines, shopLines, smallNetwork } from './small-network.ts'

const SCHEMA = 'CREATE TABLE parts (code TEXT PRIMARY KEY, price INTEGER, note TEXT);'
const SHOWN = 'SELECT code, price FROM parts ORDER BY code'

/** Two stores have asked about one value, which the office has as 1. */
async function twoQuestions(t: Parameters<typeof smallNetwork>[0], edits: [first: string, second: string]) {
  const made = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { parts: { sharing: 'shared', rule: 'ask' } },
    filled: `INSERT INTO parts VALUES ('a', 0, 'x');`,
  })
  made.first.shop.exec(edits[0])
  made.second.shop.exec(edits[1])
  await atOffice(made.network, 'UPDATE parts SET price = 1')
  await made.network.settle()
  const home = await homeOf(made.network, null)
  const shown = async (id: number) => (await command(home, 'conflicts', 'show', String(id))).lines.join('\n')
  return { ...made, home, shown }
}

test('the second of two open conflicts about one value shows what the first decision made of it, and taking it keeps that', async (t) => {
  const { network, first, second, home, shown } = await twoQuestions(t, [
    'UPDATE parts SET price = 2',
    'UPDATE parts SET price = 3',
  ])
  assert.match(await shown(2), /Office +1,/)
  await command(home, 'conflicts', 'resolve', '1', '--take', 'store')
  assert.match(await shown(2), /Office +2,.*changed since the conflict was noticed/)
  assert.match((await command(home, 'conflicts')).lines[0] ?? '', /office 2 by now, store 3/)
  await command(home, 'conflicts', 'resolve', '2', '--take', 'office')
  assert.match(await shown(2), /Decided +2/)
  await network.settle()
  assert.deepEqual(await officeLines(network, SHOWN), ['a 2'])
  for (const store of [first, second]) assert.deepEqual(shopLines(store, SHOWN), ['a 2'])
})

test('what another store has made of the office’s value since is told with that store', async (t) => {
  const { network, first, second, shown } = await twoQuestions(t, [
    'UPDATE parts SET price = 2',
    `UPDATE parts SET note = 'y'`,
  ])
  second.shop.exec('UPDATE parts SET price = 7')
  await network.settle()
  assert.match(await shown(1), /Office +7 from store 0000002, .*changed since/)
  assert.match(await shown(1), /Store +2 at store 0000001/)
  assert.deepEqual(shopLines(first, SHOWN), ['a 7'])
})

test('a row that was deleted since is told so, and keeping it brings it back', async (t) => {
  const { network, home, shown } = await twoQuestions(t, ['DELETE FROM parts', 'DELETE FROM parts'])
  assert.match(await shown(1), /Kind +deleted at store/)
  await command(home, 'conflicts', 'resolve', '2', '--take', 'store')
  assert.match(await shown(1), /Office +the row has been deleted since/)
  await command(home, 'conflicts', 'resolve', '1', '--take', 'office')
  await network.settle()
  assert.deepEqual(await officeLines(network, SHOWN), ['a 1'])
})
