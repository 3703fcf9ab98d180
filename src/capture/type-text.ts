import { affinityOf } from '../databases/sqlite-affinity.ts'

/** Words, and perhaps one or two sizes: VARCHAR(40), DECIMAL(10, 2), UNSIGNED BIG INT. */
const ORDINARY = /^[A-Z_][\w$]*( [A-Z_][\w$]*)*\s*(\(\s*[+-]?\d+\s*(,\s*[+-]?\d+\s*)?\))?$/i
/** Words that end a type where a column is defined (https://sqlite.org/syntax/column-constraint.html), or are no name. */
const NO_TYPE =
  /\b(ADD|ALL|ALTER|AND|AS|BETWEEN|CASE|CHECK|COLLATE|COMMIT|CONSTRAINT|CREATE|DEFAULT|DEFERRABLE|DELETE|DISTINCT|DROP|ELSE|ESCAPE|EXISTS|FOREIGN|FROM|GENERATED|GROUP|HAVING|IN|INDEX|INSERT|INTO|IS|ISNULL|JOIN|LIMIT|NOT|NOTHING|NOTNULL|NULL|ON|OR|ORDER|PRIMARY|REFERENCES|RETURNING|SELECT|SET|TABLE|THEN|TO|TRANSACTION|UNION|UNIQUE|UPDATE|USING|VALUES|WHEN|WHERE)\b/i

/**
 * A declared type as it may stand in a column definition. Types come from other locations and from text that people could
 * quote, so one that is more than ordinary words becomes the plain type that keeps values in the same way.
 */
export function typeText(type: string): string {
  if (ORDINARY.test(type) && !NO_TYPE.test(type)) return type
  const affinity = affinityOf(type)
  return affinity === 'BLOB' ? '' : affinity
}
