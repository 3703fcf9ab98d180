/** SQLite takes A to Z for a to z in names of tables and columns, and folds nothing else (https://sqlite.org/lang_naming.html). */
export const foldName = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Whether a database takes two names of tables, or of columns, for the same one. */
export const sameName = (one: string, other: string): boolean => one === other || foldName(one) === foldName(other)

/** Whether two keys name the same columns in the same order. */
export const sameNames = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name, at) => sameName(name, others[at] as string))

/** A name as it is spelled among those that are known, or as it is where it is none of them. */
export const spelledIn = (name: string, known: readonly string[]): string =>
  known.find((one) => one === name) ?? known.find((one) => sameName(one, name)) ?? name

/** The names without those that a database takes for one before them. */
export function distinctNames(names: Iterable<string>): string[] {
  const seen = new Map<string, string>()
  for (const name of names) if (!seen.has(foldName(name))) seen.set(foldName(name), name)
  return [...seen.values()]
}

/** The member of a record that is called so, whatever the case of its name there. Own members only: a table may be called `constructor`. */
export function memberOf<T>(record: Record<string, T>, name: string): T | undefined {
  if (Object.hasOwn(record, name)) return record[name]
  let byName = folded.get(record) as Map<string, T> | undefined
  if (!byName) {
    byName = new Map(Object.entries(record).map(([one, value]) => [foldName(one), value]))
    folded.set(record, byName)
  }
  return byName.get(foldName(name))
}

const folded = new WeakMap<object, Map<string, unknown>>()
