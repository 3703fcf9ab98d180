import { DatabaseSync } from 'node:sqlite'
import type { Value } from '../../src/databases/database.ts'
import { type Shown, show } from './model/row.ts'
import { type Column, KEYS, quote, type Table } from './schema.ts'

/** The shop's own statement. */
export function createTable(table: Table, tables: Table[]): string {
  const { plan, keyNames, columns } = table
  const [first, second] = columns.filter(({ later }) => !later)
  const computed = plan.generated === 'none' ? null : 'computed'
  const key = KEYS[plan.key].map(([name, type]) => `${quote(name)} ${type} NOT NULL`)
  const singleKey = KEYS[plan.key].map(([name, type]) => `${quote(name)} ${type} PRIMARY KEY NOT NULL`)
  const options = [...(plan.strict ? ['STRICT'] : []), ...(plan.withoutRowid ? ['WITHOUT ROWID'] : [])]
  const parts = [
    ...(keyNames.length === 1 ? singleKey : key),
    ...columns.map(columnDefinition),
    ...table.parentColumns.map((name, i) => `${quote(name)} ${parentType(table, tables, i)}`),
    ...(computed && first
      ? [`${computed} TEXT GENERATED ALWAYS AS (typeof(${quote(first.name)})) ${plan.generated}`]
      : []),
    ...(keyNames.length === 1 ? [] : [`PRIMARY KEY (${keyNames.map(quote).join(', ')})`]),
    ...(plan.uniquePair && first && second ? [`UNIQUE (${computed ?? quote(first.name)}, ${quote(second.name)})`] : []),
    ...(plan.ordered && first && second
      ? [
          `CHECK (typeof(${quote(first.name)}) <> 'integer' OR typeof(${quote(second.name)}) <> 'integer' OR ${quote(first.name)} <= ${quote(second.name)})`,
        ]
      : []),
    ...foreignKey(table, tables),
  ]
  return `CREATE TABLE ${quote(table.name)} (${parts.join(', ')})${options.length ? ` ${options.join(', ')}` : ''}`
}

/** A later version of the shop's program adds a column. */
export const addColumn = (table: Table, column: Column): string =>
  `ALTER TABLE ${quote(table.name)} ADD COLUMN ${columnDefinition({ ...column, constraint: column.constraint === 'unique' ? 'none' : column.constraint })}`

/** What rows that are there have in a column that is added. */
export function defaultOf(column: Column): Shown {
  const database = new DatabaseSync(':memory:')
  const { constraint, ...plain } = column
  const added = constraint === 'not null' ? column : { ...plain, constraint: 'none' as const }
  database.exec(`CREATE TABLE one (k, ${columnDefinition(added)}); INSERT INTO one (k) VALUES (1)`)
  const statement = database.prepare(`SELECT ${quote(column.name)} AS value FROM one`)
  statement.setReadBigInts(true)
  const found = statement.get() as { value: Value }
  database.close()
  return show(found.value)
}

const columnDefinition = (column: Column): string => `${quote(column.name)} ${column.declared}${constraintOf(column)}`

function constraintOf({ name, declared, constraint, clause, transmit, default: has }: Column): string {
  // one that fits the column: a STRICT table that refuses its own default cannot be written at all
  const seven = declared === 'BLOB' ? `x'07'` : '7'
  const otherwise = has && transmit ? ` DEFAULT ${seven}` : ''
  const onConflict = clause ? ` ON CONFLICT ${clause}` : ''
  switch (constraint) {
    case 'none':
      return otherwise
    case 'unique':
      return `${otherwise} UNIQUE${onConflict}`
    case 'not null':
      return ` NOT NULL${onConflict} DEFAULT ${seven}`
    case 'check':
      return `${otherwise} CHECK (length(${quote(name)}) IS NOT 3)`
  }
}

function foreignKey({ plan, parent, parentColumns }: Table, tables: Table[]): string[] {
  const referred = tables.find(({ name }) => name === parent)
  if (plan.parent === null || !referred) return []
  const { onDelete, onUpdate, deferred } = plan.parent
  // without its columns a reference is to the primary key: both ways of writing it occur
  const columns = parentColumns.length > 1 ? ` (${referred.keyNames.map(quote).join(', ')})` : ''
  return [
    `FOREIGN KEY (${parentColumns.map(quote).join(', ')}) REFERENCES ${quote(referred.name)}${columns} ON DELETE ${onDelete} ON UPDATE ${onUpdate}${deferred ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`,
  ]
}

const parentType = (table: Table, tables: Table[], i: number): string => {
  const parent = tables.find(({ name }) => name === table.parent)
  return KEYS[parent?.plan.key ?? 'text'][i]?.[1] ?? 'TEXT'
}
