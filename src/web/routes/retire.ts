import { createRoute } from '@hono/zod-openapi'
import { Retire, Retired, Retirement } from '../contract/retire.ts'
import { GuidParameter } from '../contract/stores.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import type { Pages } from '../pages.ts'

/** The ways in which a store leaves the network. */
export const retireRoutes = ({ engine, events }: Pages) => {
  const changed = () => events.changed('stores', 'home', 'conflicts', 'data')
  return apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/stores/{guid}/retirement',
        request: { params: GuidParameter },
        responses: answers(Retirement, 'What retiring the store would do'),
      }),
      async (c) => c.json(await engine.reading.ask('retirement', c.req.valid('param')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/stores/{guid}/retire',
        request: { params: GuidParameter, ...takes(Retire) },
        responses: answers(Retired, 'Retired; the next transmission cleans up the site'),
      }),
      async (c) => {
        const deleted = await engine.writing.ask('retireStore', { ...c.req.valid('param'), ...c.req.valid('json') })
        changed()
        return c.json({ deleted }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/stores/{guid}/cancel-invitation',
        request: { params: GuidParameter },
        responses: answers(Done, 'Nobody can join with it any more, and the number is free'),
      }),
      async (c) => {
        await engine.writing.ask('cancelInvitation', c.req.valid('param'))
        changed()
        return c.json(done, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/stores/{guid}/forget',
        request: { params: GuidParameter },
        responses: answers(Done, 'The retired store is off the list, and its number is free'),
      }),
      async (c) => {
        await engine.writing.ask('forgetStore', c.req.valid('param'))
        changed()
        return c.json(done, 200)
      },
    )
}
