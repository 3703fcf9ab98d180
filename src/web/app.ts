import { OpenAPIHono } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { TransmissionLog } from '../location/transmission-log.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { api } from './api.ts'
import { dropBody } from './http/drop-body.ts'
import { errorBody, statusOf } from './http/error-body.ts'
import { jsonOnly, ownNameOnly, ownPagesOnly, signedInOnly, smallBodies } from './http/guards.ts'
import { strictHeaders } from './http/headers.ts'
import { HEALTH_PATH, healthz } from './http/healthz.ts'
import { openApiDocument } from './http/open-api-document.ts'
import { staticPages } from './http/static-pages.ts'
import type { Pages } from './pages.ts'

/** The whole server: its guards first, then the API, then the files of the pages from `folder`. */
export function app(pages: Pages, folder: string): OpenAPIHono {
  const all = new OpenAPIHono()
  all.use(strictHeaders(pages.reach))
  all.use(ownNameOnly(pages.reach))
  all.use('/api/*', ownPagesOnly(pages.reach))
  all.use('/api/*', jsonOnly)
  all.use('/api/*', smallBodies)
  all.use('/api/*', signedInOnly(pages.sessions, pages.reach))
  const routes = api(pages)
  all.route('/', routes)
  all.get('/api/openapi.json', (c) => c.json(openApiDocument(routes)))
  all.all('/api/*', () => {
    throw new CentralOfficeError('PAGE_UNKNOWN', 'There is no such function.', { hint: 'See /api/openapi.json.' })
  })
  all.get(HEALTH_PATH, healthz(pages))
  all.get('*', staticPages(folder))
  all.onError(async (raised, c) => {
    const error = raised instanceof HTTPException && raised.status === 400 ? notJson(raised) : raised
    const body = errorBody(error)
    if (body.code === 'INTERNAL') keepInLog(pages, error)
    // What was sent with it is not looked at, and nothing can follow on the same connection.
    if (body.code === 'REQUEST_TOO_LARGE' || body.code === 'REQUEST_REFUSED') {
      await dropBody(c.req.raw)
      c.header('connection', 'close')
    }
    if (body.retryAfter !== undefined) c.header('retry-after', String(body.retryAfter))
    return c.json(body, statusOf(body.code as CentralOfficeError['code']))
  })
  return all
}

const notJson = (cause: HTTPException): CentralOfficeError =>
  new CentralOfficeError('USAGE', 'The body of the request is not JSON.', { hint: 'Correct it and try again.', cause })

/** What was not foreseen is kept for whoever is asked to look; the page hears that it was our fault. */
function keepInLog({ open }: Pages, error: Error): void {
  try {
    // Out of a thread comes the text of what happened there.
    const happened = typeof error.cause === 'string' ? new Error(error.cause) : error
    new TransmissionLog(open.home, open.settings.logLevel).failed(happened)
  } catch {
    // A full disk; the page is told in any case.
  }
}
