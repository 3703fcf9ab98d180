import type { ColumnPlan, ColumnType, Filter, TablePlan } from './plan.ts'

/** Names that a careless statement trips over. */
const TABLE_NAMES = [
  'things',
  'order lines',
  `owner's "cars"`,
  'select',
  'Größe',
  'new',
  'a.b',
  'things_2',
  'old',
  'excluded',
  'live',
  'evicted',
]
const COLUMN_NAMES = ['a', 'b', 'due date', 'order', 'say "so"', 'Preis']

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const tableName = (index: number): string => TABLE_NAMES[index] ?? `table ${index}`

export type Column = ColumnPlan & { name: string; declared: string }

/** A table of a plan with all its names. What the replica setup says of it can change in operation. */
export type Table = {
  plan: TablePlan
  name: string
  keyNames: string[]
  /** Outside the key, generated ones apart. */
  columns: Column[]
  /** Columns that refer to the key of the parent; none: it has no parent. */
  parentColumns: string[]
  parent: string | null
}

export const KEYS: Record<TablePlan['key'], [string, string][]> = {
  text: [['k', 'TEXT']],
  integer: [['id', 'INTEGER']],
  'text and integer': [
    ['k', 'TEXT'],
    ['line', 'INTEGER'],
  ],
  real: [['k', 'REAL']],
  blob: [['k', 'BLOB']],
}

export function tablesOf(plans: TablePlan[]): Table[] {
  return plans.map((plan, index): Table => {
    const referred = plan.parent === null ? undefined : plans[plan.parent.table % plans.length]
    const refers = referred !== undefined && (!referred.later || referred === plan)
    return {
      plan: { ...plan },
      name: tableName(index),
      keyNames: KEYS[plan.key].map(([name]) => name),
      columns: [...plan.columns]
        .sort((one, other) => Number(one.later) - Number(other.later))
        .map((column, i) => ({
          ...column,
          name: COLUMN_NAMES[i] ?? `c${i}`,
          declared: plan.strict ? strictType(column.type) : column.type,
        })),
      parentColumns: refers ? KEYS[referred.key].map((_, i) => (i === 0 ? 'parent' : `parent ${i + 1}`)) : [],
      parent: refers ? tableName(plans.indexOf(referred)) : null,
    }
  })
}

const strictType = (type: ColumnType): string =>
  type === 'NUMERIC(10, 2)' || type === '' ? 'ANY' : type.startsWith('VARCHAR') ? 'TEXT' : type

/** The table as a location has it: some columns come later. */
export const withColumns = (table: Table, has: (column: Column) => boolean): Table => ({
  ...table,
  columns: table.columns.filter(has),
})

/** Could a shop's database refuse a row that another location holds? */
export const isConstrained = (tables: Table[]): boolean =>
  tables.some(
    ({ plan, parent }) =>
      parent !== null ||
      plan.triggers?.some(({ what }) => what === 'guard') ||
      plan.uniquePair ||
      plan.ordered ||
      plan.columns.some(({ constraint }) => constraint !== 'none'),
  )

export const transmitted = (table: Table): string[] => [
  ...table.columns.filter(({ transmit }) => transmit).map(({ name }) => name),
  ...table.parentColumns,
]

export const keptLocal = (table: Table): string[] =>
  table.columns.filter(({ transmit }) => !transmit).map(({ name }) => name)

/** Its key is SQLite's own row number. */
export const isRowidTable = ({ plan }: Table): boolean => plan.key === 'integer' && !plan.withoutRowid

/** At the office each row of such a table belongs to one store. */
export const isOwned = ({ plan }: Table): boolean => plan.sharing === 'store' || plan.sharing === 'lookup'

/** What leads the key of a store's row at the office: its GUID, or nothing where all share the rows. */
export const ownerOf = (table: Table, store: { guid: string }): string => (isOwned(table) ? store.guid : '')

/** The filter that holds for the table, and the name of its column: one that transmits and is there from the first. */
export function filterOf(table: Table): (Filter & { name: string }) | null {
  const { filter } = table.plan
  if (filter === null || !isOwned(table)) return null
  const columns = table.columns.filter(({ transmit, later }) => transmit && !later)
  const column = columns[filter.column % Math.max(1, columns.length)]
  return column ? { ...filter, name: column.name } : null
}

export const rulesText = (table: Table): string => {
  const { plan, columns } = table
  const own = columns.flatMap(({ name, rule, setBy, transmit, later }) => {
    const said = [...(rule === null ? [] : [rule]), ...(setBy === null ? [] : [`set by ${setBy}`])]
    const all = transmit ? [...said, ...(later ? ['comes later'] : [])] : ['stays']
    return all.length > 0 ? [`${name}: ${all.join(', ')}`] : []
  })
  const filter = filterOf(table)
  const kept = filter ? [`where ${filter.name} ${filter.test}`] : []
  return [`${plan.sharing}, rule ${plan.rule}`, ...kept, ...own].join('; ')
}
