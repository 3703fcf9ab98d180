import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIndexText } from '../../src/databases/index-text.ts'

for (const [statement, terms, condition] of [
  ['CREATE UNIQUE INDEX i ON t (a)', ['a'], null],
  ['CREATE UNIQUE INDEX "i (x" ON "t)" ("a, b" DESC, [c)] COLLATE NOCASE ASC)', ['"a, b"', '[c)]'], null],
  ["CREATE UNIQUE INDEX i ON t (lower(a), coalesce(b, ',)'))", ['lower(a)', "coalesce(b, ',)')"], null],
  ['CREATE UNIQUE INDEX i ON t (a) WHERE b = 1', ['a'], 'b = 1'],
  ['CREATE UNIQUE INDEX i ON t (a)where(b = 1)', ['a'], '(b = 1)'],
  [
    "CREATE UNIQUE INDEX i ON t (a -- where)\n, b) /* ( */ WHERE c <> 'it''s -- no comment' /* end */",
    ['a', 'b'],
    "c <> 'it''s -- no comment'",
  ],
  [
    'CREATE UNIQUE INDEX i ON t (substr(a, 1, 2) collate "NOCASE" desc) WHERE "where" IS NOT NULL',
    ['substr(a, 1, 2)'],
    '"where" IS NOT NULL',
  ],
] as const)
  test(`what an index holds is read from: ${statement.replaceAll('\n', ' ')}`, () => {
    assert.deepEqual(readIndexText(statement), { terms, condition })
  })
