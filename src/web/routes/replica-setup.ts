import { createRoute } from '@hono/zod-openapi'
import type { SetupTable as Known } from '../../location/replica-effects.ts'
import { ReplicaSetup } from '../../model/replica-setup.ts'
import {
  CheckQuery,
  ReplicaSetupChange,
  ReplicaSetupEffect,
  ReplicaSetupPage,
  type SetupTable,
} from '../contract/replica-setup.ts'
import { answers, apiRoutes, takes } from '../http/api-routes.ts'
import type { Pages } from '../pages.ts'

const shown = ({ name, named, setup, columns, stores, inUse }: Known): SetupTable => {
  const { sharing, rule, key = [], naturalKey } = setup
  const own = (column: string) => setup.columns[column] ?? { transmit: true }
  const unseen = Object.keys(setup.columns).filter((column) => !columns.some((known) => known.name === column))
  return {
    name,
    named,
    sharing,
    rule,
    key,
    naturalKey,
    columns: [...columns, ...unseen.map((column) => ({ name: column, type: '', key: false }))].map((column) => ({
      ...column,
      rule: own(column.name).rule ?? null,
      transmit: own(column.name).transmit,
    })),
    stores,
    inUse,
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
        const { setup, tables } = await engine.reading.ask('replicaSetup', null)
        const { sharing, rule } = setup.default
        return c.json({ version: setup.version, default: { sharing, rule }, tables: tables.map(shown) }, 200)
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
        const wanted = ReplicaSetup.parse({ ...change, default: { ...before.default, ...change.default } })
        const effects = await engine.reading.ask('checkReplicaSetup', wanted)
        const refused = effects.some(({ level }) => level === 'error')
        if (c.req.valid('query').check || refused)
          return c.json({ saved: false, version: before.version, effects }, 200)
        const version = await engine.writing.ask('saveReplicaSetup', wanted)
        events.changed('replica-setup', 'data')
        return c.json({ saved: true, version, effects }, 200)
      },
    )
