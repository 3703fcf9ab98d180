/** Characters that make a terminal do something, or change the direction of what follows. */
const ACTING = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** One line of text for a terminal. Names and values come from other locations: none of them may act on the terminal. */
export const printable = (line: string): string => line.replaceAll(ACTING, '\uFFFD')

/** The same for text of several lines, with its tabs and line breaks. */
export const printableText = (text: string): string =>
  text.replaceAll(ACTING, (found) => (/[\t\r\n]/.test(found) ? found : '\uFFFD'))

/** Rows of cells, in columns as wide as their widest cell; the first row is the heading. */
export function inColumns(rows: string[][]): string[] {
  const cells = rows.map((row) => row.map(printable))
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((row) => [...(row[at] ?? '')].length))) ?? []
  const padded = (cell: string, at: number) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - [...cell].length))
  return cells.map((row) => row.map(padded).join('  ').trimEnd())
}
