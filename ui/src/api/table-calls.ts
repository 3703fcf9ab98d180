import type {
  DataPage,
  DataQuery,
  DataTables,
  RowInsert,
  RowSaved,
  RowUpdate,
  WholeRow,
} from '../../../src/web/contract/data.ts'
import type { ReportList, ReportResult } from '../../../src/web/contract/reports.ts'
import type { Done } from '../../../src/web/contract/words.ts'
import { addressOf, ask, tell } from './request.ts'

const part = encodeURIComponent
const tablePath = (table: string) => `/api/data/${part(table)}`
const dataQuery = (query: DataQuery) => query as Record<string, string | number | undefined>

/** Questions whose answers may be streamed or whose words come out of the address: browsing, and reports. */
export const data = {
  tables: () => ask<DataTables>('/api/data/tables'),
  page: (table: string, query: DataQuery, signal?: AbortSignal) =>
    ask<DataPage>(tablePath(table), dataQuery(query), signal),
  row: (table: string, id: string) => ask<WholeRow>(`${tablePath(table)}/row`, { id }),
  insert: (table: string, body: RowInsert) => tell<RowSaved>('POST', tablePath(table), body),
  update: (table: string, body: RowUpdate) => tell<RowSaved>('PUT', tablePath(table), body),
  remove: (table: string, id: string) => tell<Done>('DELETE', tablePath(table), { id }),
  csvAddress: (table: string, query: DataQuery) => addressOf(`${tablePath(table)}/csv`, dataQuery(query)),
}

export const reports = {
  list: () => ask<ReportList>('/api/reports'),
  run: (name: string, parameters: Record<string, string>) =>
    ask<ReportResult>(`/api/reports/${part(name)}`, parameters),
  csvAddress: (name: string, parameters: Record<string, string>) =>
    addressOf(`/api/reports/${part(name)}/csv`, parameters),
}
