import { createRoute } from '@hono/zod-openapi'
import type { SetupTable as Known } from '../../location/setup-tables.ts'
import { columnOf, type ReplicaSetup } from '../../model/replica-setup.ts'
import {
  CheckQuery,
  KeptParameter,
  ReplicaSetupChange,
  ReplicaSetupEffect,
  ReplicaSetupPage,
  type SetupTable,
} from '../contract/replica-setup.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import { withoutCommands } from '../http/page-hints.ts'
import type { Pages } from '../pages.ts'

const shown = ({ name, named, setup, columns, stores, inUse, refused }: Known): SetupTable => {
  const { sharing, rule, key = [], naturalKey, filter = '' } = setup
  const unseen = Object.keys(setup.columns).filter((column) => !columns.some((known) => known.name === column))
  return {
    name,
    named,
    sharing,
    rule,
    key,
    naturalKey,
    filter,
    columns: [...columns, ...unseen.map((column) => ({ name: column, type: '', key: false }))].map((column) => {
      const own = columnOf(setup, column.name)
      return { ...column, rule: own.rule ?? null, transmit: own.transmit, setBy: own.setBy ?? null }
    }),
    stores,
    inUse,
    refused: refused.map((one) => ({ ...one, remedy: withoutCommands(one.remedy) })),
  }
}

export const replicaSetupRoutes = ({ engine, events }: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/replica-setup',
        responses: answers(ReplicaSetupPage, 'Which tables transmit, who shares them, who wins'),
      }),
      async (c) => {
        const { setup, tables, kept, otherSetup } = await engine.reading.ask('replicaSetup', null)
        const { sharing, rule } = setup.default
        const { version } = setup
        return c.json({ version, default: { sharing, rule }, tables: tables.map(shown), kept, otherSetup }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/replica-setup',
        request: { query: CheckQuery, ...takes(ReplicaSetupChange) },
        responses: answers(ReplicaSetupEffect, 'What the change does; with ?check=1 nothing is saved'),
      }),
      async (c) => {
        const change = c.req.valid('json')
        const before = (await engine.reading.ask('replicaSetup', null)).setup
        const wanted: ReplicaSetup = { ...change, default: { ...before.default, ...change.default } }
        const effects = await engine.reading.ask('checkReplicaSetup', wanted)
        const refused = effects.some(({ level }) => level === 'error')
        if (c.req.valid('query').check || refused)
          return c.json({ saved: false, version: before.version, effects }, 200)
        const version = await engine.writing.ask('saveReplicaSetup', wanted)
        events.changed('replica-setup', 'data')
        return c.json({ saved: true, version, effects }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/replica-setup/kept/{keptAs}',
        request: { params: KeptParameter },
        responses: answers(Done, 'The table that was kept is dropped, rows and all'),
      }),
      async (c) => {
        await engine.writing.ask('dropKept', c.req.valid('param'))
        events.changed('replica-setup')
        return c.json(done, 200)
      },
    )
