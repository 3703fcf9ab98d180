import assert from 'node:assert/strict'
import { test } from 'node:test'
import { network } from '../web/network.ts'
import { asked, done, failure } from './command-runs.ts'

test('retire says what it does and wants it confirmed, rows chosen; forget frees the number; cancel is for invitations alone', async (t) => {
  const places = await network(t, {}, (shop) => shop.exec('INSERT INTO orders VALUES (1, 100), (2, 200)'))
  await places.transmit('store')
  await places.transmit('office')
  const at = (...args: string[]) => [...args, '--home', places.office]

  const undecided = await failure(at('stores', 'retire', '7'))
  assert.deepEqual(
    [undecided.code, undecided.message],
    ['USAGE', 'Are its 2 rows at this office to be kept or deleted?'],
  )
  const unconfirmed = await failure(at('stores', 'retire', '7', '--rows', 'delete'))
  assert.equal(unconfirmed.code, 'USAGE')
  assert.match(unconfirmed.message, /This retires store 0000007 "Elm Street" for good/)
  assert.match(unconfirmed.message, /Its 2 rows in 1 table at this office are deleted for good/)
  assert.match(unconfirmed.hint, /Nothing was changed\. .*--yes/)
  assert.equal((await failure(at('stores', 'retire', '7', '--rows', 'some'))).exit, 2)
  assert.deepEqual(
    (await asked<{ state: string }[]>(at('stores'))).map(({ state }) => state),
    ['joined'],
    'nothing was done',
  )
  const joined = await failure(at('stores', 'cancel', '7', '--yes'))
  assert.deepEqual(
    [joined.code, joined.hint],
    ['INVITATION_USED', 'To end the exchange with it: central-office stores retire 7'],
  )
  assert.equal((await failure(at('stores', 'forget', '7'))).code, 'STORE_ACTIVE')

  assert.match(
    await done(at('stores', 'retire', '7', '--rows', 'keep', '--yes')),
    /^Store 0000007 "Elm Street" is retired\.$/m,
  )
  assert.match(await done(at('stores')), /Retired:\n.*\n0000007 +Elm Street .*kept/)
  assert.match((await failure(at('stores', 'retire', '7', '--yes'))).hint, /--rows delete.*stores forget 7/)
  const later = await asked<{ rowsDeleted: number }>(at('stores', 'retire', '7', '--rows', 'delete', '--yes'))
  assert.equal(later.rowsDeleted, 2)
  assert.equal(
    (await failure(at('invite', '--number', '7', '--name', 'Other'))).hint,
    'Choose another number, or make it free with: central-office stores forget 7',
  )
  await done(at('stores', 'forget', '7'))
  assert.deepEqual(await asked(at('stores')), [])

  await done(at('invite', '--number', '7', '--name', 'Other'))
  assert.match(
    (await failure(at('stores', 'cancel', '7'))).message,
    /^This cancels the invitation of store 0000007 "Other"/,
  )
  await done(at('stores', 'cancel', '7', '--yes'))
  assert.equal((await failure(at('stores', 'rename', '7', 'New'))).code, 'STORE_UNKNOWN')
})
