import { isGap, nameOf, tokensOf } from './sql-tokens.ts'

/**
 * An expression with its double-quoted strings in single quotes. SQLite takes a double-quoted name that means no column for a string,
 * but a program can switch that off (https://sqlite.org/quirks.html#dblquote), and then what another program wrote so fails.
 */
export function withSingleQuotes(expression: string, isColumn: (name: string) => boolean): string {
  const tokens = tokensOf(expression)
  const solid = tokens.flatMap((token, i) => (isGap(token) ? [] : [i]))
  const beside = new Map(
    solid.map((at, i) => [at, { before: tokens[solid[i - 1] ?? -1], after: tokens[solid[i + 1] ?? -1] }]),
  )
  return tokens
    .map((token, i) => {
      const { before = '', after = '' } = beside.get(i) ?? {}
      if (!token.startsWith('"') || before === '.' || after === '.' || after === '(' || /^(collate|as)$/i.test(before))
        return token
      const name = nameOf(token) ?? ''
      return isColumn(name) ? token : `'${name.replaceAll("'", "''")}'`
    })
    .join('')
}

/** For expressions over the columns of one table. */
export function isColumnOf(columns: readonly string[]): (name: string) => boolean {
  const known = new Set([...columns, 'rowid', 'oid', '_rowid_'].map((name) => name.toLowerCase()))
  return (name) => known.has(name.toLowerCase())
}
