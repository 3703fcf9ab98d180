import { hasCode } from '../../model/errors.ts'
import { homeDoubts } from '../../settings/home-doubts.ts'
import { settingsCode } from '../../site/settings-code.ts'
import type { Home, LastTransmission, StoreHome } from '../contract/home.ts'
import { withoutCommands } from '../http/page-hints.ts'
import { transmissionOf } from '../live/transmission-of.ts'
import type { Pages } from '../pages.ts'
import { attentionOf } from './attention.ts'
import { storeCard } from './store-card.ts'

/** A transmission writes some lines a store; its end is among the last of so many. */
const LOG_LINES = 2_000

/** What was seen of a location's database last: shown while another program keeps it locked. */
const seen = new WeakMap<Pages, Seen>()

/** How the location stands. A shop's database that is not in WAL mode is locked while it is written: then as it was before. */
export async function homeOf(pages: Pages): Promise<Home> {
  const { settings } = pages.open
  const [{ overview, asOf, busy }, last, doubts] = await Promise.all([
    overviewOf(pages),
    lastTransmission(pages),
    doubtsOf(pages),
  ])
  const { site, name, noTransmit } = settings
  const shared = {
    name,
    noTransmit,
    site: site && { host: site.host, port: site.port, settingsCode: settingsCode(site), plain: site.tls === 'off' },
    lastTransmission: last,
    nextTransmission: pages.nextTransmission(),
    busy,
    asOf,
  }
  if (overview.role === 'office') {
    const stores = overview.stores.map(storeCard)
    const openConflicts = stores.reduce((sum, store) => sum + store.openConflicts, 0)
    const attention = attentionOf(settings, { doubts, last, stores, own: null, leftOut: overview.leftOut }, Date.now())
    return { role: 'office', ...shared, attention, openConflicts, stores }
  }
  const own = ownOf(pages, overview)
  return {
    role: 'store',
    ...shared,
    attention: attentionOf(settings, { doubts, last, stores: null, own, leftOut: overview.leftOut }, Date.now()),
    own,
  }
}

/** Windows is asked by a program, which would be started for each request. */
const DOUBTS_LAST = 60_000
const doubted = new WeakMap<Pages, { until: number; doubts: ReturnType<typeof homeDoubts> }>()

function doubtsOf(pages: Pages): ReturnType<typeof homeDoubts> {
  const now = performance.now()
  const before = doubted.get(pages)
  if (before !== undefined && now < before.until) return before.doubts
  const doubts = homeDoubts(pages.open.home, pages.open.settings)
  doubted.set(pages, { until: now + DOUBTS_LAST, doubts })
  return doubts
}

type Seen = { overview: Looked; asOf: number }
type Looked = Awaited<ReturnType<typeof look>>
const look = ({ engine }: Pages) => engine.reading.ask('overview', null)

async function overviewOf(pages: Pages): Promise<{ overview: Looked; asOf: number; busy: boolean }> {
  try {
    const now = { overview: await look(pages), asOf: Date.now() }
    seen.set(pages, now)
    return { ...now, busy: false }
  } catch (error) {
    const before = seen.get(pages)
    if (before === undefined || !hasCode(error, 'DATABASE_LOCKED')) throw error
    return { ...before, busy: true }
  }
}

function ownOf({ open }: Pages, overview: Extract<Looked, { role: 'store' }>): StoreHome['own'] {
  const { store } = open.settings
  if (!store || overview.own === null) return null
  const { loading, loadedTables, refill, heldRows, outbox, onSite, refusedTables } = overview.own
  return {
    guid: store.guid,
    number: store.number,
    loading,
    loadedTables,
    refill,
    backlog: outbox.length,
    backlogRows: outbox.reduce((sum, { rows }) => sum + rows, 0),
    parked: heldRows,
    onSite,
    refusedTables: refusedTables.map((one) => ({ ...one, hint: withoutCommands(one.hint) })),
  }
}

async function lastTransmission({ transmissions, engine }: Pages): Promise<LastTransmission | null> {
  const last = transmissions.last ?? (await lastInLog(engine))
  if (last === null) return null
  const { id, endedAt, outcome, message, code } = last
  return { id, at: endedAt, good: outcome === 'completed', text: message, code }
}

async function lastInLog(engine: Pages['engine']) {
  const line = await engine.reading.ask('lastEnd', { lines: LOG_LINES })
  return line === null ? null : transmissionOf(line)
}
