import { z } from 'zod'
import { Sharing } from '../../model/replica-setup.ts'
import { Cell, Guid, StoreNumberText } from './words.ts'

export const DataColumn = z.strictObject({
  name: z.string(),
  /** As the shop's database declares it. */
  type: z.string(),
  key: z.boolean(),
  notNull: z.boolean(),
  /** False: it can be looked at only. */
  editable: z.boolean(),
})
export type DataColumn = z.infer<typeof DataColumn>

export const DataTable = z.strictObject({
  name: z.string(),
  sharing: Sharing,
  /** Rows; null = counting would take too long. */
  rows: z.int().nullable(),
  columns: z.array(DataColumn),
  /** At the office a row of this table belongs to a store. */
  perStore: z.boolean(),
  editable: z.boolean(),
  /** Why not, '' where it is. */
  why: z.string(),
})
export type DataTable = z.infer<typeof DataTable>

export const DataTables = z.strictObject({ tables: z.array(DataTable) })
export type DataTables = z.infer<typeof DataTables>

/** `column` `operator` `value`, all have to hold. */
export const DataFilter = z.strictObject({
  column: z.string().max(200),
  operator: z.enum([
    'is',
    'is not',
    'contains',
    'begins with',
    'less',
    'at most',
    'more',
    'at least',
    'empty',
    'not empty',
  ]),
  value: z.string().max(1000),
})
export type DataFilter = z.infer<typeof DataFilter>

/** `sort`: column, with `-` before it for descending. `filter`: JSON of DataFilter[]. `after`: what the page before gave. */
export const DataQuery = z.object({
  sort: z.string().max(201).optional(),
  filter: z.string().max(8000).optional(),
  search: z.string().max(200).optional(),
  store: z.string().optional(),
  after: z.string().max(8000).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
export type DataQuery = z.input<typeof DataQuery>

export const DataRow = z.strictObject({
  /** Names the row in PUT and DELETE; opaque. */
  id: z.string(),
  /** At the office, where a row belongs to a store. */
  store: z.strictObject({ guid: Guid, number: StoreNumberText, name: z.string() }).nullable(),
  /** In the order of `columns`. Long texts and blobs are cut here: see `cut`. */
  cells: z.array(Cell),
  /** Numbers of the columns whose value is longer than what stands in `cells`. */
  cut: z.array(z.int()),
})
export type DataRow = z.infer<typeof DataRow>

export const DataPage = z.strictObject({
  columns: z.array(DataColumn),
  rows: z.array(DataRow),
  /** Hand it over as `after` for the next page; null: this is the last. */
  next: z.string().nullable(),
  /** Rows that fit, as far as counted; null = not counted. */
  total: z.int().nullable(),
})
export type DataPage = z.infer<typeof DataPage>

/** `label`: what people know the row by; '' where nothing in it looks like that. */
export const WholeRow = z.strictObject({ columns: z.array(DataColumn), row: DataRow, label: z.string() })
export type WholeRow = z.infer<typeof WholeRow>

export const RowInsert = z.strictObject({
  /** At the office, where a row belongs to a store: its GUID. */
  store: Guid.optional(),
  values: z.record(z.string(), Cell),
})
export type RowInsert = z.infer<typeof RowInsert>

/** `before`: what the page showed; where the row has changed since, it is refused (ROW_CHANGED). */
export const RowUpdate = z.strictObject({
  id: z.string(),
  values: z.record(z.string(), Cell),
  before: z.record(z.string(), Cell),
})
export type RowUpdate = z.infer<typeof RowUpdate>

/** `before`, where it is given: as in RowUpdate. */
export const RowDelete = z.strictObject({ id: z.string(), before: z.record(z.string(), Cell).optional() })
export type RowDelete = z.infer<typeof RowDelete>

export const RowSaved = z.strictObject({ row: DataRow })
export type RowSaved = z.infer<typeof RowSaved>

export const RowName = z.object({ id: z.string().max(8000) })

export const TableParameter = z.object({ table: z.string().min(1).max(200) })
