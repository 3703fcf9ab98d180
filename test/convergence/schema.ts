import { type ConflictRule, ReplicaSetup, type Sharing } from '../../src/model/replica-setup.ts'
import type { ModelTable } from './model/payloads.ts'

/** What a shop's table is to be like: plain data, so that a failing run can be made smaller piece by piece. */
export type TablePlan = {
  sharing: Exclude<Sharing, 'none'>
  rule: ConflictRule
  key: 'text' | 'integer' | 'text and integer' | 'real' | 'blob'
  columns: ColumnPlan[]
  withoutRowid: boolean
  strict: boolean
  generated: 'none' | 'virtual' | 'stored'
  /** The first two columns are unique together. */
  uniquePair: boolean
  /** The first column, where it is a number, is less than the second: a check that two sound edits can break together. */
  ordered: boolean
  /** Refers to the key of a table of the plan (its own included), where that is a single column. */
  parent: { table: number; onDelete: Action; deferred: boolean } | null
}

export type Action = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL'

export type ColumnPlan = {
  type: ColumnType
  rule: ConflictRule | null
  transmit: boolean
  constraint: 'none' | 'unique' | 'not null' | 'check'
  /** Has a default, where it is transmitted. */
  default: boolean
}

export const columnTypes = [
  'INTEGER',
  'TEXT',
  'REAL',
  'BLOB',
  'NUMERIC(10, 2)',
  '',
  'VARCHAR(40) COLLATE NOCASE',
] as const
export type ColumnType = (typeof columnTypes)[number]

/** Names that a careless statement trips over. */
const TABLE_NAMES = ['things', 'order lines', `owner's "cars"`, 'select', 'Größe', 'new', 'a.b', 'things_2']
const COLUMN_NAMES = ['a', 'b', 'due date', 'order', 'say "so"', 'Preis']

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const tableName = (index: number): string => TABLE_NAMES[index] ?? `table ${index}`

export type Column = ColumnPlan & { name: string; declared: string }

/** A table of a plan with all its names. */
export type Table = {
  plan: TablePlan
  name: string
  keyNames: string[]
  /** Outside the key, generated ones apart. */
  columns: Column[]
  parentColumn: string | null
  parent: string | null
}

const KEYS: Record<TablePlan['key'], [string, string][]> = {
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
    const refers = referred !== undefined && KEYS[referred.key].length === 1
    return {
      plan,
      name: tableName(index),
      keyNames: KEYS[plan.key].map(([name]) => name),
      columns: plan.columns.map((column, i) => ({
        ...column,
        name: COLUMN_NAMES[i] ?? `c${i}`,
        declared: plan.strict ? strictType(column.type) : column.type,
      })),
      parentColumn: refers ? 'parent' : null,
      parent: refers ? tableName(plans.indexOf(referred)) : null,
    }
  })
}

const strictType = (type: ColumnType): string =>
  type === 'NUMERIC(10, 2)' || type === '' ? 'ANY' : type.startsWith('VARCHAR') ? 'TEXT' : type

/** The shop's own statement. */
export function createTable(table: Table, tables: Table[]): string {
  const { plan, keyNames, columns } = table
  const [first, second] = columns
  const key = KEYS[plan.key].map(([name, type]) => `${quote(name)} ${type} NOT NULL`)
  const singleKey = KEYS[plan.key].map(([name, type]) => `${quote(name)} ${type} PRIMARY KEY NOT NULL`)
  const options = [...(plan.strict ? ['STRICT'] : []), ...(plan.withoutRowid ? ['WITHOUT ROWID'] : [])]
  const parts = [
    ...(keyNames.length === 1 ? singleKey : key),
    ...columns.map((column) => `${quote(column.name)} ${column.declared}${constraintOf(column)}`),
    ...(table.parentColumn === null ? [] : [`${quote(table.parentColumn)} ${parentType(table, tables)}`]),
    ...(plan.generated === 'none' || !first
      ? []
      : [`computed TEXT GENERATED ALWAYS AS (typeof(${quote(first.name)})) ${plan.generated}`]),
    ...(keyNames.length === 1 ? [] : [`PRIMARY KEY (${keyNames.map(quote).join(', ')})`]),
    ...(plan.uniquePair && first && second ? [`UNIQUE (${quote(first.name)}, ${quote(second.name)})`] : []),
    ...(plan.ordered && first && second
      ? [
          `CHECK (typeof(${quote(first.name)}) <> 'integer' OR typeof(${quote(second.name)}) <> 'integer' OR ${quote(first.name)} <= ${quote(second.name)})`,
        ]
      : []),
    ...(table.parent === null || plan.parent === null
      ? []
      : [
          `FOREIGN KEY (parent) REFERENCES ${quote(table.parent)} ON DELETE ${plan.parent.onDelete}${plan.parent.deferred ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`,
        ]),
  ]
  return `CREATE TABLE ${quote(table.name)} (${parts.join(', ')})${options.length ? ` ${options.join(', ')}` : ''}`
}

function constraintOf({ name, declared, constraint, transmit, default: has }: Column): string {
  // one that fits the column: a STRICT table that refuses its own default cannot be written at all
  const seven = declared === 'BLOB' ? `x'07'` : '7'
  const otherwise = has && transmit ? ` DEFAULT ${seven}` : ''
  switch (constraint) {
    case 'none':
      return otherwise
    case 'unique':
      return `${otherwise} UNIQUE`
    case 'not null':
      return ` NOT NULL DEFAULT ${seven}`
    case 'check':
      return `${otherwise} CHECK (length(${quote(name)}) IS NOT 3)`
  }
}

const parentType = (table: Table, tables: Table[]): string => {
  const parent = tables.find(({ name }) => name === table.parent)
  return KEYS[parent?.plan.key ?? 'text'][0]?.[1] ?? 'TEXT'
}

/** Could a shop's database refuse a row that another location holds? */
export const isConstrained = (tables: Table[]): boolean =>
  tables.some(
    ({ plan, parent }) =>
      parent !== null ||
      plan.uniquePair ||
      plan.ordered ||
      plan.columns.some(({ constraint }) => constraint !== 'none'),
  )

export const transmitted = (table: Table): string[] => [
  ...table.columns.filter(({ transmit }) => transmit).map(({ name }) => name),
  ...(table.parentColumn === null ? [] : [table.parentColumn]),
]

export const keptLocal = (table: Table): string[] =>
  table.columns.filter(({ transmit }) => !transmit).map(({ name }) => name)

export function replicaSetup(tables: Table[]): ReplicaSetup {
  const setups = tables.map(({ name, plan, columns }) => [
    name,
    {
      sharing: plan.sharing,
      rule: plan.rule,
      naturalKey: true,
      columns: Object.fromEntries(
        columns.map(({ name: column, rule, transmit }) => [column, { transmit, ...(rule === null ? {} : { rule }) }]),
      ),
    },
  ])
  return ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables: Object.fromEntries(setups) })
}

export const modelTable = ({ name, plan, columns }: Table): ModelTable => ({
  name,
  sharing: plan.sharing,
  rule: plan.rule,
  columnRules: Object.fromEntries(columns.flatMap(({ name: column, rule }) => (rule === null ? [] : [[column, rule]]))),
})

/** At the office each row of such a table belongs to one store. */
export const isOwned = ({ plan }: Table): boolean => plan.sharing === 'store' || plan.sharing === 'lookup'

/** What leads the key of a store's row at the office: its GUID, or nothing where all share the rows. */
export const ownerOf = (table: Table, store: { guid: string }): string => (isOwned(table) ? store.guid : '')

export const rulesText = ({ plan, columns }: Table): string => {
  const own = columns.flatMap(({ name, rule, transmit }) =>
    transmit ? (rule === null ? [] : [`${name}: ${rule}`]) : [`${name}: stays`],
  )
  return [`${plan.sharing}, rule ${plan.rule}`, ...own].join(', ')
}
