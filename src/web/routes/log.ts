import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Fits } from '../../location/log-book.ts'
import { Log, type LogLine, LogQuery } from '../contract/transmission.ts'
import { answers, apiRoutes } from '../http/api-routes.ts'
import { levels, logLine } from '../live/log-line.ts'
import type { Pages } from '../pages.ts'

const USUAL_LINES = 200
/** Lines of the text that is written at a time. */
const PIECE = 1_000

const fitsOf = ({
  filter = '',
  level = 'info',
}: {
  filter?: string | undefined
  level?: LogLine['level'] | undefined
}): Fits => ({
  words: filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== ''),
  level: levels[level],
})

export const logRoutes = ({ engine, open }: Pages) => {
  /** The whole log, oldest first, as a person reads it. */
  const text = (fits: Fits): ReadableStream<Uint8Array> => {
    const encoder = new TextEncoder()
    let after = 0
    let names: Record<string, string> | undefined
    return new ReadableStream({
      async pull(controller) {
        names ??= open.settings.role === 'office' ? await engine.reading.ask('storeNames', null) : {}
        const named = names
        const { lines, more } = await engine.reading.ask('logAfter', { after, limit: PIECE, fits })
        after = lines.at(-1)?.number ?? after
        controller.enqueue(encoder.encode(lines.map((line) => textOf(logLine(line), named)).join('')))
        if (!more) controller.close()
      },
    })
  }
  const asText = (c: Context, disposition: string) => {
    const { filter, level } = LogQuery.parse(c.req.query())
    c.header('content-type', 'text/plain; charset=utf-8')
    c.header('content-disposition', disposition)
    return c.body(text(fitsOf({ filter, level })))
  }
  const typed = apiRoutes().openapi(
    createRoute({
      method: 'get',
      path: '/api/log',
      request: { query: LogQuery },
      responses: answers(Log, 'Lines of the log, oldest first: the last ones, or those after a number'),
    }),
    async (c) => {
      const { after, limit = USUAL_LINES, filter, level } = c.req.valid('query')
      const fits = fitsOf({ filter, level })
      const { lines, more } =
        after === undefined
          ? await engine.reading.ask('logLatest', { limit, fits })
          : await engine.reading.ask('logAfter', { after, limit, fits })
      return c.json({ lines: lines.map(logLine), more }, 200)
    },
  )
  typed.get('/api/log/text', (c) => asText(c, 'inline'))
  typed.get('/api/log/download', (c) => asText(c, 'attachment; filename="central-office-log.txt"'))
  return typed
}

const textOf = ({ at, level, step, store, text, code, hint }: LogLine, names: Record<string, string>): string => {
  const name = names[store]
  const who = store === '' ? '' : `store ${store}${name === undefined ? '' : ` ${name}`}: `
  const end = code === '' ? '' : ` [${code}]`
  const advice = hint === '' ? '' : `${' '.repeat(36)}${hint}\n`
  return `${new Date(at).toISOString()}  ${level.padEnd(5)}  ${step.padEnd(8)} ${who}${text}${end}\n${advice}`
}
