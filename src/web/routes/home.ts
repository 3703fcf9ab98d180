import { createRoute } from '@hono/zod-openapi'
import { Home, NextTransmission } from '../contract/home.ts'
import { homeOf } from '../home/home-of.ts'
import { answers, apiRoutes } from '../http/api-routes.ts'
import type { Pages } from '../pages.ts'

export const homeRoutes = (pages: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({ method: 'get', path: '/api/home', responses: answers(Home, 'How this location stands') }),
      async (c) => c.json(await homeOf(pages), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/next-transmission',
        responses: answers(NextTransmission, 'When the next transmission is due by the transmission times'),
      }),
      (c) => c.json({ nextTransmission: pages.nextTransmission() }, 200),
    )
