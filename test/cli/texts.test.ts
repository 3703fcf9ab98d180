import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { errorLines, exitCodeOf, explainError } from '../../src/cli/explain-error.ts'
import { jsonDocument } from '../../src/cli/json-document.ts'
import { nearNames } from '../../src/cli/near-names.ts'
import { inColumns, printable } from '../../src/cli/printable.ts'
import { progressLine } from '../../src/cli/progress-bar.ts'
import { ColumnChange, changeTable } from '../../src/cli/replica-change.ts'

import { showValue } from '../../src/cli/value-text.ts'
import { ConstraintViolation } from '../../src/databases/database.ts'
import { siteFrom } from '../../src/location/site-entry.ts'
import { typedValue } from '../../src/location/typed-value.ts'
import { initialReplicaSetup } from '../../src/model/replica-setup.ts'
import { Secret } from '../../src/settings/secret.ts'

test('JSON keeps every integer and every byte, and no secret', () => {
  const read = JSON.parse(
    jsonDocument({
      small: 5n,
      large: 2n ** 63n - 1n,
      bytes: Buffer.from([0, 255]),
      far: Infinity,
      key: new Secret('abc'),
    }),
  )
  assert.deepEqual(read, {
    small: 5,
    large: '9223372036854775807',
    bytes: { base64: 'AP8=' },
    far: 'Infinity',
    key: '[secret]',
  })
})

test('values of different kinds look different', () => {
  const shown = [null, '', 'NULL', '5', 5n, 5, 0.1, new Uint8Array([5])].map(showValue)
  assert.equal(new Set(shown).size, shown.length)
})

test('a typed value is of the kind of the values it stands beside', () => {
  assert.equal(typedValue('5', [3n, null]), 5n)
  assert.equal(typedValue('-9223372036854775808', [3n]), -(2n ** 63n))
  assert.equal(typedValue('5', [3.5, 1]), 5)
  assert.equal(typedValue('2.5', [3n, 4n]), 2.5)
  assert.equal(typedValue('007', ['x', null]), '007')
  assert.equal(typedValue('5', [null]), '5')
  assert.equal(typedValue('five', [3n]), 'five')
})

test('every integer that is shown can be typed in again', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      (value) => typedValue(showValue(value), [1n]) === value,
    ),
  )
})

test('no text from elsewhere acts on the terminal', () => {
  assert.equal(printable('a\u001b[2Jb\rc\u202Ed'), 'a\uFFFD[2Jb\uFFFDc\uFFFDd')
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u202A-\u202E]/u.test(printable(text))))
  assert.deepEqual(
    inColumns([
      ['A', 'B'],
      ['long', 'x'],
    ]),
    ['A     B', 'long  x'],
  )
})

test('names that come near are found, others are not', () => {
  assert.deepEqual(nearNames('custmers', ['orders', 'customers', 'parts']), ['customers'])
  assert.deepEqual(nearNames('zzz', ['orders', 'parts']), [])
})

test('progress stays on one line of the terminal', () => {
  const event = { step: 'send', level: 'info', text: 'sending payload 3', store: '0000007' } as const
  const progress = { done: 5e6, total: 1e7, unit: 'bytes' } as const
  assert.match(
    progressLine({ ...event, progress }, 100),
    /^store 0000007: sending payload 3 {2}\[#{15}-{15}\] {2}50 % {2}5\.0 of 10\.0 MB$/,
  )
  for (const columns of [1, 20, 60, 80]) assert.ok(progressLine({ ...event, progress }, columns).length < columns)
})

test('what nobody foresaw is our fault, with the place of the log, and without its text', () => {
  const explained = explainError(new TypeError('the customer Smith is undefined'), '/home/log')
  assert.equal(explained.code, 'INTERNAL')
  assert.match(errorLines(explained).join('\n'), /our fault[\s\S]*\/home\/log/)
  assert.ok(!errorLines(explained).join().includes('Smith'))
  assert.equal(exitCodeOf(explained), 1)
  assert.equal(explainError(new ConstraintViolation({ kind: 'other', text: '' }, null), '').code, 'DATABASE_REFUSED')
})

test('the port follows the kind of TLS unless somebody chose it', () => {
  const saved = siteFrom({ host: 'h', username: 'u' }, null)
  assert.deepEqual([saved.port, saved.tls], [21, 'explicit'])
  assert.equal(siteFrom({ tls: 'implicit' }, saved).port, 990)
  assert.equal(siteFrom({ passive: false }, { ...saved, port: 2121 }).port, 2121)
  assert.throws(() => siteFrom({ host: 'h' }, null), { code: 'USAGE' })
})

test('a change of a table keeps what was not named; a keyless table needs no --unseen', () => {
  const known = new Map([['parts', ['code', 'a=b']]])
  const column = [ColumnChange.parse('a=b=leave-out')]
  const once = changeTable(initialReplicaSetup(), 'parts', { sharing: 'office', column }, known)
  const twice = changeTable(once, 'parts', { rule: 'ask', column: [ColumnChange.parse('a=b=store')] }, known)
  assert.deepEqual(twice.tables.parts?.columns, { 'a=b': { rule: 'store', transmit: false } })
  assert.deepEqual([twice.tables.parts?.sharing, twice.tables.parts?.rule], ['office', 'ask'])
  assert.deepEqual(changeTable(once, 'notes', { key: ['id'] }, known).tables.notes?.key, ['id'])
  assert.throws(() => changeTable(once, 'notes', { rule: 'ask' }, known), { code: 'TABLE_UNKNOWN' })
  assert.throws(() => changeTable(once, 'parts', { column: [ColumnChange.parse('cod=store')] }, known), {
    code: 'TABLE_UNKNOWN',
    hint: /Is it code/,
  })
  assert.equal(ColumnChange.safeParse('code=loudest').success, false)
})
