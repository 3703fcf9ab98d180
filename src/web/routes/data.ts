import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Wanted } from '../../location/data/row-filter.ts'
import { valueFrom } from '../cell.ts'
import {
  DataFilter,
  DataPage,
  DataQuery,
  DataTables,
  RowDelete,
  RowInsert,
  RowName,
  RowSaved,
  RowUpdate,
  TableParameter,
  WholeRow,
} from '../contract/data.ts'
import { type Cell, Done } from '../contract/words.ts'
import { answers, apiRoutes, checked, done, takes } from '../http/api-routes.ts'
import { FieldFault } from '../http/error-body.ts'
import type { Pages } from '../pages.ts'
import { csvResponse } from './csv-response.ts'

const USUAL_PAGE = 100

const Filters = z.array(DataFilter).max(20)

export const dataRoutes = ({ engine, events }: Pages) => {
  const typed = apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/data/tables',
        responses: answers(DataTables, 'Tables with rows to look at'),
      }),
      async (c) => c.json({ tables: await engine.browsing.ask('tables', null) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/data/{table}',
        request: { params: TableParameter, query: DataQuery },
        responses: answers(DataPage, 'One page of the rows'),
      }),
      async (c) => {
        const { limit = USUAL_PAGE, ...query } = c.req.valid('query')
        const asked = { ...askedOf(c.req.valid('param').table, query), limit }
        const { signal } = c.req.raw
        const quick = await engine.browsing.ask('page', { ...asked, maySort: false }, { signal })
        const page = quick ?? (await engine.sorting.ask('page', { ...asked, maySort: true }, { signal }))
        return c.json(page ?? { columns: [], rows: [], next: null, total: null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/data/{table}/row',
        request: { params: TableParameter, query: RowName },
        responses: answers(WholeRow, 'One row whole'),
      }),
      async (c) =>
        c.json(
          await engine.browsing.ask('row', { table: c.req.valid('param').table, id: c.req.valid('query').id }),
          200,
        ),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/data/{table}',
        request: { params: TableParameter, ...takes(RowInsert) },
        responses: answers(RowSaved, 'The row is added; it goes out with the next transmission'),
      }),
      async (c) => {
        const { store = null, values } = c.req.valid('json')
        const { table } = c.req.valid('param')
        const row = await engine.writing.ask('addRow', { table, store, values: valuesFrom(values) })
        events.changed('data')
        return c.json({ row }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/data/{table}',
        request: { params: TableParameter, ...takes(RowUpdate) },
        responses: answers(RowSaved, 'The row is changed; it goes out with the next transmission'),
      }),
      async (c) => {
        const { id, values, before } = c.req.valid('json')
        const given = { name: id, values: valuesFrom(values), before: valuesFrom(before) }
        const row = await engine.writing.ask('changeRow', { table: c.req.valid('param').table, ...given })
        events.changed('data')
        return c.json({ row }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/data/{table}',
        request: { params: TableParameter, ...takes(RowDelete) },
        responses: answers(Done, 'The row is deleted; so it will be everywhere'),
      }),
      async (c) => {
        const { id, before = {} } = c.req.valid('json')
        const { table } = c.req.valid('param')
        await engine.writing.ask('removeRow', { table, name: id, before: valuesFrom(before) })
        events.changed('data')
        return c.json(done, 200)
      },
    )
  typed.get('/api/data/:table/csv', async (c) => {
    const { table } = checked(TableParameter, c.req.param())
    const asked = askedOf(table, checked(DataQuery, c.req.query()))
    const { signal } = c.req.raw
    return csvResponse(c, `${table}.csv`, async (after) => {
      const piece = { ...asked, after }
      const quick = await engine.browsing.ask('csv', { ...piece, maySort: false }, { signal })
      return (
        quick ?? (await engine.sorting.ask('csv', { ...piece, maySort: true }, { signal })) ?? { text: '', next: null }
      )
    })
  })
  return typed
}

function askedOf(table: string, query: Omit<z.output<typeof DataQuery>, 'limit'>) {
  const { sort = '', filter = '[]', search = '', store = '', after } = query
  const wanted: Wanted = { filters: filtersFrom(filter), search, store: store === '' ? null : store }
  return { table, wanted, sort, after: after || null }
}

function filtersFrom(text: string): Wanted['filters'] {
  try {
    return Filters.parse(JSON.parse(text))
  } catch (error) {
    throw new FieldFault({ filter: 'these are no filters' }, 'Load the page again.', error)
  }
}

const valuesFrom = (cells: Record<string, Cell>) =>
  Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, valueFrom(cell, name)]))
