import type { Dialect } from './dialect.ts'

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
  insertSkippingRefused: 'INSERT OR IGNORE',
}

/** Type affinity of a declared type, by the rules of https://sqlite.org/datatype3.html#determination_of_column_affinity */
export function affinityOf(type: string): 'INTEGER' | 'TEXT' | 'BLOB' | 'REAL' | 'NUMERIC' {
  const upper = type.toUpperCase()
  if (upper.includes('INT')) return 'INTEGER'
  if (/CHAR|CLOB|TEXT/.test(upper)) return 'TEXT'
  if (upper === '' || upper.includes('BLOB')) return 'BLOB'
  if (/REAL|FLOA|DOUB/.test(upper)) return 'REAL'
  return 'NUMERIC'
}
