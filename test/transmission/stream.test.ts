import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Epoch } from '../../src/model/ids.ts'
import { type Arrival, judgeArrival } from '../../src/transmission/stream.ts'

const ours = Epoch.parse('0'.repeat(16))
const other = Epoch.parse('1'.repeat(16))

/** Position (epoch, last number applied), arriving (epoch, number), what it is. */
const table: [Epoch | null, number, Epoch, number, Arrival][] = [
  [null, 0, ours, 1, 'next'],
  [null, 0, other, 1, 'next'],
  [null, 0, ours, 2, 'gap'],
  [ours, 0, ours, 1, 'next'],
  [ours, 0, ours, 2, 'gap'],
  [ours, 5, ours, 6, 'next'],
  [ours, 5, ours, 5, 'repeated'],
  [ours, 5, ours, 1, 'repeated'],
  [ours, 5, ours, 7, 'gap'],
  [ours, 5, ours, 999_999_999, 'gap'],
  [ours, 5, other, 6, 'fork'],
  [ours, 5, other, 1, 'fork'],
  [ours, 5, other, 5, 'fork'],
  [ours, 0, other, 1, 'fork'],
]

for (const [epoch, number, arrivingEpoch, arrivingNumber, expected] of table)
  test(`after ${number} of ${epoch ? 'a known epoch' : 'no epoch'}, ${arrivingNumber} of ${arrivingEpoch === epoch ? 'the same' : 'another'} epoch is "${expected}"`, () =>
    assert.equal(judgeArrival({ epoch, number }, { epoch: arrivingEpoch, number: arrivingNumber }), expected))
