import { isGap, tokensOf } from './sql-tokens.ts'

/** What a `CREATE INDEX` statement says between its parentheses and after its `WHERE`, as SQL. */
export type IndexText = {
  /** Indexed columns or expressions, without COLLATE, ASC and DESC. */
  terms: string[]
  /** Condition of a partial index; null where there is none. */
  condition: string | null
}

/** Reads the statement as SQLite keeps it in its schema table; comments are left out. */
export function readIndexText(statement: string): IndexText {
  const tokens = tokensOf(statement).map((token) => (isGap(token) ? ' ' : token))
  const terms: string[] = ['']
  let depth = 0
  for (const [i, token] of tokens.entries()) {
    if (token === ')' && --depth === 0)
      return { terms: terms.map(withoutOrder), condition: conditionIn(tokens.slice(i + 1)) }
    if (depth === 1 && token === ',') terms.push('')
    else if (depth > 0) terms[terms.length - 1] += token
    if (token === '(') depth++
  }
  return { terms: [], condition: null }
}

function conditionIn(tokens: string[]): string | null {
  const where = tokens.findIndex((token) => token.toUpperCase() === 'WHERE')
  return where < 0
    ? null
    : tokens
        .slice(where + 1)
        .join('')
        .trim()
}

const withoutOrder = (term: string): string =>
  term
    .trim()
    .replace(/\s+(ASC|DESC)$/i, '')
    .replace(/\s+COLLATE\s+("[^"]*"|'[^']*'|`[^`]*`|\[[^\]]*\]|\S+)$/i, '')
    .trim()
