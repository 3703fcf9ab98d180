import { type Database, NotInProgram } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import { sameName } from '../model/names.ts'
import { writingStatements } from './inspect-triggers.ts'
import type { ShopTrigger } from './shop-triggers.ts'
import { SqlText } from './sql-text.ts'

/**
 * What a table needs to be written and this program does not have, e.g. `function title_sort`; null where nothing is known to be missing.
 * A CHECK, an index or a computed column asks for it. Statements are prepared only.
 */
export async function whatOnlyTheShopHas(
  database: Database,
  live: Table,
  triggers: readonly ShopTrigger[],
): Promise<string | null> {
  try {
    for (const statement of writingStatements(new SqlText(database.dialect), live))
      await database.triggerWrites(statement)
    return null
  } catch (error) {
    if (!(error instanceof NotInProgram)) throw error
    const { missing } = error
    const name = missing.split(' ').at(-1) ?? ''
    // A trigger that needs it is skipped, and stands in no one's way.
    const byTrigger = triggers.some(
      ({ table, effect, why }) => sameName(table, live.name) && effect === 'unknown' && why.includes(name),
    )
    return byTrigger ? null : missing
  }
}
