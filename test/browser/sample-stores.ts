import type { Comparison } from '../../src/web/contract/comparison.ts'
import type { OfficeHome, StoreCard, StoreHome } from '../../src/web/contract/home.ts'
import type { Retirement } from '../../src/web/contract/retire.ts'
import type { StoreHistory, StoreList } from '../../src/web/contract/stores.ts'
import { sampleLines } from './sample-log.ts'

const HOUR = 3_600_000
const MB = 1_000_000

const names = [
  'Harbour Garage',
  'Mill Street Motors',
  'Werkstatt Grünwald & Söhne',
  'Ørsted Auto',
  'The Old Fire Station Car Repair and Tyre Service of North Yorkshire, Second Yard',
  '王记汽车修理',
  'Northgate Tyres',
  "O'Neill's",
]

export const guidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** Stores in every state there is, as many as wanted. */
export const sampleStores = (count: number, now: number): StoreCard[] =>
  Array.from({ length: count }, (_, index) => {
    const state =
      index === 3 ? 'loading' : index === 5 ? 'refilling' : index === 6 ? 'ignored' : index === 7 ? 'invited' : 'joined'
    const bytes = index === 1 ? 861 * MB : index === 4 ? 1_004 * MB : (index * 37 * MB) % (400 * MB)
    return {
      guid: guidOf(index + 1),
      number: String(index * 7 + 12),
      name: index < names.length ? (names[index] ?? '') : `${names[index % 4]} ${index}`,
      state,
      ignored: state === 'ignored',
      loadRows: state === 'loading' ? 120_000 : null,
      lastContact: state === 'invited' ? null : now - ((index * 5) % 90) * HOUR - 240_000,
      backlog: state === 'joined' ? index % 3 : index,
      openConflicts: index === 0 ? 3 : index % 40 === 9 ? 1 : 0,
      parked: index === 4 ? 12 : 0,
      onSite: { bytes, allowanceBytes: 1_000 * MB, heldBack: bytes > 1_000 * MB, nearlyFull: bytes > 800 * MB },
      program: '0.1.0',
      leftOut:
        index === 1
          ? [
              {
                table: 'prices',
                reason:
                  'The column price of the table prices is NUMERIC at this store and REAL at the office, by whose rules values would change on their way.',
                remedy:
                  'Until it fits, this store leaves the table out, and everything else goes on; then all its rows are sent.',
              },
            ]
          : [],
      trouble:
        index === 2
          ? {
              at: now - 25 * 60_000,
              code: 'SITE_FORBIDDEN',
              message:
                'Could not download "to-office/6f1d2c3b-4a59-4687-9788-99aabbccddee.0123456789abcdef.000000042.dat" from the site ftp.example.com:21: the account may not do that (the site said: 550 Permission denied).',
              hint: 'Ask the hosting provider to give this account the right to list, make folders, write, read and delete where the files of this network lie.',
            }
          : null,
    }
  })

const shared = (now: number) => ({
  site: { host: 'ftp.example.com', port: 21, settingsCode: 'K7QF-2M9D', plain: false },
  noTransmit: false,
  lastTransmission: {
    id: 't-9',
    at: now - 25 * 60_000,
    good: true,
    text: 'received 1,204 rows, sent 88 rows.',
    code: null,
  },
  nextTransmission: now + 35 * 60_000,
  busy: false,
  asOf: now,
})

export const sampleOffice = (count: number, now: number): OfficeHome => ({
  role: 'office',
  name: 'Riverside Auto Group',
  ...shared(now),
  openConflicts: count === 0 ? 0 : 4,
  attention:
    count === 0
      ? [
          {
            kind: 'no-store',
            level: 'info',
            text: 'There is no store yet.',
            hint: 'An invitation fills in everything at the store.',
            action: { label: 'Invite a store', page: '/stores' },
          },
        ]
      : [
          {
            kind: 'allowance',
            level: 'error',
            text: 'Files of store 0000040 have reached their allowance on the site; payloads wait here.',
            hint: 'Let that store transmit, or raise the allowance.',
            action: { label: 'Open the store', page: `/stores/${guidOf(5)}` },
          },
          {
            kind: 'store-silent',
            level: 'warn',
            text: 'Store 0000026 has not been heard of for 3 days.',
            hint: 'Is its computer switched on, and does it transmit by itself?',
            action: { label: 'Open the store', page: `/stores/${guidOf(3)}` },
          },
          {
            kind: 'conflicts',
            level: 'warn',
            text: '4 values wait for a decision.',
            hint: "Until then the office's value stands everywhere.",
            action: { label: 'Decide', page: '/conflicts' },
          },
        ],
  stores: sampleStores(count, now),
})

export const sampleStoreHome = (now: number): StoreHome => ({
  role: 'store',
  name: 'Harbour Garage',
  attention: [],
  ...shared(now),
  own: {
    guid: guidOf(1),
    number: '12',
    loading: false,
    loadedTables: { done: 8, all: 8 },
    refill: null,
    backlog: 2,
    backlogRows: 148,
    parked: 0,
    onSite: { bytes: 37 * MB, allowanceBytes: 1_000 * MB, heldBack: false, nearlyFull: false },
    refusedTables: [],
  },
})

export const sampleHistory = (store: StoreCard, now: number): StoreHistory => ({
  store,
  invitedAt: now - 40 * 24 * HOUR,
  applied: 118,
  exported: 96,
  acknowledged: 94,
  restarts: 1,
  restoredAt: now - 12 * 24 * HOUR,
  awaits: false,
  refill: store.state === 'refilling' ? { table: 'parts', done: 3, all: 8 } : null,
  knownSetup: 3,
  setup: 4,
  tables: ['customers', 'vehicles', 'price_list', 'parts', 'repair_orders', 'order_lines', 'payments', 'technicians'],
  outbox: [
    { number: 95, rows: 1_204, bytes: 84_211, uploaded: true },
    { number: 96, rows: 3, bytes: 2_114, uploaded: false },
  ],
  lines: sampleLines(now).filter(({ store: number }) => number !== ''),
})

export const sampleComparison = (now: number): Comparison => ({
  comparison: {
    state: 'done',
    beganAt: now - 5 * HOUR,
    doneAt: now - HOUR,
    repair: false,
    tables: ['customers', 'vehicles', 'price_list', 'parts', 'repair_orders', 'order_lines', 'payments', 'technicians'],
    leftOut: ['technicians'],
    total: 3,
    parked: 1,
    rows: [
      { table: 'customers', key: "'C-100'", kind: 'parked at store', sent: false },
      { table: 'parts', key: "'BRK-204'", kind: 'differs', sent: false },
      { table: 'payments', key: '88213', kind: 'missing at office', sent: false },
    ],
  },
})

export const sampleRetired = (now: number): StoreList['retired'] => [
  {
    guid: guidOf(90),
    number: '4',
    name: 'Old Town Garage',
    retiredAt: now - 40 * 86_400_000,
    rowsKept: true,
    cleaned: true,
  },
  {
    guid: guidOf(91),
    number: '18',
    name: 'Station Road',
    retiredAt: now - 3_600_000,
    rowsKept: false,
    cleaned: false,
  },
]

export const sampleRetirement: Retirement = {
  invited: false,
  tables: [
    { table: 'repair_orders', rows: 18_204 },
    { table: 'order_lines', rows: 61_377 },
    { table: 'payments', rows: 17_950 },
  ],
  openConflicts: 2,
}
