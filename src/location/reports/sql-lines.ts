/** Comments and texts of SQL, which say nothing about where a fault is; a quoted name stays. */
const SILENT = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)/g

/** The same length and lines, with comments and texts blanked out. */
export const bareSql = (sql: string): string => sql.replaceAll(SILENT, (part) => part.replaceAll(/[^\n]/g, ' '))

export const lineAt = (sql: string, position: number): number => sql.slice(0, position).split('\n').length

/** Where a second statement begins; null: there is one only. */
export function secondStatement(sql: string): number | null {
  const bare = bareSql(sql)
  const end = bare.indexOf(';')
  if (end < 0) return null
  const rest = bare.slice(end + 1).search(/[^\s;]/)
  return rest < 0 ? null : end + 1 + rest
}

/** Names of the bound values, each with where it first stands. */
export function namedValues(sql: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const match of bareSql(sql).matchAll(/[:@$]([A-Za-z_]\w*)/g))
    if (!found.has(match[1] ?? '')) found.set(match[1] ?? '', match.index)
  return found
}

/**
 * The line that a fault of the database is about, counted from 1; null where it does not tell. SQLite names the word it
 * stumbled over, not where it stands: of several, it is the first up to which the text alone gives the same fault.
 * `faultOf`: what the database says of a text.
 */
export function faultLine(sql: string, message: string, faultOf: (sql: string) => string | null): number | null {
  if (/incomplete input/.test(message)) return lineAt(sql.trimEnd(), sql.trimEnd().length)
  const near = /near "([\s\S]+)": syntax error/.exec(message)?.[1]
  const name =
    /no such (?:column|table|function): (?:\w+\.)?(.+?)(?: - should .*)?$/.exec(message)?.[1] ??
    /(?:ambiguous column name: (?:\w+\.)?|misuse of (?:aggregate|window function) )(.+?)(?:\(\))?$/.exec(
      message,
    )?.[1] ??
    /wrong number of arguments to function (\w+)/.exec(message)?.[1]
  const bare = bareSql(sql)
  if (near !== undefined) {
    const places = placesOf(bare, near)
    const found = places.find((place) => faultOf(sql.slice(0, place + near.length)) === message) ?? places[0]
    return found === undefined ? null : lineAt(sql, found)
  }
  const [place] = name === undefined ? [] : placesOf(bare, name)
  return place === undefined ? null : lineAt(sql, place)
}

/** Where a word stands whole. */
function placesOf(sql: string, word: string): number[] {
  const letter = (sign: string | undefined) => sign !== undefined && /\w/.test(sign)
  const places: number[] = []
  const lower = sql.toLowerCase()
  for (let at = lower.indexOf(word.toLowerCase()); at >= 0; at = lower.indexOf(word.toLowerCase(), at + 1))
    if (!(letter(word[0]) && letter(sql[at - 1])) && !(letter(word.at(-1)) && letter(sql[at + word.length])))
      places.push(at)
  return places
}
