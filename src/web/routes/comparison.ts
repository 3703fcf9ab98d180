import { createRoute } from '@hono/zod-openapi'
import { Compare, Comparison } from '../contract/comparison.ts'
import { GuidParameter } from '../contract/stores.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import type { Pages } from '../pages.ts'

/** Compares the rows of the office with those of stores without sending them, and settles what differs. */
export const comparisonRoutes = ({ engine, events }: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/comparison',
        request: takes(Compare),
        responses: answers(Done, 'It begins, or goes on, with the next transmission'),
      }),
      async (c) => {
        const { stores, repair = false, again = false } = c.req.valid('json')
        await engine.writing.ask('compare', { stores, repair, again })
        events.changed('stores')
        return c.json(done, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/comparison/{guid}',
        request: { params: GuidParameter },
        responses: answers(Comparison, 'How far the comparison with a store has come, and what differs'),
      }),
      async (c) => {
        const found = await engine.reading.ask('comparison', c.req.valid('param'))
        if (found === null) return c.json({ comparison: null }, 200)
        const { differences, ...about } = found
        return c.json({ comparison: { ...about, ...differences } }, 200)
      },
    )
