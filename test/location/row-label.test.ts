import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelColumn, labelOf } from '../../src/location/data/row-label.ts'

const columns = (text: string) =>
  text.split(' ').map((column) => {
    const [name = '', type = 'TEXT'] = column.split(':')
    return { name, type }
  })

test('a row is called by the column that people know it by, never by a key made of hex digits, a state or a time', () => {
  assert.deepEqual(
    [
      'id city name phone',
      'customer_id created_at status last_name first_name',
      'guid:TEXT title body',
      'id:INTEGER part_number description price:INTEGER',
      'order_id status note',
      'id:INTEGER total:REAL created_at',
      'vin:VARCHAR(17) make model',
    ].map((text) => labelColumn(columns(text))),
    ['name', 'last_name', 'title', 'description', 'note', null, 'vin'],
  )
})

test('what it is called is one short line', () => {
  assert.equal(labelOf('  Ada\n Byron '), 'Ada Byron')
  assert.equal([...labelOf('🚗'.repeat(80))].length, 60)
  assert.deepEqual([labelOf(null), labelOf(42n), labelOf(undefined), labelOf('')], ['', '', '', ''])
})
