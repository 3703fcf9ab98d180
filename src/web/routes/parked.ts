import { createRoute } from '@hono/zod-openapi'
import type { Row } from '../../databases/database.ts'
import type { ParkedRow as Parked } from '../../merge/parked.ts'
import type { ParkedDetail as Detail } from '../../merge/parked-settle.ts'
import { cellOf } from '../cell.ts'
import {
  Discard,
  Discarded,
  ParkedDetail,
  ParkedList,
  ParkedNumber,
  ParkedQuery,
  type ParkedRow,
  Retried,
} from '../contract/parked.ts'
import { answers, apiRoutes, takes } from '../http/api-routes.ts'
import { withoutCommands } from '../http/page-hints.ts'
import type { Pages } from '../pages.ts'

const USUAL_PAGE = 200

const shown = (row: Parked): ParkedRow => ({
  number: row.number,
  table: row.table,
  key: row.key,
  arrives: row.arrives,
  reason: row.reason,
  remedy: withoutCommands(row.remedy),
  since: row.since,
  tries: row.tries,
})

const inFull = ({ arriving, here, becomes, obstacles, ...row }: Detail): ParkedDetail => {
  const names = Object.keys(arriving ?? here ?? {})
  const of = (side: Row | null, name: string) => (side === null ? null : cellOf(side[name] ?? null))
  return {
    row: shown(row),
    columns: names.map((name) => ({ name, arriving: of(arriving, name), here: of(here, name) })),
    stands: here !== null,
    becomes,
    obstacles: obstacles.map(({ rows, ...about }) => ({
      ...about,
      rows: rows.map((one) => Object.entries(one).map(([column, value]) => ({ column, cell: cellOf(value) }))),
    })),
  }
}

/** At a store: rows from the office that its database refuses. */
export const parkedRoutes = ({ engine, events }: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/parked',
        request: { query: ParkedQuery },
        responses: answers(ParkedList, 'Rows from the office that this database refuses for now, each with the reason'),
      }),
      async (c) => {
        const { rows, total } = await engine.reading.ask('parked', { limit: c.req.valid('query').limit ?? USUAL_PAGE })
        return c.json({ rows: rows.map(shown), total }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/parked/retry',
        responses: answers(Retried, 'All were tried again, without a transmission'),
      }),
      async (c) => {
        const retried = await engine.writing.ask('retryParked', null)
        events.changed('parked', 'home', 'data')
        return c.json(retried, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/parked/discard',
        request: takes(Discard),
        responses: answers(Discarded, 'What stands here holds; the next transmission takes it to all who share it'),
      }),
      async (c) => {
        const { numbers, deleteEverywhere = false } = c.req.valid('json')
        const given = { numbers: [...new Set(numbers)], mayDelete: deleteEverywhere }
        const rows = await engine.writing.ask('discardParked', given)
        events.changed('parked', 'home', 'data')
        return c.json({ rows: rows.map(({ number, table, key, becomes }) => ({ number, table, key, becomes })) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/parked/{number}',
        request: { params: ParkedNumber },
        responses: answers(ParkedDetail, 'One parked row beside the row that stands here, and what is in its way'),
      }),
      async (c) => c.json(inFull(await engine.reading.ask('parkedRow', c.req.valid('param'))), 200),
    )
