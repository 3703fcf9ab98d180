import { createRoute } from '@hono/zod-openapi'
import { CaptureOff, CaptureOn, CaptureTables, OwnTables, OwnTrigger, TriggerChoice } from '../contract/own-tables.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import { withoutCommands } from '../http/page-hints.ts'
import type { Pages } from '../pages.ts'

/** At a store: the tables of its own database, and capture off and on around a change of their layout. */
export const ownTablesRoutes = ({ engine, events }: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/own-tables',
        responses: answers(OwnTables, "This store's tables: captured, off, left out; and the replica setup it goes by"),
      }),
      async (c) => {
        const { tables, ...rest } = await engine.reading.ask('ownTables', null)
        return c.json({ ...rest, tables: tables.map((one) => ({ ...one, hint: withoutCommands(one.hint) })) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/own-tables/capture-off',
        request: takes(CaptureTables),
        responses: answers(CaptureOff, 'Capture is off: their layout may be changed now'),
      }),
      async (c) => {
        const off = await engine.writing.ask('captureOff', c.req.valid('json'))
        events.changed('own-tables', 'home')
        return c.json({ off }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/own-tables/capture-on',
        request: takes(CaptureTables),
        responses: answers(CaptureOn, 'Capture is on again; what changed meanwhile was found'),
      }),
      async (c) => {
        const { on, stillOff } = await engine.writing.ask('captureOn', c.req.valid('json'))
        events.changed('own-tables', 'home')
        return c.json({ on, stillOff: stillOff.map((one) => ({ ...one, hint: withoutCommands(one.hint) })) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/own-tables/trigger',
        request: takes(TriggerChoice),
        responses: answers(OwnTrigger, "Whether a trigger of the shop's program runs for rows from the office"),
      }),
      async (c) => {
        const trigger = await engine.writing.ask('chooseTrigger', c.req.valid('json'))
        events.changed('own-tables')
        return c.json(trigger, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/own-tables/compare',
        responses: answers(Done, 'The next transmission asks the office to compare itself with this store'),
      }),
      async (c) => {
        await engine.writing.ask('askForComparison', null)
        events.changed('own-tables')
        return c.json(done, 200)
      },
    )
