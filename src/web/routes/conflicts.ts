import { createRoute } from '@hono/zod-openapi'
import type { Choice } from '../../location/decide-conflicts.ts'
import type { Conflict as Recorded } from '../../merge/conflicts.ts'
import { cellOf, valueFrom } from '../cell.ts'
import {
  type Conflict,
  ConflictList,
  ConflictQuery,
  ConflictRow,
  Decided,
  DecideMany,
  Decision,
  IdParameter,
  PutBackMany,
  WerePutBack,
} from '../contract/conflicts.ts'
import { answers, apiRoutes, takes } from '../http/api-routes.ts'
import type { Pages } from '../pages.ts'

const USUAL_PAGE = 100

const shown = (conflict: Recorded & { label?: string }): Conflict => {
  const { storeGuid, storeNumber, storeName, base, officeValue, storeValue, decided, putBack, ...rest } = conflict
  return {
    ...rest,
    label: conflict.label ?? '',
    store: { guid: storeGuid, number: storeNumber, name: storeName },
    base: cellOf(base),
    officeValue: cellOf(officeValue),
    storeValue: cellOf(storeValue),
    decided: conflict.outcome === 'decided' ? cellOf(decided) : null,
    putBack: conflict.putBackAt === null ? null : cellOf(putBack),
  }
}

const choiceOf = (decision: Decision): Choice =>
  'value' in decision ? { value: valueFrom(decision.value, 'value') } : decision

export const conflictsRoutes = ({ engine, events }: Pages) => {
  const decide = async (choices: { id: number; choice: Choice }[]): Promise<Decided> => {
    const decided = await engine.writing.ask('decide', choices)
    const { open } = await engine.reading.ask('conflicts', { which: 'open', limit: 1 })
    events.changed('conflicts', 'home', 'stores', 'data')
    return { conflicts: decided.map(shown), open }
  }
  return apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/conflicts',
        request: { query: ConflictQuery },
        responses: answers(ConflictList, 'Conflicts: open ones oldest first, or all of them newest first'),
      }),
      async (c) => {
        const { which = 'open', limit = USUAL_PAGE, ...query } = c.req.valid('query')
        const { conflicts, open, more } = await engine.reading.ask('conflicts', { which, limit, ...query })
        return c.json({ conflicts: conflicts.map(shown), open, more }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/conflicts/decide',
        request: takes(DecideMany),
        responses: answers(Decided, 'All are decided; the next transmission carries it on'),
      }),
      async (c) => {
        const { decisions } = c.req.valid('json')
        return c.json(await decide(decisions.map(({ id, decision }) => ({ id, choice: choiceOf(decision) }))), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/conflicts/{id}',
        request: { params: IdParameter },
        responses: answers(ConflictRow, 'One conflict, beside the row it is about'),
      }),
      async (c) => {
        const found = await engine.reading.ask('conflict', c.req.valid('param'))
        return c.json(
          {
            ...found,
            conflict: shown(found.conflict),
            beside: found.beside.map(shown),
            settled: found.settled.map(shown),
            columns: found.columns.map((column) => ({
              ...column,
              current: cellOf(column.current),
              incoming: cellOf(column.incoming),
            })),
          },
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/conflicts/{id}/decide',
        request: { params: IdParameter, ...takes(Decision) },
        responses: answers(Decided, 'It is decided; the next transmission carries it on'),
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(await decide([{ id, choice: choiceOf(c.req.valid('json')) }]), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/conflicts/put-back',
        request: takes(PutBackMany),
        responses: answers(WerePutBack, 'What lost is put back; the next transmission carries it on'),
      }),
      async (c) => {
        const wanted = c.req.valid('json').values
        const done = await engine.writing.ask(
          'putBack',
          wanted.map(({ id, decision }) => ({ id, choice: decision && choiceOf(decision) })),
        )
        events.changed('conflicts', 'home', 'stores', 'data')
        return c.json({ values: done.map(({ conflict, row }) => ({ conflict: shown(conflict), row })) }, 200)
      },
    )
}
