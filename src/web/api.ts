import { OpenAPIHono } from '@hono/zod-openapi'
import type { Pages } from './pages.ts'
import { comparisonRoutes } from './routes/comparison.ts'
import { conflictsRoutes } from './routes/conflicts.ts'
import { dataRoutes } from './routes/data.ts'
import { eventsRoute } from './routes/events.ts'
import { homeRoutes } from './routes/home.ts'
import { logRoutes } from './routes/log.ts'
import { noticesRoutes } from './routes/notices.ts'
import { ownTablesRoutes } from './routes/own-tables.ts'
import { parkedRoutes } from './routes/parked.ts'
import { replicaSetupRoutes } from './routes/replica-setup.ts'
import { reportsRoutes } from './routes/reports.ts'
import { retireRoutes } from './routes/retire.ts'
import { sessionRoutes } from './routes/session.ts'
import { setupRoutes } from './routes/setup.ts'
import { siteRoutes } from './routes/site.ts'
import { storesRoutes } from './routes/stores.ts'
import { transmitRoutes } from './routes/transmit.ts'

/** Every question of the pages. */
export const api = (pages: Pages) =>
  new OpenAPIHono()
    .route('/', sessionRoutes(pages))
    .route('/', homeRoutes(pages))
    .route('/', setupRoutes(pages))
    .route('/', siteRoutes(pages))
    .route('/', transmitRoutes(pages))
    .route('/', logRoutes(pages))
    .route('/', storesRoutes(pages))
    .route('/', retireRoutes(pages))
    .route('/', comparisonRoutes(pages))
    .route('/', conflictsRoutes(pages))
    .route('/', replicaSetupRoutes(pages))
    .route('/', parkedRoutes(pages))
    .route('/', ownTablesRoutes(pages))
    .route('/', dataRoutes(pages))
    .route('/', reportsRoutes(pages))
    .route('/', noticesRoutes(pages))
    .route('/', eventsRoute(pages))

/** For the typed client of the pages: `hc<Api>('/')`. */
export type Api = ReturnType<typeof api>
