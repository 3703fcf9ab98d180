/** Where a text stops being JSON; line and column count from 1. */
export type JsonFault = { line: number; column: number }

// One JSON token (RFC 8259) after its white space. ` !#-[\]-\uffff` = all but quote, backslash and control characters.
const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y
const SPACE = /[\t\n\r ]*/y

type Expected = 'value' | 'first item' | 'key' | 'first key' | 'colon' | 'comma'

const expectsValue = (expected: Expected) => expected === 'value' || expected === 'first item'
const expectsKey = (expected: Expected) => expected === 'key' || expected === 'first key'

/** What may follow `token` where `expected` was awaited; null where the token may not stand there. */
function follow(expected: Expected, token: string, open: string[]): Expected | null {
  const inside = open.at(-1)
  if (token === '{' || token === '[') {
    if (!expectsValue(expected)) return null
    open.push(token)
    return token === '{' ? 'first key' : 'first item'
  }
  if (token === '}' || token === ']') {
    const matches = inside === (token === '}' ? '{' : '[')
    const closable = expected === 'comma' || expected === (token === '}' ? 'first key' : 'first item')
    if (!matches || !closable) return null
    open.pop()
    return 'comma'
  }
  if (token === ':') return expected === 'colon' ? 'value' : null
  if (token === ',') return expected === 'comma' && inside ? (inside === '{' ? 'key' : 'value') : null
  if (expectsKey(expected)) return token.startsWith('"') ? 'colon' : null
  return expectsValue(expected) ? 'comma' : null
}

const placeOf = (text: string, offset: number): JsonFault => {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/**
 * Finds the first token that is not JSON; null if the whole text is JSON. The messages of JSON.parse will not do: many
 * name no position, and they quote the text around it, which may be a password.
 */
export function findJsonFault(text: string): JsonFault | null {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = 0
  while (true) {
    SPACE.lastIndex = at
    SPACE.test(text)
    const start = SPACE.lastIndex
    const complete: boolean = open.length === 0 && expected === 'comma'
    if (start === text.length) return complete ? null : placeOf(text, start)
    TOKEN.lastIndex = start
    const token = TOKEN.exec(text)?.[0]
    const next: Expected | null = token === undefined || complete ? null : follow(expected, token, open)
    if (next === null) return placeOf(text, start)
    expected = next
    at = TOKEN.lastIndex
  }
}
