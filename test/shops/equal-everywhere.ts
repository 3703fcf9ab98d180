import assert from 'node:assert/strict'
import { listConflicts } from '../../src/merge/conflicts.ts'
import { listParked } from '../../src/merge/parked.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'
import { shopRows } from '../transmission/replica-network.ts'

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Every value with its type and bytes, so that 1, 1.0 and '1' are three. */
const exactly = (columns: string[]): string =>
  columns.map((name) => `typeof(${quote(name)}) || ' ' || quote(${quote(name)})`).join(`, `)

const columnsOf = (store: TestStore, table: string): string[] =>
  shopRows(store, `SELECT name FROM pragma_table_info('${table}') ORDER BY cid`).map(({ name }) => String(name))

/** Office and stores hold the same rows of these tables, value by value; nothing is parked, and there is no conflict. */
export async function assertEqualEverywhere(
  network: ReplicaNetwork,
  tables: Record<string, 'store' | 'shared'>,
): Promise<void> {
  assert.deepEqual(await listConflicts(network.office.database, 'all'), [], 'conflicts')
  for (const store of network.stores) {
    const { rows } = await listParked(store.replica.database, 100)
    assert.deepEqual(
      rows.map(({ table, key, reason }) => `${table} ${key}: ${reason}`),
      [],
      'parked',
    )
    for (const [table, sharing] of Object.entries(tables)) {
      const values = exactly(columnsOf(store, table))
      const rowsOf = (where: string) => `SELECT ${values} FROM ${quote(table)} ${where} ORDER BY 1`
      const mine = sharing === 'store' ? `WHERE store_guid = '${store.guid}'` : ''
      assert.deepEqual(
        sorted(await network.officeRows(rowsOf(mine))),
        sorted(shopRows(store, rowsOf(''))),
        `${table} of store ${store.guid}`,
      )
    }
  }
}

const sorted = (rows: object[]): string[] => rows.map((row) => Object.values(row).join(' | ')).toSorted()
