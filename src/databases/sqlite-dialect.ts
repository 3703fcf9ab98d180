import type { Dialect } from './dialect.ts'
import { hasLongValue, rowBytes, sizeBytes } from './sqlite-row-bytes.ts'

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  quote,
  payloadTable: (side, name) => `${side}.${quote(name)}`,
  temporaryTable: (name) => `temp.${quote(name)}`,
  // the rarest of the rowid's three names: a column of a payload may be called rowid or oid
  rowPosition: (alias) => `${alias}._rowid_`,
  // IS NOT treats NULL as a value; an explicit collation outranks the column's own (https://sqlite.org/datatype3.html#collation)
  differs: (left, right, untyped) =>
    untyped
      ? `(${left} IS NOT ${right} COLLATE BINARY OR typeof(${left}) <> typeof(${right}))`
      : `${left} IS NOT ${right} COLLATE BINARY`,
  // understood by every SQLite since 3.0: the triggers run inside the shop program's own, perhaps old, library
  now: `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`,
  // quote() ends at a NUL character
  literal: (expression) =>
    `CASE WHEN typeof(${expression}) = 'text' AND instr(${expression}, char(0)) > 0
      THEN 'CAST(X''' || hex(${expression}) || ''' AS TEXT)' ELSE quote(${expression}) END`,
  rowBytes,
  hasLongValue,
  sizeBytes,
  joinBytes: (expression) => `CAST(group_concat(${expression}, '') AS BLOB)`,
  insertSkippingRefused: 'INSERT OR IGNORE',
  // https://sqlite.org/lang_conflict.html : a statement's clause overrides those of the table
  orAbort: 'OR ABORT',
}
