import { foldName, sameName } from '../model/names.ts'
import type { PayloadContents } from '../model/payload-contents.ts'

/** A table as this location spells it. */
type Spelled = { name: string; columns: readonly { name: string }[] }

/**
 * What a payload says, by the names that this location has for the same tables and columns: `Parts` at one of them may be `parts`
 * at another, which databases take for one. What is not known here keeps its names.
 */
export function spellContents(contents: PayloadContents, known: Iterable<Spelled>): PayloadContents {
  const byName = new Map([...known].map((table) => [foldName(table.name), table]))
  const tableName = (name: string): string => byName.get(foldName(name))?.name ?? name
  const columnName = (table: string) => {
    const columns = byName.get(foldName(table))?.columns ?? []
    const exact = new Set(columns.map(({ name }) => name))
    return (name: string): string =>
      exact.has(name) ? name : (columns.find((column) => sameName(column.name, name))?.name ?? name)
  }
  const { schema, refused, comparison } = contents
  return {
    ...contents,
    tables: contents.tables.map(({ name, key, values, ...rest }) => ({
      ...rest,
      name: tableName(name),
      key: key.map(columnName(name)),
      values: values.map(columnName(name)),
    })),
    comparison: comparison && { ...comparison, leftOut: comparison.leftOut.map(tableName) },
    schema:
      schema?.map(({ name, columns, key, ...rest }) => ({
        ...rest,
        name: tableName(name),
        columns: columns.map((column) => ({ ...column, name: columnName(name)(column.name) })),
        key: key.map(columnName(name)),
      })) ?? null,
    ...(refused ? { refused: refused.map((table) => ({ ...table, name: tableName(table.name) })) } : {}),
  }
}
