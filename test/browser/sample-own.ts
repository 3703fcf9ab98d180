import type { OwnTable, OwnTables, OwnTrigger } from '../../src/web/contract/own-tables.ts'
import type { ParkedDetail, ParkedList, ParkedRow } from '../../src/web/contract/parked.ts'
import type { Cell } from '../../src/web/contract/words.ts'

const HOUR = 3_600_000

export const sampleParked = (now: number): ParkedList => ({
  rows: [
    {
      number: 3,
      table: 'customers',
      key: "'6e0c1b52-8a0e-4e0e-9d5a-4a1d6b7f2c90'",
      arrives: 'row',
      reason: 'another row here has the same phone',
      remedy: 'Change or delete that row here, or change the arriving one at the office.',
      since: now - 30 * HOUR,
      tries: 4,
    },
    {
      number: 7,
      table: 'vehicles',
      key: "'WVWZZZ1JZXW000001'",
      arrives: 'removal',
      reason: 'rows of repair_orders refer to it',
      remedy: 'Delete those rows here first, or have the vehicle put back at the office.',
      since: now - 3 * HOUR,
      tries: 1,
    },
  ],
  total: 2,
})

const text = (value: string): Cell => ({ type: 'text', text: value })

export const sampleParkedRow = (number: number, now: number): ParkedDetail => ({
  row: sampleParked(now).rows.find((row) => row.number === number) as ParkedRow,
  columns: [
    {
      name: 'id',
      arriving: text('6e0c1b52-8a0e-4e0e-9d5a-4a1d6b7f2c90'),
      here: text('6e0c1b52-8a0e-4e0e-9d5a-4a1d6b7f2c90'),
    },
    { name: 'name', arriving: text('Mia Lindqvist'), here: text('Mia Lindqvist') },
    { name: 'phone', arriving: text('555-0142'), here: text('555-0100') },
    { name: 'email', arriving: text('mia@example.com'), here: { type: 'null', text: '' } },
  ],
  stands: true,
  becomes: 'edit',
  obstacles: [
    {
      what: 'the same unique value',
      table: 'customers',
      columns: ['phone'],
      rows: [
        [
          { column: 'id', cell: text('0b7e') },
          { column: 'name', cell: text('Lindqvist & Sons') },
          { column: 'phone', cell: text('555-0142') },
        ],
      ],
    },
  ],
})

const own = (name: string, state: OwnTable['state'], more: Partial<OwnTable> = {}): OwnTable => ({
  name,
  state,
  sharing: 'store',
  rule: 'newest',
  filter: null,
  message: '',
  hint: '',
  ...more,
})

const trigger = (
  name: string,
  table: string,
  effect: OwnTrigger['effect'],
  writes: string[],
  more: Partial<OwnTrigger> = {},
): OwnTrigger => ({ name, table, effect, writes, why: '', choice: null, runs: true, ...more })

export const sampleOwnTables: OwnTables = {
  tables: [
    own('customers', 'captured', { sharing: 'shared' }),
    own('import_lines', 'refused', {
      message: 'The table import_lines has no key.',
      hint: 'Have its key columns named at the office, in Replica Setup.',
    }),
    own('parts', 'off', { message: 'Capture of the table parts is switched off since this morning.' }),
    own('price_list', 'captured', { sharing: 'office' }),
    own('repair_orders', 'captured', { filter: "status <> 'quote'" }),
    own('vehicle_photos', 'not transmitted', { sharing: 'none' }),
  ],
  triggers: [
    trigger('invoice_closed', 'repair_orders', 'nothing', []),
    trigger('order_total', 'repair_orders', 'transmitted', ['customers'], { runs: false }),
    trigger('parts_found_ai', 'parts', 'own', ['parts_found']),
    trigger('stock_move', 'parts', 'both', ['customers', 'stock_journal'], { runs: true, choice: 'run' }),
    trigger('title_sort', 'price_list', 'unknown', [], { runs: false, why: 'no such function: title_sort' }),
  ],
  setup: 4,
  setupRefused: null,
  comparing: 'no',
}
