import type { TableDescription } from '../model/table.ts'

/** One column, or expression, of a unique index. */
export type UniqueTerm = {
  /** Null: an expression. */
  column: string | null
  /** The column or expression in SQL, with unqualified names. */
  sql: string
  /** By which the index tells values apart. */
  collation: string
}

/** What is unique together, other than the key. */
export type UniqueSet = {
  terms: UniqueTerm[]
  /** Condition of a partial unique index, in SQL over the table's columns; null where it covers every row. */
  condition: string | null
}

export type ForeignKey = {
  columns: string[]
  parent: string
  /** Columns of the parent that `columns` refer to, in the same order. */
  parentColumns: string[]
}

/** A table as it stands in a database: what is announced of it, and what only the local engine needs to know. */
export type Table = TableDescription & {
  /** Empty key = none declared. */
  withoutRowid: boolean
  /** Columns whose own collation may be laxer than byte by byte. */
  collated: string[]
  /** Collation by which the key's own index tells rows apart, by column; missing = binary. */
  keyCollations: Record<string, string>
  /** Collations that only the shop's program has, by the column that is in one. Such columns can be read, not compared. */
  missingCollations: Record<string, string>
  /** A collation that only the shop's program has, and without which the table cannot even be read; null: it can. */
  unreadable: string | null
  /**
   * What REPLACE puts in the place of NULL in a column that may not hold it: its default, an expression in SQL, by column; null
   * where only the shop's program can tell.
   */
  defaults: Record<string, string | null>
  /** A constraint of it says ON CONFLICT: by itself the database would delete, skip or change rows rather than refuse one. */
  conflictClauses: boolean
  /** Columns that the database computes. They are never transmitted, but an index may hold them. */
  generated: string[]
  uniques: UniqueSet[]
  foreignKeys: ForeignKey[]
}

/** Columns that are not part of the key, in table order. */
export const valueColumns = (table: Pick<TableDescription, 'columns' | 'key'>): string[] =>
  table.columns.map((column) => column.name).filter((name) => !table.key.includes(name))

/** What stands in an announcement. */
export const describe = ({ name, columns, key, automaticKey, strict }: Table): TableDescription => ({
  name,
  columns,
  key,
  automaticKey,
  strict,
})
