import type { Value } from '../../databases/database.ts'

/** Without it Excel takes UTF-8 for the letters of its country. */
export const BYTE_ORDER_MARK = '\uFEFF'

const NUMBER = /^[+-]?\d+([.,]\d+)*$/

/**
 * One line of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula gets a quote before it; no value leaves
 * its place empty, an empty text is "". Bytes are written in base64.
 */
export const csvLine = (values: readonly Value[]): string => `${values.map(csvValue).join(',')}\r\n`

function csvValue(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  if (value instanceof Uint8Array)
    return quoted(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'))
  const isFormula = /^[=+\-@\t\r\n]/.test(value) && !NUMBER.test(value)
  return quoted(isFormula ? `'${value}` : value)
}

const quoted = (text: string): string =>
  text === '' || /[",\r\n;\t']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
