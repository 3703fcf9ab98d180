import { spelledIn } from './names.ts'

/** A piece of a filter: the name of a column, or anything else as it goes into the statement. */
export type FilterToken = { column: string } | { sql: string }

const WORDS = new Set('AND OR NOT IS NULL IN BETWEEN LIKE GLOB ESCAPE CASE WHEN THEN ELSE END TRUE FALSE'.split(' '))
/** They give the same for the same row, always and everywhere. */
const FUNCTIONS = new Set('abs coalesce ifnull nullif instr length lower replace round substr trim upper'.split(' '))

const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`(?<literal>[xX]'(?:[0-9A-Fa-f]{2})*'|'(?:[^'\0]|'')*'|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$]))`,
    String.raw`"(?<quoted>(?:[^"\0]|"")+)"`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<mark><=|>=|<>|!=|==|\|\||[=<>+*/%(),-])`,
  ].join('|'),
  'uy',
)

/**
 * Takes a filter apart: a condition over the columns of one row, in SQL, without subqueries, other tables, bound values, comments
 * or functions that depend on anything but the row. Null where it is something else; `why` says what.
 */
export function readFilter(filter: string): { tokens: FilterToken[] } | { why: string } {
  const tokens: FilterToken[] = []
  let depth = 0
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < filter.length; ) {
    const from = TOKEN.lastIndex
    const groups = TOKEN.exec(filter)?.groups
    if (!groups || filter.startsWith('--', from) || filter.startsWith('/*', from))
      return { why: `"${filter.slice(from, from + 20)}" cannot stand in it` }
    const { space, literal, quoted, word, mark } = groups
    const called = /^\s*\(/.test(filter.slice(TOKEN.lastIndex))
    if (mark === '(') depth++
    if (mark === ')' && --depth < 0) return { why: 'it closes a bracket that was not opened' }
    if (space !== undefined) tokens.push({ sql: ' ' })
    else if (quoted !== undefined) tokens.push({ column: quoted.replaceAll('""', '"') })
    else if (word === undefined) tokens.push({ sql: literal ?? mark ?? '' })
    else if (WORDS.has(word.toUpperCase())) tokens.push({ sql: word.toUpperCase() })
    else if (called && !FUNCTIONS.has(word.toLowerCase()))
      return { why: `${word} is not a function that can stand in it (${[...FUNCTIONS].join(', ')} are)` }
    else tokens.push(called ? { sql: word.toLowerCase() } : { column: word })
  }
  if (depth > 0) return { why: 'it opens a bracket that is not closed' }
  if (!tokens.some((token) => 'column' in token)) return { why: 'it names no column' }
  return { tokens }
}

/** The columns that a filter names, spelled as in `columns` where they are among them. */
export function filterColumns(filter: string, columns: readonly string[]): string[] {
  const read = readFilter(filter)
  if ('why' in read) return []
  return [...new Set(read.tokens.flatMap((token) => ('column' in token ? [spelledIn(token.column, columns)] : [])))]
}
