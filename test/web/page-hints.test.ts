import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureOff, rebuilt, whyNotFollowed } from '../../src/capture/captured-layout.ts'
import { whyNotReplicable } from '../../src/capture/replicated-table.ts'
import type { Table } from '../../src/databases/table.ts'
import type { CentralOfficeError } from '../../src/model/errors.ts'
import { TableSetup } from '../../src/model/replica-setup.ts'
import { withoutCommands } from '../../src/web/http/page-hints.ts'

const table = (change: Partial<Table>): Table => ({
  ...{ name: 't', columns: [{ name: 'id', type: 'INTEGER', notNull: false }], key: ['id'], automaticKey: true },
  ...{ strict: false, withoutRowid: false, collated: [], keyCollations: {}, defaults: {}, generated: [] },
  ...{ missingCollations: {}, unreadable: null, conflictClauses: false },
  ...{ uniques: [], foreignKeys: [] },
  ...change,
})
const shared = (change: object = {}) => TableSetup.parse({ sharing: 'shared', ...change })
const captured = { ...table({}), columns: [...table({}).columns, { name: 'a', type: '', notNull: false }] }

const hints: Record<string, CentralOfficeError | null> = {
  'a key that numbers itself': whyNotReplicable(table({}), shared()),
  'no key': whyNotReplicable(table({ key: [] }), shared()),
  'a named key that is missing': whyNotReplicable(table({ key: [] }), shared({ key: ['x'] })),
  'a named key that nothing keeps unique': whyNotReplicable(table({ key: [] }), shared({ key: ['id'] })),
  'a filter over a column that is missing': whyNotReplicable(table({}), shared({ sharing: 'store', filter: 'x = 1' })),
  'too long a name': whyNotReplicable(table({ name: 't'.repeat(201) }), shared({ sharing: 'store' })),
  'a reserved name': whyNotReplicable(
    table({ columns: [...table({}).columns, { name: 'now:x', type: '', notNull: false }] }),
    shared({ sharing: 'store' }),
  ),
  'a rebuilt table': rebuilt('t', true),
  'a rebuilt table without rows': rebuilt('t', false),
  'capture switched off': captureOff('t', 0, 1),
  'a column that is gone': whyNotFollowed(captured, table({}), ['id']),
}

for (const [what, error] of Object.entries(hints))
  test(`a page says what to do about ${what}, without a command of this or another location`, () => {
    assert.ok(error)
    const shown = withoutCommands(error.hint)
    assert.match(shown, /[A-Za-z]{3}.*\.$/)
    assert.doesNotMatch(shown, /central-office|--[a-z]/)
    // What the office alone can do is said to be done there.
    assert.doesNotMatch(error.hint, /(?<!At the office: )central-office replica/)
  })
