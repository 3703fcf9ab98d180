import { createRoute } from '@hono/zod-openapi'
import { CentralOfficeError } from '../../model/errors.ts'
import { showStoreNumber } from '../../model/ids.ts'
import type { RetiredStore as Retired } from '../../transmission/retired-stores.ts'
import type { RetiredStore } from '../contract/retire.ts'
import {
  GuidParameter,
  Invitation,
  Invite,
  InviteAgain,
  StoreChange,
  StoreHistory,
  StoreList,
} from '../contract/stores.ts'
import { Done } from '../contract/words.ts'
import { storeCard } from '../home/store-card.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import { logLine } from '../live/log-line.ts'
import type { Pages } from '../pages.ts'

/** Bytes that a QR code of the largest kind holds (ISO/IEC 18004, version 40-L). */
const QR_BYTES = 2_953
const HISTORY_LINES = 200

const retiredCard = ({ guid, number, name, retiredAt, rowsKept, cleaned }: Retired): RetiredStore => ({
  guid,
  number,
  name,
  retiredAt,
  rowsKept,
  cleaned,
})

type Written = { guid: string; number: string; name: string; text: string; passphrase: string }

/** Line breaks count for nothing in an invitation. */
const shown = (written: Written): Invitation => {
  const compact = written.text.replaceAll('\n', ' ').trim()
  return {
    ...written,
    qr: Buffer.byteLength(compact) <= QR_BYTES ? compact : null,
    fileName: `invitation-store-${written.number}.txt`,
  }
}

export const storesRoutes = ({ engine, events }: Pages) =>
  apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/stores',
        responses: answers(StoreList, 'The stores of the network, by number'),
      }),
      async (c) => {
        const [active, retired] = await Promise.all([
          engine.reading.ask('stores', null),
          engine.reading.ask('retired', null),
        ])
        return c.json({ stores: active.map(storeCard), retired: retired.map(retiredCard) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/stores',
        request: takes(Invite),
        responses: answers(Invitation, 'The store is added; its invitation is shown this once'),
      }),
      async (c) => {
        const written = await engine.writing.ask('invite', c.req.valid('json'))
        events.changed('stores', 'home')
        return c.json(shown(written), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/stores/{guid}',
        request: { params: GuidParameter },
        responses: answers(StoreHistory, 'One store, with what the log tells of it'),
      }),
      async (c) => {
        const { guid } = c.req.valid('param')
        const found = await engine.reading.ask('store', { guid })
        if (found === null) throw unknown(guid)
        const { card, about, ...rest } = found
        const fits = { words: [showStoreNumber(card.number).toLowerCase()], level: 30 }
        const { lines } = await engine.reading.ask('logLatest', { limit: HISTORY_LINES, fits })
        return c.json({ store: storeCard(card), ...about, ...rest, lines: lines.map(logLine) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/stores/{guid}',
        request: { params: GuidParameter, ...takes(StoreChange) },
        responses: answers(Done, 'Changed; the next transmission acts on it'),
      }),
      async (c) => {
        await engine.writing.ask('changeStore', { ...c.req.valid('param'), ...c.req.valid('json') })
        events.changed('stores', 'home')
        return c.json(done, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/stores/{guid}/invite-again',
        request: { params: GuidParameter, ...takes(InviteAgain) },
        responses: answers(Invitation, 'Another invitation of this store, for its recovery'),
      }),
      async (c) => {
        const again = { ...c.req.valid('param'), ...c.req.valid('json') }
        return c.json(shown(await engine.writing.ask('inviteAgain', again)), 200)
      },
    )

const unknown = (guid: string): CentralOfficeError =>
  new CentralOfficeError('STORE_UNKNOWN', `This network has no store ${guid}.`, { hint: 'See the list of stores.' })
