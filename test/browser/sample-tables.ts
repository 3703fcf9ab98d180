import type { DataColumn, DataPage, DataRow, DataTables } from '../../src/web/contract/data.ts'
import type { ReplicaSetupEffect, ReplicaSetupPage, SetupTable } from '../../src/web/contract/replica-setup.ts'
import type { Cell } from '../../src/web/contract/words.ts'
import { guidOf } from './sample-stores.ts'

const column = (name: string, type: string, key = false, notNull = key): DataColumn => ({
  name,
  type,
  key,
  notNull,
  editable: !key && type !== 'BLOB',
})

const orders = [
  column('id', 'INTEGER', true),
  column('order_number', 'TEXT', false, true),
  column('customer_id', 'TEXT', false, true),
  column('status', 'TEXT', false, true),
  column('opened_at', 'DATETIME', false, true),
  column('closed_at', 'DATETIME'),
  column('odometer', 'INTEGER'),
  column('complaint', 'TEXT'),
  column('tax_rate', 'REAL', false, true),
  column('total', 'INTEGER', false, true),
]
const prices = [
  column('part_number', 'TEXT', true),
  column('description', 'TEXT', false, true),
  column('brand', 'TEXT'),
  column('category', 'TEXT', false, true),
  column('price', 'INTEGER', false, true),
  column('cost', 'INTEGER'),
  column('valid_from', 'DATE', false, true),
]

/** Its key is the third column; a name that is read from the right; more columns than any window is wide. */
const vehicles = [
  column('owner', 'TEXT'),
  column('plate', 'TEXT'),
  column('vin', 'TEXT', true),
  ...Array.from({ length: 30 }, (_, at) => column(`equipment_${at + 1}`, 'TEXT')),
]

export const TOTAL = 1_000_000

export const sampleDataTables: DataTables = {
  tables: [
    { name: 'price_list', sharing: 'office', rows: 4_812, columns: prices, perStore: false, editable: true, why: '' },
    { name: 'repair_orders', sharing: 'store', rows: TOTAL, columns: orders, perStore: true, editable: true, why: '' },
    { name: 'vehicles', sharing: 'store', rows: 60, columns: vehicles, perStore: true, editable: true, why: '' },
    {
      name: 'customers',
      sharing: 'shared',
      rows: 38_114,
      columns: prices,
      perStore: false,
      editable: false,
      why: 'A transmission is merging it at the moment.',
    },
  ],
}

const complaints = [
  'Brakes squeal when it rains',
  'Oil change',
  'Engine light, then stalls at the traffic lights near the old harbour',
  '',
]

const storeNames = ['Harbour Garage', 'Mill Street Motors', 'Werkstatt Grünwald & Söhne', 'Ørsted Auto']

const orderRow = (number: number): DataRow => ({
  id: `r${number}`,
  store: { guid: guidOf((number % 4) + 1), number: String((number % 4) * 7 + 12), name: storeNames[number % 4] ?? '' },
  cells: [
    { type: 'integer', text: String(number) },
    { type: 'text', text: `12-${26_000 + number}` },
    { type: 'text', text: '6e0c1b52-8a0e-4e0e-9d5a-4a1d6b7f2c90' },
    { type: 'text', text: ['open', 'in work', 'ready', 'paid'][number % 4] ?? '' },
    { type: 'text', text: '2026-03-12 08:45' },
    number % 4 === 3 ? { type: 'text', text: '2026-03-13 16:10' } : { type: 'null', text: '' },
    { type: 'integer', text: String(40_000 + number * 13) },
    { type: 'text', text: complaints[number % 4] ?? '' },
    { type: 'real', text: '0.0725' },
    { type: 'integer', text: String(12_500 + ((number * 937) % 90_000)) },
  ],
  cut: [],
})

const priceRow = (number: number): DataRow => ({
  id: `p${number}`,
  store: null,
  cells: [
    { type: 'text', text: `OC-${String(number).padStart(5, '0')}` },
    {
      type: 'text',
      text:
        number % 2 === 0
          ? 'Oil filter, spin-on, for engines with a cartridge housing made before 2019'
          : 'Brake pad set',
    },
    number % 5 === 0 ? { type: 'null', text: '' } : { type: 'text', text: 'Bosch' },
    { type: 'text', text: 'Filters' },
    { type: 'integer', text: String(1_290 + number) },
    { type: 'integer', text: '9007199254740993' },
    { type: 'text', text: '2026-01-01' },
  ],
  cut: [],
})

const owners = ['Ada Byron', 'شركة الميناء القديم لصيانة السيارات وقطع الغيار والإطارات']

const vehicleRow = (number: number): DataRow => ({
  id: `v${number}`,
  store: { guid: guidOf((number % 4) + 1), number: String((number % 4) * 7 + 12), name: storeNames[number % 4] ?? '' },
  cells: [
    { type: 'text', text: owners[number % 2] ?? '' },
    { type: 'text', text: `HH-AB ${number}` },
    { type: 'text', text: `WBAWB73569P0${40_000 + number}` },
    ...Array.from({ length: 30 }, (_, at): Cell => ({ type: 'text', text: `Part ${at + 1}` })),
  ],
  cut: [],
})

const samples = {
  repair_orders: { columns: orders, total: TOTAL, rowOf: orderRow },
  vehicles: { columns: vehicles, total: 60, rowOf: vehicleRow },
  others: { columns: prices, total: 4_812, rowOf: priceRow },
}
const sampleOf = (table: string) => samples[table === 'repair_orders' || table === 'vehicles' ? table : 'others']

export const sampleRow = (table: string, id: string): DataRow => sampleOf(table).rowOf(Number(id.slice(1)))

export const columnsOf = (table: string): DataColumn[] => sampleOf(table).columns

export const samplePage = (table: string, after: number, limit: number): DataPage => {
  const { columns, total, rowOf } = sampleOf(table)
  const count = Math.max(0, Math.min(limit, total - after))
  return {
    columns,
    rows: Array.from({ length: count }, (_, index) => rowOf(after + index + 1)),
    next: after + count < total ? String(after + count) : null,
    total,
  }
}

const setupTable = (
  name: string,
  sharing: SetupTable['sharing'],
  rule: SetupTable['rule'],
  named: boolean,
  inUse: boolean,
): SetupTable => ({
  name,
  named,
  sharing,
  rule,
  key: [],
  naturalKey: false,
  filter: name === 'repair_orders' ? "status <> 'quote'" : '',
  columns: (name === 'repair_orders' ? orders : prices).map(({ name: each, type, key }) => ({
    name: each,
    type,
    key,
    rule: each === 'price' ? 'office' : null,
    transmit: each !== 'odometer',
    setBy: each === 'cost' ? 'office' : null,
  })),
  stores: name === 'wheel_alignment_measurements_before_and_after' ? 0 : 7,
  inUse,
  refused:
    name === 'appointments'
      ? [
          {
            store: 'Mill Street Motors',
            reason: 'The table appointments has no key there.',
            remedy: 'Name its key columns.',
          },
        ]
      : [],
})

export const sampleReplicaSetup: ReplicaSetupPage = {
  version: 4,
  default: { sharing: 'store', rule: 'newest' },
  tables: [
    setupTable('appointments', 'store', 'newest', false, true),
    setupTable('customers', 'shared', 'ask', true, true),
    setupTable('labour_operations', 'office', 'office', true, false),
    setupTable('order_lines', 'store', 'newest', false, true),
    setupTable('parts', 'lookup', 'newest', true, true),
    setupTable('price_list', 'office', 'office', true, false),
    setupTable('repair_orders', 'store', 'newest', false, true),
    setupTable('vehicle_photos', 'none', 'newest', true, false),
    setupTable('wheel_alignment_measurements_before_and_after', 'store', 'newest', false, false),
  ],
  kept: [
    { keptAs: 'parts__until_setup_3', table: 'parts', sharing: 'store', version: 3, at: Date.UTC(2026, 2, 14, 9, 30) },
  ],
  otherSetup: [{ store: 'Northgate Tyres', version: 3 }],
}

/** A filter that names a column nobody has is refused. */
export const sampleEffects = (saved: boolean, filter: string): ReplicaSetupEffect =>
  filter.includes('nobody') ? refusedFilter : effectsOfChange(saved)

const refusedFilter: ReplicaSetupEffect = {
  saved: false,
  version: 4,
  effects: [
    {
      table: 'repair_orders',
      field: 'filter',
      text: 'This filter cannot be used: no store has shown a column nobody of it.',
      level: 'error',
    },
  ],
}

const effectsOfChange = (saved: boolean): ReplicaSetupEffect => ({
  saved,
  version: saved ? 5 : 4,
  effects: [
    {
      table: 'price_list',
      field: 'rule',
      text: 'Conflicts are settled by the rule “ask” from now on: a person decides.',
      level: 'info',
    },
    {
      table: 'vehicle_photos',
      field: 'sharing',
      text: 'It is transmitted from now on. Every store sends all its rows with its next transmission.',
      level: 'warn',
    },
  ],
})
