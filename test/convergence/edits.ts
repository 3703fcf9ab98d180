import { ConstraintViolation, type Value } from '../../src/databases/database.ts'
import { isRowidTable, quote, type Table } from './schema.ts'
import type { Statement } from './story.ts'
import { fewValue, keyValues, typedValue } from './values.ts'

export type Sql = { text: string; values: Value[] }

/** What a statement of a story becomes: SQL for one location, and the rows it names. */
export type Edit = { table: Table; sql: Sql[]; named: Value[][] | 'all' }

/** Where an edit is made: at a store, or at the office in the rows of one owner. */
export type Place = {
  atStore: boolean
  /** Columns that stand for the owner of a row, with their value. */
  owner: { column: string; value: string } | null
  columns: { name: string; declared: string }[]
  /** Values of a column in the rows that are there, by row number. */
  read: (column: string, key: Value[]) => Value | undefined
  has: (key: Value[]) => boolean
  nextValue: () => number
  fewValues: boolean
}

export function editOf(statement: Statement, table: Table, tables: Table[], place: Place): Edit | null {
  const { plan, keyNames } = table
  const key = keyValues(plan.key, statement.key)
  const other = keyValues(plan.key, statement.other)
  const owner = place.owner === null ? [] : [place.owner]
  const ownKey = [...owner.map(({ column }) => column), ...keyNames]
  const where = ownKey.map((name) => `${quote(name)} = ?`).join(' AND ')
  const bound = (one: Value[]): Value[] => [...owner.map(({ value }) => value), ...one]

  const fresh = ({ name, declared }: { name: string; declared: string }, i: number): Value => {
    const n = place.nextValue()
    if ((statement.nulls >> i) & 1) return null
    if (table.parentColumns.includes(name)) {
      const parent = tables.find((candidate) => candidate.name === table.parent)
      return keyValues(parent?.plan.key ?? 'text', statement.other)[table.parentColumns.indexOf(name)] ?? null
    }
    return place.fewValues ? fewValue(declared, n) : typedValue(declared, n)
  }
  const chosen = place.columns.filter((_, i) => (statement.columns >> i) & 1)
  const all = [...ownKey, ...place.columns.map(({ name }) => name)]
  const insert = (verb: string, tail = ''): Sql => ({
    text: `${verb} INTO ${quote(table.name)} (${all.map(quote).join(', ')}) VALUES (${all.map(() => '?').join(', ')})${tail}`,
    values: [...bound(key), ...place.columns.map(fresh)],
  })
  const update = (set: string, values: Value[], of: Value[] = key): Sql => ({
    text: `UPDATE ${quote(table.name)} SET ${set} WHERE ${where}`,
    values: [...values, ...bound(of)],
  })
  const edit = (named: Value[][] | 'all', ...sql: Sql[]): Edit => ({ table, sql, named })
  const set = (columns: { name: string }[], value: (name: string) => string) =>
    columns.map(({ name }) => `${quote(name)} = ${value(name)}`).join(', ')

  switch (statement.kind) {
    case 'insert':
      return edit([key], insert('INSERT'))
    case 'insert unnumbered': {
      if (!place.atStore || !isRowidTable(table)) return null
      const names = place.columns.map(({ name }) => quote(name)).join(', ')
      const text = `INSERT INTO ${quote(table.name)} ${names === '' ? 'DEFAULT VALUES' : `(${names}) VALUES (${place.columns.map(() => '?').join(', ')})`}`
      return edit([], { text, values: place.columns.map(fresh) })
    }
    case 'replace':
      return edit([key], insert('INSERT OR REPLACE'))
    case 'upsert': {
      const conflict = ` ON CONFLICT (${ownKey.map(quote).join(', ')}) DO `
      // a store notes the row before SQLite looks whether one is there: that counts as touched
      if (chosen.length === 0) return edit(place.atStore ? [key] : [], insert('INSERT', `${conflict}NOTHING`))
      return edit([key], insert('INSERT', `${conflict}UPDATE SET ${set(chosen, (name) => `excluded.${quote(name)}`)}`))
    }
    case 'delete':
      return edit([key], { text: `DELETE FROM ${quote(table.name)} WHERE ${where}`, values: bound(key) })
    case 'update':
      return chosen.length === 0
        ? null
        : edit(
            [key],
            update(
              set(chosen, () => '?'),
              chosen.map(fresh),
            ),
          )
    case 'touch':
      return edit(
        [key],
        update(
          set(
            keyNames.map((name) => ({ name })),
            (name) => quote(name),
          ),
          [],
        ),
      )
    case 'rekey': {
      const verb = statement.columns & 1 ? 'UPDATE OR REPLACE' : 'UPDATE'
      const moved = update(
        set(
          keyNames.map((name) => ({ name })),
          () => '?',
        ),
        other,
      )
      // the row that REPLACE takes away may have been just like the one that comes
      return edit(place.has(key) ? [key, other] : [], { ...moved, text: moved.text.replace(/^UPDATE/, verb) })
    }
    case 'update all': {
      const [column] = chosen
      if (!column) return null
      const guarded = owner.map(({ column: name }) => ` WHERE ${quote(name)} = ?`).join('')
      const values = [fresh(column, 0), ...owner.map(({ value }) => value)]
      return edit('all', { text: `UPDATE ${quote(table.name)} SET ${quote(column.name)} = ?${guarded}`, values })
    }
    case 'swap': {
      const [column] = chosen
      if (!column) return null
      const [one, two] = [place.read(column.name, key), place.read(column.name, other)]
      if (one === undefined || two === undefined || statement.key % 3 === statement.other % 3) return null
      const give = (value: Value, to: Value[]) => update(`${quote(column.name)} = ?`, [value], to)
      const away = fresh(column, 9)
      return edit([key, other], give(away, key), give(one, other), give(two, key))
    }
  }
}

/** A constraint stands against it: what the shop's program, or the person at the office, is told at once. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ConstraintViolation ||
  (error instanceof Error && 'errcode' in error && (error.errcode !== 1 || /too many levels/.test(error.message)))

/** A statement as it could be typed. */
export function sqlText({ text, values }: Sql): string {
  let n = 0
  return text.replaceAll('?', () => literal(values[n++] ?? null))
}

function literal(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''").replaceAll('\u0000', '\\0')}'`
  if (typeof value === 'number') return Number.isInteger(value) ? value.toExponential() : String(value)
  return typeof value === 'bigint' ? String(value) : `x'${Buffer.from(value).toString('hex')}'`
}
