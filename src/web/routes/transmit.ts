import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { endsTransmission } from '../../location/log-book.ts'
import {
  Activity,
  MonthQuery,
  TransmissionLogLines,
  TransmitRequest,
  TransmitStarted,
} from '../contract/transmission.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import { activityOf } from '../live/activity.ts'
import { logLine } from '../live/log-line.ts'
import { transmissionOf } from '../live/transmission-of.ts'
import type { Pages } from '../pages.ts'

const Id = z.object({ id: z.string().regex(/^[\w-]{1,60}$/) })

export const transmitRoutes = ({ transmissions, engine }: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/transmit',
        request: takes(TransmitRequest),
        responses: answers(TransmitStarted, 'A transmission has begun; how it goes comes over /api/events'),
      }),
      (c) => c.json({ id: transmissions.start(c.req.valid('json')).id }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/transmit/cancel',
        responses: answers(Done, 'The running transmission, if any, ends at the next step'),
      }),
      (c) => {
        transmissions.cancel()
        return c.json(done, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/transmissions',
        request: { query: MonthQuery },
        responses: answers(Activity, 'What was transmitted in a month, day by day'),
      }),
      async (c) => {
        const { month } = c.req.valid('query')
        const ends = await engine.reading.ask('activity', { month })
        return c.json(activityOf(month, ends.map(transmissionOf)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/transmissions/{id}',
        request: { params: Id },
        responses: answers(TransmissionLogLines, 'One transmission, with its lines of the log'),
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const lines = await engine.reading.ask('transmissionLines', { id })
        const end = lines.findLast(endsTransmission)
        return c.json({ transmission: end ? transmissionOf(end) : null, lines: lines.map(logLine) }, 200)
      },
    )
