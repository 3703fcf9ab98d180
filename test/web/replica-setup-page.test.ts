import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import { ReplicaSetupEffect, ReplicaSetupPage } from '../../src/web/contract/replica-setup.ts'
import { network } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

/** The setup of a table that has been in use, changed in operation: decision 10. */
test('Replica Setup says in words what a change does before it is saved, refuses a filter beside its field, and not over another', async (t) => {
  const places = await network(t, {}, (shop) =>
    shop.exec('INSERT INTO orders VALUES (1, 5), (2, 6); CREATE TABLE notes (a, b)'),
  )
  await places.transmit('store')
  await places.transmit('office')
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  const read = async () => ReplicaSetupPage.parse((await browser.ask('/api/replica-setup')).body)
  const page = await read()
  assert.deepEqual(
    page.tables.map(({ name, sharing, inUse, refused }) => [name, sharing, inUse, refused.length]),
    [
      ['customers', 'shared', true, 0],
      ['notes', 'store', false, 1],
      ['orders', 'store', true, 0],
    ],
  )
  const notes = page.tables[1]
  assert.deepEqual(
    notes?.columns.map(({ name }) => name),
    ['a', 'b'],
    'a key can be chosen for a table without one',
  )
  assert.doesNotMatch(notes?.refused[0]?.remedy ?? '', /central-office/)

  const change = (tables: unknown) => ({ version: page.version, default: page.default, tables })
  const check = async (tables: unknown) =>
    ReplicaSetupEffect.parse((await browser.put('/api/replica-setup?check=1', change(tables))).body)
  const told = ({ effects }: ReplicaSetupEffect) =>
    effects.map(({ table, field, level }) => `${table} ${field} ${level}`)
  const customers = {
    sharing: 'shared',
    rule: 'office',
    columns: { phone: { transmit: false }, name: { setBy: 'office' } },
  }
  const orders = { sharing: 'store', filter: 'total > 5' }
  const wanted = { customers, orders }
  assert.deepEqual(told(await check(wanted)), [
    'customers columns warn',
    'customers rule info',
    'customers columns info',
    'orders sharing warn',
    'orders filter info',
  ])
  assert.match((await check(wanted)).effects[3]?.text ?? '', /2 rows of 1 store are loaded again/)
  assert.deepEqual(told(await check({ customers: { sharing: 'store' } })).slice(0, 1), ['customers sharing warn'])
  for (const [filter, why] of [
    ['nothing = 1', 'no store has shown a column nothing'],
    ['total > (SELECT 1)', 'cannot be used'],
    ['total >', 'does not understand it'],
  ] as const) {
    const { saved, effects } = ReplicaSetupEffect.parse(
      (await browser.put('/api/replica-setup', change({ orders: { ...orders, filter } }))).body,
    )
    assert.deepEqual(
      [saved, effects.length, effects[0]?.field, effects[0]?.level],
      [false, 1, 'filter', 'error'],
      filter,
    )
    assert.ok(effects[0]?.text.includes(why), effects[0]?.text)
  }
  assert.equal((await read()).version, page.version)

  const saved = ReplicaSetupEffect.parse((await browser.put('/api/replica-setup', change(wanted))).body)
  assert.deepEqual([saved.saved, saved.version], [true, page.version + 1])
  const after = await read()
  assert.equal(after.tables.find(({ name }) => name === 'orders')?.filter, 'total > 5')
  assert.equal(after.tables[0]?.columns.find(({ name }) => name === 'name')?.setBy, 'office')
  const late = await browser.put<ErrorBody>('/api/replica-setup', change(wanted))
  assert.deepEqual([late.status, late.body.code], [409, 'SETUP_CHANGED'])

  assert.deepEqual(
    after.kept.map(({ table }) => table),
    ['orders'],
  )
  const keptAs = after.kept[0]?.keptAs ?? ''
  assert.equal(
    (await browser.ask(`/api/replica-setup/kept/${encodeURIComponent(keptAs)}`, { method: 'DELETE' })).status,
    200,
  )
  assert.deepEqual((await read()).kept, [])
})
