import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLink } from '../../src/transmission/store-links.ts'
import { atOffice, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'

/**
 * The office's database as it was before it applied the last payload of the store, which it has acknowledged since; and payloads for the
 * store that were acknowledged after that time are in its outbox, and no longer in the home folder: it makes them anew.
 */
test('a store to which the office says that it has applied less than it acknowledged tells it so, and is asked for everything', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER);',
    tables: { things: { sharing: 'store' } },
    stores: 1,
  })
  const { office } = network
  first.shop.exec(`INSERT INTO things VALUES ('x', 1)`)
  await network.settle()
  const before = await readLink(office.database, first.guid)
  first.shop.exec(`INSERT INTO things VALUES ('y', 2)`)
  await network.settle()
  await atOffice(network, 'INSERT INTO central_office_applying VALUES (1)')
  await atOffice(network, `DELETE FROM things WHERE k = 'y'`)
  await atOffice(network, 'DELETE FROM central_office_applying')
  await atOffice(
    network,
    'UPDATE central_office_stores SET applied = $1, applied_tags = $2',
    before.applied,
    JSON.stringify(before.appliedTags),
  )

  await office.makeAnew(first.guid, Date.now())
  const [anew] = await network.exportDown(first)
  assert.deepEqual([anew?.part.restart?.asks, anew?.part.restart?.applied.number], [false, before.applied])
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  const told = await network.exportUp(first)
  assert.equal(told?.part.over, anew?.part.epoch)
  const [carried] = first.up.splice(0)
  if (!carried) throw new Error('the store said nothing')
  assert.equal((await network.deliverUp(first, carried)).arrival, 'behind')

  await office.askOneForRefill(first.guid, Date.now())
  await network.settle()
  const all = 'SELECT k, a FROM things ORDER BY k'
  assert.deepEqual(await officeLines(network, all), ['x 1', 'y 2'])
  assert.deepEqual(shopLines(first, all), ['x 1', 'y 2'])
})
