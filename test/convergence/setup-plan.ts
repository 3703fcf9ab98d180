import { isDeepStrictEqual } from 'node:util'
import { columnOf, ReplicaSetup, setupOf, type TableSetup } from '../../src/model/replica-setup.ts'
import type { ModelTable } from './model/payloads.ts'
import type { Filter } from './plan.ts'
import { filterOf, quote, type Table } from './schema.ts'

/** The replica setup as the plans say it, under the version that `saveSetup` counts on from. */
export function replicaSetup(tables: readonly Table[]): ReplicaSetup {
  const setups = tables.map((table) => {
    const filter = filterOf(table)
    const columns = table.columns.map(({ name, rule, setBy, transmit }) => [
      name,
      { transmit, ...(rule === null ? {} : { rule }), ...(setBy === null ? {} : { setBy }) },
    ])
    return [
      table.name,
      {
        sharing: table.plan.sharing,
        rule: table.plan.rule,
        naturalKey: true,
        columns: Object.fromEntries(columns),
        ...(filter ? { filter: CONDITIONS[filter.test](quote(filter.name)) } : {}),
      },
    ]
  })
  return ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables: Object.fromEntries(setups) })
}

const CONDITIONS: Record<Filter['test'], (column: string) => string> = {
  'has a value': (column) => `${column} IS NOT NULL`,
  'has none': (column) => `${column} IS NULL`,
  'even length': (column) => `length(${column}) % 2 = 0`,
}

export const modelTable = (table: Table): ModelTable => ({
  name: table.name,
  sharing: table.plan.sharing === 'none' ? 'store' : table.plan.sharing,
  rule: table.plan.rule,
  columnRules: Object.fromEntries(
    table.columns.flatMap(({ name: column, rule }) => (rule === null ? [] : [[column, rule]])),
  ),
  setBy: Object.fromEntries(
    table.columns.flatMap(({ name: column, setBy }) => (setBy === null ? [] : [[column, setBy]])),
  ),
  filter: filterOf(table),
})

/** Whether a setup says of the tables what the plans say, whenever it came to that. */
export function saysAsPlanned(setup: ReplicaSetup, tables: readonly Table[]): boolean {
  const planned = replicaSetup(tables)
  return tables.every(({ name, columns }) => {
    const names = columns.map((column) => column.name)
    return isDeepStrictEqual(timeless(setupOf(setup, name), names), timeless(setupOf(planned, name), names))
  })
}

const timeless = (table: TableSetup, names: readonly string[]) => ({
  ...table,
  since: 0,
  columns: names.map((name) => ({ ...columnOf(table, name), since: 0 })),
})
