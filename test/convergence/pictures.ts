import type { Row, Value } from '../../src/databases/database.ts'
import { type ModelRow, type Shown, show } from './model/row.ts'
import type { Table } from './schema.ts'

/** All rows of a table as text by key; at the office, and of other stores' rows, the owner and a space lead the key. */
export type Picture = Map<string, ModelRow>

export const keyText = (key: Value[]): Shown => key.map((value) => show(value)).join(',')

export function pictureOf(rows: Row[], table: Table, columns: string[], owner: string | null): Picture {
  return new Map(
    rows.map((row) => {
      const key = keyText(table.keyNames.map((name) => row[name] ?? null))
      const there = columns.filter((column) => column in row)
      const shown = Object.fromEntries(there.map((column) => [column, show(row[column])]))
      return [owner === null ? key : `${row[owner]} ${key}`, shown]
    }),
  )
}

const rowText = (row: ModelRow | undefined, columns: string[]): string =>
  row === undefined ? 'no row' : `(${columns.map((column) => `${column} ${row[column] ?? 'NULL'}`).join(', ')})`

/** The first row that differs, in words; null where there is none. `but`: keys that may differ. */
export function difference(
  columns: string[],
  [one, rows]: [string, ReadonlyMap<string, ModelRow>],
  [two, others]: [string, ReadonlyMap<string, ModelRow>],
  but: ReadonlySet<string> = new Set(),
): string | null {
  for (const key of new Set([...rows.keys(), ...others.keys()])) {
    if (but.has(key)) continue
    const [own, other] = [rowText(rows.get(key), columns), rowText(others.get(key), columns)]
    if (own !== other) return `row ${key}: ${one} ${own}, ${two} ${other}`
  }
  return null
}
