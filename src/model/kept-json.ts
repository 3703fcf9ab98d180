/** Texts kept parsed. The stores of one network have the same few. */
const KEPT = 200

/**
 * A reader of JSON texts of one kind that come again and again: what a text said the last time is given again, frozen.
 * Errors: those of `JSON.parse` and of the kind's `parse`.
 */
export function keptJson<T>(kind: { parse: (value: unknown) => T }): (text: string) => T {
  const kept = new Map<string, T>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const parsed = kind.parse(JSON.parse(text))
    freeze(parsed)
    if (kept.size >= KEPT) kept.clear()
    kept.set(text, parsed)
    return parsed
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}
