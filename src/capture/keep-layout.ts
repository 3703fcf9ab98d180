import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Table } from '../databases/table.ts'
import { layoutOf } from './captured-layout.ts'
import type { ReplicatedTable } from './replicated-table.ts'

/** Notes what is captured of a table from now on. */
export async function keepLayout(database: Database, table: ReplicatedTable, live: Table): Promise<void> {
  const layout = JSON.stringify(layoutOf(table, live))
  await database.run(
    `UPDATE ${OWN_PREFIX}tables SET layout = $2, name = $3 WHERE id = $1 AND (layout <> $2 OR name <> $3)`,
    table.id,
    layout,
    live.name,
  )
}
