/** A comment, a quoted piece, a word, or any other single character. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}\p{N}_$]+|\s+|[\s\S]/gu

/** The pieces of a statement; joined again they are the statement. */
export const tokensOf = (statement: string): string[] => statement.match(TOKEN) ?? []

/** Space or a comment. */
export const isGap = (token: string): boolean => /^(\s|--|\/\*)/.test(token)

/** The name that a token can be, without its quotes; null where it is none. */
export function nameOf(token: string): string | null {
  if (/^"[\s\S]*"$/.test(token)) return token.slice(1, -1).replaceAll('""', '"')
  if (/^`[\s\S]*`$/.test(token)) return token.slice(1, -1).replaceAll('``', '`')
  if (/^\[[\s\S]*\]$/.test(token)) return token.slice(1, -1)
  return /^[\p{L}_]/u.test(token) ? token : null
}

/** Those of the names that occur in an expression. */
export function mentionedIn(expression: string, names: readonly string[]): string[] {
  const words = new Set(tokensOf(expression).flatMap((token) => nameOf(token)?.toLowerCase() ?? []))
  return names.filter((name) => words.has(name.toLowerCase()))
}
