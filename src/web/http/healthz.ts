import type { Context } from 'hono'
import { type Health, HealthQuery } from '../contract/health.ts'
import type { Pages } from '../pages.ts'
import { checked } from './api-routes.ts'

export const HEALTH_PATH = '/healthz'

/** For whatever watches over computers: 200 while transmissions complete, 503 where they do not. Nobody need sign in for it. */
export const healthz =
  ({ health, open }: Pages) =>
  (c: Context): Response => {
    const { hours } = checked(HealthQuery, c.req.query())
    const found: Health = health.look(open.settings, hours)
    return c.json(found, found.status === 'failing' ? 503 : 200)
  }
