import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { storeNames } from './store-names.ts'

/** Number for a row that is about to be parked, in a statement that parks several. Never given twice. */
export const nextParkedNumber = `(SELECT parked_number FROM ${OWN_PREFIX}state) + row_number() OVER ()`

/** To be called after every statement that gave numbers to parked rows of a table. */
export async function keepParkedNumber(database: Database, tableId: number): Promise<void> {
  await database.run(`
    UPDATE ${OWN_PREFIX}state
    SET parked_number = MAX(parked_number, COALESCE((SELECT max(":number") FROM ${storeNames(tableId).parked}), 0))`)
}
