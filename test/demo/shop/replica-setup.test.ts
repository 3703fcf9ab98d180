import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shopReplicaSetup } from '../../../src/demo/shop/replica-setup.ts'
import { ConflictRule, ReplicaSetup } from '../../../src/model/replica-setup.ts'
import { filledShop, tableNames } from './shop-database.ts'

test('the setup names every table of the shop, and no column that is not there', () => {
  const database = filledShop({ rows: 10 })
  const setup = ReplicaSetup.parse(shopReplicaSetup())
  assert.deepEqual(Object.keys(setup.tables).sort(), tableNames(database))
  for (const [table, { columns }] of Object.entries(setup.tables)) {
    const there = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
    for (const column of Object.keys(columns))
      assert.ok(
        there.some(({ name }) => name === column),
        `${table}.${column}`,
      )
  }
})

test('each conflict rule is in use, and shared tables have neither automatic keys nor unique columns beyond the key', () => {
  const setup = shopReplicaSetup()
  const tables = Object.entries(setup.tables)
  const rules = tables.flatMap(([, table]) => [
    table.rule,
    ...Object.values(table.columns).map((column) => column.rule),
  ])
  for (const rule of ConflictRule.options) assert.ok(rules.includes(rule), rule)

  const database = filledShop({ rows: 10 })
  for (const [table, { sharing }] of tables) {
    if (sharing !== 'shared' && sharing !== 'office') continue
    const key = database.prepare(`SELECT type FROM pragma_table_info('${table}') WHERE pk > 0`).all()
    assert.ok(
      key.every(({ type }) => type === 'TEXT'),
      table,
    )
    const unique = database
      .prepare(`SELECT name FROM pragma_index_list('${table}') WHERE "unique" AND origin <> 'pk'`)
      .all()
    assert.deepEqual(unique, [], table)
  }
})
