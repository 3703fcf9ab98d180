import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportValues } from '../../src/location/reports/report-values.ts'
import { typedFault } from '../../src/location/typed-value.ts'
import { valueFrom } from '../../src/web/cell.ts'
import type { Cell } from '../../src/web/contract/words.ts'
import { FieldFault } from '../../src/web/http/error-body.ts'
import { numberFault, typedCell } from '../../ui/src/words/typed-cell.ts'

const column = (type: string) => ({ name: 'x', type, key: false, notNull: false, editable: true })
const pageFault = (type: string, typed: string, before?: Cell) =>
  numberFault(column(type), typedCell(column(type), typed, before), before)

const TOO_LARGE = 'This number is too large for a database'

test('the row form tells a number that its column would not keep as it was typed', () => {
  for (const type of ['INTEGER', 'int', 'BIGINT(20)']) {
    assert.equal(pageFault(type, '12.5'), 'This is not a whole number')
    assert.equal(pageFault(type, '18446744073709551616'), TOO_LARGE)
    assert.equal(pageFault(type, 'NaN'), 'This is not a number')
    assert.equal(pageFault(type, '1e999'), TOO_LARGE)
    for (const good of ['12', '-9223372036854775808', '9223372036854775807', '12.0', '1e3'])
      assert.equal(pageFault(type, good), undefined, good)
  }
  assert.equal(pageFault('DECIMAL(10,2)', '12.5'), undefined)
  assert.equal(pageFault('DECIMAL(10,2)', '18446744073709551616'), TOO_LARGE)
  assert.equal(pageFault('REAL', '12.5'), undefined)
  assert.equal(pageFault('REAL', '-1e999'), TOO_LARGE)
  assert.equal(pageFault('REAL', '9007199254740993'), 'Too many digits: it would be kept as 9007199254740992')
  assert.equal(pageFault('TEXT', '18446744073709551616'), undefined)
  // What the shop itself keeps there may stay, and be set to its like.
  const half: Cell = { type: 'real', text: '0.5' }
  assert.equal(pageFault('INTEGER', '0.5', half), undefined)
  assert.equal(pageFault('INTEGER', '1.5', half), undefined)
  assert.equal(
    numberFault(column('REAL'), { type: 'real', text: 'Infinity' }, { type: 'real', text: 'Infinity' }),
    undefined,
  )
})

test('the server takes no number that the database would keep as another one, or as none', () => {
  const refusal = (type: Cell['type'], text: string) => {
    try {
      return valueFrom({ type, text }, 'price')
    } catch (error) {
      assert.ok(error instanceof FieldFault)
      return error.fields.price
    }
  }
  assert.equal(refusal('real', 'NaN'), 'NaN is no number that a database keeps')
  assert.equal(refusal('real', '1e999'), 'this number is too large for a database')
  for (const none of ['', ' ', '0x10', '1,5', '0b1']) assert.equal(refusal('real', none), 'this is not a number', none)
  assert.equal(refusal('integer', '18446744073709551616'), 'this number is too large for a database')
  assert.equal(refusal('integer', '12.5'), 'this is not a whole number')
  assert.equal(refusal('integer', '-9223372036854775808'), -(2n ** 63n))
  assert.deepEqual(
    ['Infinity', '-Infinity', '-0', '1.5e-7', '.5', '5.'].map((text) => refusal('real', text)),
    [Infinity, -Infinity, -0, 1.5e-7, 0.5, 5],
  )
})

test('a third value of a conflict is refused where its column would not keep it', () => {
  assert.equal(typedFault('2.5', [3n, 4n], 'INTEGER'), 'this is not a whole number')
  assert.equal(typedFault('2.5', [3n, 4n], 'DECIMAL(10,2)'), '')
  assert.equal(typedFault('2.5', [3n, 4.5], 'INTEGER'), '')
  assert.equal(typedFault('18446744073709551616', [3n, null], 'INTEGER'), 'this number is too large for a database')
  assert.equal(typedFault('1e999', [3], 'REAL'), 'this number is too large for a database')
  assert.equal(typedFault('five', [3n], 'INTEGER'), 'this is not a number')
  assert.equal(typedFault('five', [3n, 'four'], 'INTEGER'), '')
  assert.equal(typedFault('five', ['x', null], 'TEXT'), '')
  assert.equal(typedFault('-7', [3n], 'INTEGER'), '')
})

test('a number of a report is bound as it was typed, or refused', () => {
  const parameter = { name: 'n', label: 'N', kind: 'number', usual: '', choices: [] } as const
  const run = (n: string) => reportValues([{ ...parameter, choices: [] }], { n }, new Date())
  assert.equal(run('9223372036854775807').values.n, 9_223_372_036_854_775_807n)
  assert.equal(run('1.5').values.n, 1.5)
  for (const none of ['18446744073709551616', '1e999', '0x10', 'NaN', ' '])
    assert.deepEqual(run(none), { values: {}, faults: { n: 'this is not a number that a database can keep' } }, none)
})
