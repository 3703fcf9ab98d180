import type { Value } from '../../databases/database.ts'
import { affinityOf } from '../../databases/sqlite-affinity.ts'

type Column = { name: string; type: string }

/** Names of columns by which people tell rows apart, the best first. */
const TELLING = [
  /^(full_?)?name$/i,
  /^(title|label|subject|caption|description)$/i,
  /(^|_)(name|title|label|description)$/i,
  /^(number|no|code|plate|license_plate|vin|email)$/i,
  /(^|_)(number|code|plate)$/i,
]
/** Names of columns that tell of other rows, or of states. */
const NOT_TELLING = /(^|_)(id|guid|uuid|at|date|time|status|state|type|kind|hash|password|token)$/i
const LONGEST = 60

/** The column that people know a row by, null where none looks like it; a key that people chose is one as well. */
export function labelColumn(columns: readonly Column[]): string | null {
  const texts = columns.filter(({ type, name }) => affinityOf(type) === 'TEXT' && !NOT_TELLING.test(name))
  for (const telling of TELLING) {
    const found = texts.find(({ name }) => telling.test(name))
    if (found) return found.name
  }
  return texts[0]?.name ?? null
}

/** What to call a row by that value; '' where it says nothing. */
export function labelOf(value: Value | undefined): string {
  if (typeof value !== 'string') return ''
  const text = value.replaceAll(/\s+/g, ' ').trim()
  const letters = [...text]
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : text
}
