import type { Conflict, ConflictRow } from '../../src/web/contract/conflicts.ts'
import type { Cell } from '../../src/web/contract/words.ts'
import { guidOf } from './sample-stores.ts'

const text = (value: string): Cell => ({ type: 'text', text: value })
const none: Cell = { type: 'null', text: '' }

const row = {
  table: 'customers',
  store: { guid: guidOf(1), number: '12', name: 'Harbour Garage' },
  label: 'Mia Lindqvist',
  rowKey: "'6e0c1b52-8a0e-4e0e-9d5a-4a1d6b7f2c90'",
}

const about = (id: number, column: string | null, base: Cell, office: Cell, store: Cell, now: number): Conflict => ({
  id,
  ...row,
  column,
  kind: column === null ? 'deleted at store' : 'update',
  base,
  officeValue: office,
  storeValue: store,
  officeAt: now - 9 * 3_600_000,
  officeStore: null,
  moved: 'no',
  officeStoreName: null,
  storeAt: now - 2 * 3_600_000,
  rule: 'ask',
  outcome: 'open',
  decided: null,
  decidedAt: null,
  putBack: null,
  putBackAt: null,
  noticedAt: now - 1_800_000,
})

export const sampleConflicts = (now: number): Conflict[] => [
  about(41, 'phone', text('555-0100'), text('555-0142'), text('555-0199'), now),
  {
    ...about(42, 'email', none, text('mia.lindqvist@example.com'), text('m.lindqvist@example.org'), now),
    officeStore: '26',
    moved: 'changed',
  },
  about(
    43,
    'notes',
    text('Pays by card.'),
    text('Pays by card.\nAsk for the winter tyres before 1 November; they are stored in rack 14 B, upper row.'),
    text(''),
    now,
  ),
  { ...about(44, null, none, none, none, now), table: 'vehicles', rowKey: "'WVWZZZ1JZXW000001'", label: '' },
]

export const settledConflicts = (now: number): Conflict[] => [
  ...sampleConflicts(now),
  {
    ...about(40, 'city', text('Leeds'), text('York'), text('Hull'), now),
    outcome: 'decided',
    decided: text('Hull'),
    decidedAt: now - 86_400_000,
  },
  { ...about(39, 'postcode', text('LS1'), text('YO1'), text('HU1'), now), outcome: 'store', rule: 'newest' },
  {
    ...about(38, 'street', text('1 Quay'), text('2 Quay'), text('3 Quay'), now),
    outcome: 'office',
    rule: 'office',
    putBack: text('3 Quay'),
    putBackAt: now - 3_600_000,
  },
]

const column = (name: string, value: Cell, conflict: Conflict | null = null) => ({
  name,
  key: name === 'id',
  conflict: conflict?.id ?? null,
  current: conflict?.officeValue ?? value,
  incoming: conflict?.storeValue ?? value,
})

export const sampleConflictRow = (id: number, now: number): ConflictRow => {
  const all = settledConflicts(now)
  const conflict = all.find((each) => each.id === id) ?? all[0]
  if (conflict === undefined) throw new Error('there is a first conflict')
  if (conflict.column === null)
    return {
      conflict,
      beside: [],
      settled: [],
      columns: [
        { ...column('vin', text('WVWZZZ1JZXW000001')), key: true },
        column('make', text('Volkswagen')),
        column('model', text('Golf')),
      ],
      exists: true,
      next: null,
    }
  const ofRow = sampleConflicts(now).filter((each) => each.column !== null)
  return {
    conflict,
    beside: ofRow.filter((each) => each.id !== conflict.id),
    settled: settledConflicts(now).filter((each) => each.outcome !== 'open' && each.id !== conflict.id),
    columns: [
      ...ofRow.map((each) => column(each.column ?? '', none, each)),
      column('id', text('6e0c1b52-8a0e-4e0e-9d5a-4a1d6b7f2c90')),
      column('name', text('Mia Lindqvist')),
      column('company', none),
      column('street', text('14 Harbour Road')),
      column('city', text('Whitby')),
      column('credit_limit', { type: 'real', text: '1500.5' }),
      column('since', text('2021-04-09')),
    ],
    exists: true,
    next: 44,
  }
}
