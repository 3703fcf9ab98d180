import { foldName } from '../model/names.ts'
import { type PayloadContents, payloadTableName } from '../model/payload-contents.ts'
import type { TableDescription } from '../model/table.ts'

const repeats = (names: string[]): boolean => new Set(names.map(foldName)).size < names.length

/** Tables of this program, of SQLite, and those that hold other stores' rows: no shop's table has such a name. */
const RESERVED_TABLE = /^(central_office_|sqlite_)|__all_stores$/i
/** Columns of this program's own beside the shop's. */
const RESERVED_COLUMN = /^(:|before:|now:|_rowid_$)/i

/**
 * What a table of contents says that no location ever says, although each part of it is in order; null where it is sound.
 * A hostile store could otherwise have tables made that stand in the way of this program's, or of another store's.
 */
export function contentsFault({ tables, schema }: PayloadContents): string | null {
  if (repeats(tables.map(payloadTableName))) return 'it names a table twice'
  if (tables.some(({ key, values }) => repeats([...key, ...values]))) return 'it names a column twice'
  if (schema === null) return null
  if (repeats(schema.map(({ name }) => name))) return 'it describes a table twice'
  return schema.map(tableFault).find((fault) => fault !== null) ?? null
}

function tableFault({ name, columns, key }: TableDescription): string | null {
  const names = columns.map((column) => column.name)
  if (RESERVED_TABLE.test(name)) return 'it describes a table with a reserved name'
  if (names.some((column) => RESERVED_COLUMN.test(column))) return 'it describes a column with a reserved name'
  if (repeats(names) || repeats(key)) return 'it describes a column twice'
  return key.every((column) => names.includes(column)) ? null : 'it describes a key without its column'
}
