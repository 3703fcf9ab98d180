import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import {
  CONTENTS_FORMAT,
  PayloadContents,
  type PayloadTable,
  payloadTableColumns,
  payloadTableName,
} from '../model/payload-contents.ts'
import { contentsFault } from './contents-fault.ts'
import { headerFault } from './file-header.ts'

const CONTENTS_TABLE = 'central office'
/** Bytes of the table of contents: room for the schema of some thousand tables. */
const LARGEST_CONTENTS = 16 * 1024 * 1024
/** Milliseconds before or after 1970 that a clock can show (ECMA-262, "Time Values"). */
const LATEST = 8_640_000_000_000_000

/**
 * Reads what an opened payload holds, and makes sure that it holds nothing else: the file's schema must be exactly the
 * tables that its table of contents names, written exactly as this program writes them, so no view, trigger, index or
 * default of the sender's making is ever run. The file is opened read-only and trusts no schema. Then every page and row is looked
 * at once, so that whoever merges the file meets no damage half-way, which would pass for damage of its own database.
 *
 * Raises PAYLOAD_DAMAGED where anything is different, PAYLOAD_TOO_NEW or PAYLOAD_TOO_OLD where the contents are of another format.
 */
export function readContents(file: string): PayloadContents {
  let database: DatabaseSync | undefined
  try {
    const fault = headerFault(file)
    if (fault !== null) throw damaged(fault)
    database = new DatabaseSync(file, { readOnly: true, enableDoubleQuotedStringLiterals: false })
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
    const schema = database.prepare('SELECT type, name, sql FROM sqlite_schema').all()
    const contents = parseContents(contentsText(database, schema))
    const unsound = contentsFault(contents)
    if (unsound !== null) throw damaged(unsound)
    checkSchema(schema, contents)
    if (database.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok')
      throw damaged('its pages are not in order')
    for (const table of contents.tables) checkRows(database, table)
    return contents
  } catch (error) {
    if (error instanceof CentralOfficeError) throw error
    throw damaged('it is not a readable SQLite file', error)
  } finally {
    database?.close()
  }
}

type SchemaObject = Record<string, unknown>

function contentsText(database: DatabaseSync, schema: SchemaObject[]): string {
  const announced = schema.find((object) => object.name === CONTENTS_TABLE)
  if (announced?.sql !== contentsSql) throw damaged('it has no table of contents')
  const found = database
    .prepare(`SELECT contents FROM ${quote(CONTENTS_TABLE)}
      WHERE typeof(contents) = 'text' AND octet_length(contents) <= ? LIMIT 2`)
    .all(LARGEST_CONTENTS)
  if (found.length !== 1) throw damaged('its table of contents is not one entry')
  return String(found[0]?.contents)
}

function checkSchema(schema: SchemaObject[], { tables }: PayloadContents): void {
  const expected = new Set([contentsSql, ...tables.map(tableSql)])
  for (const { type, sql } of schema)
    if (type !== 'table' || !expected.delete(String(sql)))
      throw damaged('it holds something its table of contents does not name')
  if (expected.size > 0) throw damaged('a table is missing from it')
}

/** As many rows as announced, each with a whole key and a time that is one. */
function checkRows(database: DatabaseSync, table: PayloadTable): void {
  // Bounds of ranges may be open.
  const unkeyed = table.operation === 'sums' ? ['FALSE'] : table.key.map((name) => `${quote(name)} IS NULL`)
  const untimed = payloadTableColumns(table).includes(':at')
    ? [`typeof(":at") <> 'integer'`, `":at" NOT BETWEEN -${LATEST} AND ${LATEST}`]
    : []
  const counted = database
    .prepare(`SELECT count(*) AS rows, count(*) FILTER (WHERE ${[...unkeyed, ...untimed].join(' OR ')}) AS bad
      FROM ${quote(payloadTableName(table))}`)
    .get()
  if (counted?.rows !== table.rows) throw damaged('it has other rows than announced')
  if (counted.bad !== 0) throw damaged('a row lacks its key or its time')
}

function parseContents(text: string): PayloadContents {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw damaged('its table of contents cannot be read', error)
  }
  const parsed = PayloadContents.safeParse(json)
  if (parsed.success) return parsed.data
  const { format } = FormatAlone.safeParse(json).data ?? { format: CONTENTS_FORMAT }
  if (format > CONTENTS_FORMAT)
    throw new CentralOfficeError('PAYLOAD_TOO_NEW', 'A payload was made by a newer program than this one.', {
      hint: 'Update the program at this location; the payload waits until then.',
    })
  if (format < CONTENTS_FORMAT)
    throw new CentralOfficeError('PAYLOAD_TOO_OLD', 'A payload was made by an older program than this one.', {
      hint: 'Update the program at the location that sent it; the payload waits until then.',
    })
  throw damaged('its table of contents is not as it must be', parsed.error)
}

/** The same in every format. */
const FormatAlone = z.looseObject({ format: z.int().min(1) })

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

const contentsSql = `CREATE TABLE ${quote(CONTENTS_TABLE)} (contents)`

const tableSql = (table: PayloadTable): string =>
  `CREATE TABLE ${quote(payloadTableName(table))} (${payloadTableColumns(table).map(quote).join(', ')})`

const damaged = (why: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `A payload cannot be used: ${why}.`, {
    hint: 'It is left alone and asked for again; if this goes on, look at the sending location.',
    retryable: true,
    cause,
  })
