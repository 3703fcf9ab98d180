import { isGap, tokensOf } from './sql-tokens.ts'

/**
 * A trigger's text with RAISE(ROLLBACK) and OR ROLLBACK turned into ABORT: the statement fails all the same, but what the
 * transaction did before stays. Otherwise one refused row would end the writing of all others.
 */
export function withoutRollback(statement: string): string {
  const before: string[] = []
  return tokensOf(statement)
    .map((token) => {
      if (isGap(token)) return token
      const [last = '', lastButOne = ''] = before
      before.unshift(token.toUpperCase())
      const ends = last === 'OR' || (last === '(' && lastButOne === 'RAISE')
      return ends && token.toUpperCase() === 'ROLLBACK' ? 'ABORT' : token
    })
    .join('')
}

/** True where a trigger's own statements say what happens to rows that a constraint refuses: INSERT OR IGNORE, REPLACE INTO. */
export const saysOnConflict = (statement: string): boolean => {
  const words = tokensOf(statement).filter((token) => !isGap(token))
  return words.some(
    (word, i) =>
      (/^or$/i.test(word) && /^(ignore|replace|fail|abort|rollback)$/i.test(words[i + 1] ?? '')) ||
      (/^replace$/i.test(word) && /^into$/i.test(words[i + 1] ?? '')),
  )
}
