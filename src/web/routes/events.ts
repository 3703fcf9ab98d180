import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { LiveState, ServerEvent } from '../contract/events.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { levels, logLine } from '../live/log-line.ts'
import type { Pages } from '../pages.ts'

/** A sign of life, so that proxies keep the line and a session that has ended is noticed. Milliseconds. */
const HEARTBEAT = 15_000
const FIRST_LINES = 200
const MOST_LINES = 2_000

const After = z.coerce.number().int().min(0).optional().catch(undefined)

/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export const eventsRoute = (pages: Pages) =>
  new Hono().get('/api/events', (c) => {
    const token = getCookie(c, sessionCookie(pages.reach))
    const after = After.parse(c.req.header('last-event-id') ?? c.req.query('after'))
    c.header('x-accel-buffering', 'no')
    return streamSSE(c, async (stream) => {
      const queue: ServerEvent[] = []
      let wake = Promise.withResolvers<void>()
      const stop = pages.events.listen((event) => {
        queue.push(event)
        wake.resolve()
      })
      stream.onAbort(() => wake.resolve())
      let told = 0
      const send = async (event: ServerEvent) => {
        if (event.type === 'log') {
          event = { ...event, lines: event.lines.filter(({ number }) => number > told) }
          if (event.lines.length === 0) return
          told = event.lines.at(-1)?.number ?? told
        }
        await stream.writeSSE({ data: JSON.stringify(event), id: String(told) })
      }
      try {
        await send({ type: 'state', state: liveState(pages) })
        await send({ type: 'log', lines: await firstLines(pages, after) })
        while (!stream.aborted && !stream.closed) {
          for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
            const ended = event.type === 'signed-out'
            if (ended && (await pages.sessions.looks(token))) continue
            await send(event)
            if (ended) return
          }
          wake = Promise.withResolvers()
          if (queue.length > 0) continue
          if (!(await inTime(wake.promise))) {
            if (!(await pages.sessions.looks(token))) return await send({ type: 'signed-out' })
            await stream.write(': still here\n\n')
          }
        }
      } finally {
        stop()
      }
    })
  })

const liveState = ({ transmissions, probes, tail }: Pages): LiveState => ({
  transmission: transmissions.state,
  last: transmissions.last,
  probe: probes.state,
  lastLine: tail.last,
})

async function firstLines({ engine }: Pages, after: number | undefined) {
  const fits = { words: [], level: levels.info }
  const { lines } =
    after === undefined || after === 0
      ? await engine.reading.ask('logLatest', { limit: FIRST_LINES, fits })
      : await engine.reading.ask('logAfter', { after, limit: MOST_LINES, fits })
  return lines.map(logLine)
}

/** False where nothing came for as long as a heartbeat. */
function inTime(what: Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), HEARTBEAT)
  return Promise.race([what.then(() => true), late.promise]).finally(() => clearTimeout(timer))
}
