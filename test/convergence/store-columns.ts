import type { Value } from '../../src/databases/database.ts'
import { columnOf, setupOf } from '../../src/model/replica-setup.ts'
import { isRefusal } from './edits.ts'
import type { SimulatedOffice } from './location.ts'
import { officePicture } from './looks.ts'
import { at, type Shown } from './model/row.ts'
import { Unexpected } from './model-watch.ts'
import type { Table } from './schema.ts'

/** Somebody at the office typed into a column that the store alone sets. `row`: owner and key. */
export type StoreColumnTyped = { table: Table; row: string; column: string; base: Shown; typed: Shown }

/**
 * What a statement at the office would put into columns that the store alone sets, of rows that are there: found out by running it
 * with nobody watching, and undoing it. New rows and changed keys are free.
 */
export async function typedIntoStoreColumns(
  office: SimulatedOffice,
  table: Table,
  { text, values }: { text: string; values: Value[] },
): Promise<StoreColumnTyped[]> {
  // An office that was restored may have forgotten what the plan says: also that the column transmits.
  const known = setupOf(await office.replica.setup(), table.name)
  const isAlone = (one: { setBy?: unknown; transmit?: boolean }) => one.setBy === 'store' && one.transmit !== false
  const alone = table.columns.filter((column) => isAlone(column) && isAlone(columnOf(known, column.name)))
  if (alone.length === 0 || /^INSERT (?!.*DO UPDATE)/s.test(text)) return []
  const { database } = office
  const before = await officePicture(office, table)
  await database.script('SAVEPOINT looking; INSERT INTO central_office_applying VALUES (1)')
  try {
    await database.run(text, ...values)
    const after = await officePicture(office, table)
    return [...before].flatMap(([row, was]) => {
      const is = after.get(row)
      if (!is) return []
      return alone
        .filter(({ name }) => at(was, name) !== at(is, name))
        .map(({ name }) => ({ table, row, column: name, base: at(was, name), typed: at(is, name) }))
    })
  } catch (error) {
    if (isRefusal(error)) return [] // so will the statement itself be
    throw error
  } finally {
    await database.script('ROLLBACK TO looking; RELEASE looking')
  }
}

/** The store's values stand again at once. */
export async function mustBePutBack(office: SimulatedOffice, table: Table, all: StoreColumnTyped[]): Promise<void> {
  if (all.length === 0) return
  const rows = await officePicture(office, table)
  for (const { row, column, base } of all) {
    const is = at(rows.get(row) ?? {}, column)
    if (is !== base)
      throw new Unexpected(`the office set ${column} of row ${row} of ${table.name}, a column of the store, to ${is}`)
  }
}
