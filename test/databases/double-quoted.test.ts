import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isColumnOf, withSingleQuotes } from '../../src/databases/double-quoted.ts'

const isColumn = isColumnOf(['status', 'Due Date', 'say "so"'])

for (const [what, expression, expected] of [
  ['a string becomes one in single quotes', 'status = "open"', `status = 'open'`],
  [
    'a column stays, in any case',
    '"STATUS" = "open" AND "due date" IS NULL',
    `"STATUS" = 'open' AND "due date" IS NULL`,
  ],
  ['quotes within are kept', `status = "it's ""so"""`, `status = 'it''s "so"'`],
  ['a column with quotes in its name stays', '"say ""so""" = "x"', `"say ""so""" = 'x'`],
  ['strings in single quotes stay', `status = 'say "open"'`, `status = 'say "open"'`],
  ['a comment stays', 'status /* "open" */ = "open"', `status /* "open" */ = 'open'`],
  [
    'names of tables, functions and collations stay',
    '"t"."x" = "lower"("y") COLLATE "nocase"',
    `"t"."x" = "lower"('y') COLLATE "nocase"`,
  ],
  ['the rowid stays', '"rowid" > 5', '"rowid" > 5'],
  ['an empty string', 'status <> ""', `status <> ''`],
] as const)
  test(`double-quoted strings: ${what}`, () => assert.equal(withSingleQuotes(expression, isColumn), expected))
