import { DatabaseSync } from 'node:sqlite'
import { CentralOfficeError } from '../model/errors.ts'
import { PayloadContents, payloadTableColumns, payloadTableName } from '../model/payload-contents.ts'

const CONTENTS_TABLE = 'central office'
/** Bytes of the table of contents: room for the schema of some thousand tables. */
const LARGEST_CONTENTS = 64 * 1024 * 1024

/**
 * Reads what an opened payload holds, and makes sure that it holds nothing else: the file's schema must be exactly the
 * tables that its table of contents names, written exactly as this program writes them, so no view, trigger, index or
 * default of the sender's making is ever run. The file is opened read-only and trusts no schema.
 *
 * Raises PAYLOAD_DAMAGED where anything is different, PAYLOAD_TOO_NEW where the contents are of a later format.
 */
export function readContents(file: string): PayloadContents {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { readOnly: true, enableDoubleQuotedStringLiterals: false })
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
    const schema = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all()
    const announced = schema.find((object) => object.name === CONTENTS_TABLE)
    if (announced?.sql !== `CREATE TABLE ${quote(CONTENTS_TABLE)} (contents)`)
      throw damaged('it has no table of contents')
    const found = database
      .prepare(`SELECT contents FROM ${quote(CONTENTS_TABLE)} WHERE length(contents) <= ? LIMIT 2`)
      .all(LARGEST_CONTENTS)
    if (found.length !== 1) throw damaged('its table of contents is not one entry')
    const contents = parseContents(String(found[0]?.contents))
    const expected = new Set(
      contents.tables.map(
        (table) =>
          `CREATE TABLE ${quote(payloadTableName(table))} (${payloadTableColumns(table).map(quote).join(', ')})`,
      ),
    )
    for (const object of schema) {
      if (object.name === CONTENTS_TABLE) continue
      if (object.type !== 'table' || !expected.delete(String(object.sql)))
        throw damaged('it holds something its table of contents does not name')
    }
    if (expected.size > 0) throw damaged('a table is missing from it')
    return contents
  } catch (error) {
    if (error instanceof CentralOfficeError) throw error
    throw damaged('it is not a readable SQLite file', error)
  } finally {
    database?.close()
  }
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
  const format = (json as { format?: unknown } | null)?.format
  if (typeof format === 'number' && format > 1)
    throw new CentralOfficeError('PAYLOAD_TOO_NEW', 'A payload was made by a newer version of this program.', {
      hint: 'Update the program at this location; the payload waits until then.',
    })
  throw damaged('its table of contents is not as it must be', parsed.error)
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

const damaged = (why: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `A payload cannot be used: ${why}.`, {
    hint: 'It is left alone and asked for again; if this goes on, look at the sending location.',
    retryable: true,
    cause,
  })
