import { isColumnOf, withSingleQuotes } from '../databases/double-quoted.ts'
import { readIndexText } from '../databases/index-text.ts'
import { isGap, nameOf, tokensOf } from '../databases/sql-tokens.ts'

/**
 * A CREATE TABLE or CREATE INDEX with its double-quoted strings in single quotes, as a program that takes no others needs it. `columns`:
 * those of the table that an index is on.
 */
export function definitionInSingleQuotes(
  type: 'table' | 'index',
  statement: string,
  columns: readonly string[],
): string {
  if (type === 'index') {
    const { condition } = readIndexText(statement)
    const isColumn = isColumnOf(columns)
    if (condition === null) return statement
    const where = statement.lastIndexOf(condition)
    return where < 0 ? statement : statement.slice(0, where) + withSingleQuotes(condition, isColumn)
  }
  const isColumn = isColumnOf(partsOf(statement).flatMap((part) => nameOf(firstOf(part)) ?? []))
  return rewriteGroups(statement, (_word, group) => withSingleQuotes(group, isColumn))
}

/** What was left out of a definition so that the rest could be made. */
export type Reduced = { sql: string; without: string }

/** A CREATE TABLE without what calls that function, or is in that collation, of the shop's own program; null where nothing is. */
export function withoutMissing(statement: string, what: 'function' | 'collation', name: string): Reduced | null {
  const calls = (text: string) => tokensOf(text).some((token) => nameOf(token)?.toLowerCase() === name.toLowerCase())
  if (what === 'collation') {
    const sql = statement.replace(
      /\s+collate\s+("(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[\p{L}\p{N}_$]+)/giu,
      (whole, found: string) => (calls(found) ? '' : whole),
    )
    return sql === statement ? null : { sql, without: `the collation ${name}` }
  }
  const unchecked = rewriteGroups(statement, (word, group) => (word === 'CHECK' && calls(group) ? null : group))
  if (unchecked !== statement) return { sql: unchecked, without: `a CHECK that calls ${name}` }
  const parts = partsOf(statement)
  const computed = parts.find((part) => /\bas\s*\(/i.test(part) && calls(part))
  if (computed === undefined) return null
  const at = statement.indexOf(computed)
  const before = statement.slice(0, at).replace(/,\s*$/, '')
  const after = statement.slice(at + computed.length)
  const sql = before.endsWith('(') ? before + after.replace(/^\s*,/, '') : before + after
  return { sql, without: `the computed column ${nameOf(firstOf(computed)) ?? ''}` }
}

/** Columns and constraints: what stands between the commas of the outermost parentheses. */
function partsOf(statement: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const token of tokensOf(statement)) {
    if (token === ')' && --depth === 0) return parts
    if (depth === 1 && token === ',') parts.push('')
    else if (depth > 0) parts[parts.length - 1] += token
    if (token === '(') depth++
  }
  return parts
}

const firstOf = (part: string): string => tokensOf(part).find((token) => !isGap(token)) ?? ''

/** Rewrites what stands in parentheses behind CHECK, AS or DEFAULT; null takes it out together with that word and its name. */
function rewriteGroups(statement: string, rewrite: (word: string, group: string) => string | null): string {
  const tokens = tokensOf(statement)
  const written: string[] = []
  const lastSolid = () => written.findLastIndex((token) => !isGap(token))
  for (let i = 0; i < tokens.length; i++) {
    const before = lastSolid()
    const word = (written[before] ?? '').toUpperCase()
    if (tokens[i] !== '(' || !/^(CHECK|AS|DEFAULT)$/.test(word)) {
      written.push(tokens[i] as string)
      continue
    }
    let depth = 0
    const from = i
    do {
      if (tokens[i] === '(') depth++
      if (tokens[i] === ')') depth--
    } while (depth > 0 && ++i < tokens.length)
    const group = rewrite(word, tokens.slice(from, i + 1).join(''))
    if (group !== null) written.push(group)
    else {
      written.length = before
      const named = lastSolid()
      const constraint = written.slice(0, named).findLastIndex((token) => !isGap(token))
      if (written[constraint]?.toUpperCase() === 'CONSTRAINT') written.length = constraint
      // A constraint of its own goes together with its comma.
      if (written[lastSolid()] === ',' && /^(\)|,)$/.test(tokens.slice(i + 1).find((token) => !isGap(token)) ?? ''))
        written.length = lastSolid()
    }
  }
  return written.join('')
}
