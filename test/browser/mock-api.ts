import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { LiveState, ServerEvent } from '../../src/web/contract/events.ts'
import type { Session } from '../../src/web/contract/session.ts'
import { builtPages } from '../../ui/build-pages.ts'
import { sampleConflictRow, sampleConflicts, settledConflicts } from './sample-conflicts.ts'
import { quietState, runningState, sampleActivity, sampleLines, sampleTransmission } from './sample-log.ts'
import { sampleOwnTables, sampleParked, sampleParkedRow } from './sample-own.ts'
import { sampleReport, sampleReports } from './sample-reports.ts'
import { sampleProbe, sampleProbeSteps, sampleSetup, sampleSite, untrustedProbe } from './sample-site.ts'
import {
  sampleComparison,
  sampleHistory,
  sampleOffice,
  sampleRetired,
  sampleRetirement,
  sampleStoreHome,
  sampleStores,
} from './sample-stores.ts'
import {
  columnsOf,
  sampleDataTables,
  sampleEffects,
  samplePage,
  sampleReplicaSetup,
  sampleRow,
} from './sample-tables.ts'

/** What the mock server pretends. Changed at any time through `MockServer.pretend`. */
export type Pretence = {
  session: Session
  stores: number
  running: boolean
  /** How many times Test Connection was started. */
  probes: number
  /** Test Connection fails at a certificate that nobody vouches for. */
  untrusted: boolean
  /** Answers to requests, by `METHOD /path`: a refusal instead of the sample. */
  refusals: Record<string, { status: 400 | 401 | 409 | 422 | 500; body: object }>
}

export const usualPretence: Pretence = {
  session: {
    signedIn: true,
    role: 'office',
    name: 'Riverside Auto Group',
    number: null,
    version: '0.1.0',
    needsPassword: false,
    ended: null,
  },
  stores: 8,
  running: false,
  probes: 0,
  untrusted: false,
  refusals: {},
}

export type MockServer = { address: string; pretence: Pretence; requests: string[]; close: () => Promise<void> }

/** The policy that src/web answers with, so that what it would forbid shows here too. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const BEAT_MS = 100

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Serves the built pages with sample data, for looks and for states that are rare in a real network. */
export async function startMockServer(pretend: Partial<Pretence> = {}): Promise<MockServer> {
  const server: MockServer = {
    address: '',
    pretence: { ...usualPretence, ...pretend },
    requests: [],
    close: async () => {},
  }
  const app = new Hono()
  app.use(async (c, next) => {
    server.requests.push(`${c.req.method} ${c.req.path}`)
    c.header('content-security-policy', policy)
    const refusal = server.pretence.refusals[`${c.req.method} ${c.req.path}`]
    return refusal ? c.json(refusal.body, refusal.status) : next()
  })
  addSamples(app, server)
  app.get('*', servePage)
  const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((ready) => listening.once('listening', ready))
  server.address = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  server.close = () =>
    new Promise((closed) => {
      listening.close(() => closed())
      if ('closeAllConnections' in listening) listening.closeAllConnections()
    })
  return server
}

async function servePage(c: Context) {
  const name = extname(c.req.path) === '' ? '/index.html' : c.req.path
  try {
    const type = types[extname(name)] ?? 'application/octet-stream'
    const compressed = await readFile(join(builtPages, `${name}.br`)).catch(() => null)
    if (compressed !== null) return c.body(compressed, 200, { 'content-type': type, 'content-encoding': 'br' })
    return c.body(await readFile(join(builtPages, name)), 200, { 'content-type': type })
  } catch {
    return c.notFound()
  }
}

function addSamples(app: Hono, server: MockServer): void {
  const now = Date.now()
  const done = { done: true }
  const invitation = {
    guid: 'g',
    number: '12',
    name: 'Harbour Garage',
    text: `CENTRAL-OFFICE-INVITATION-1\n${'q83vEjRWeJCrze8SNFZ4kA'.repeat(24)}\n`,
    passphrase: 'maple-orbit-candle-seven',
    qr: 'q83vEjRWeJCrze8SNFZ4kA'.repeat(24),
    fileName: 'invitation-0000012.txt',
  }
  app.get('/api/session', (c) => c.json(server.pretence.session))
  for (const path of ['/api/sign-in', '/api/welcome'])
    app.post(path, (c) => {
      server.pretence.session = { ...server.pretence.session, signedIn: true, needsPassword: false }
      return c.json(done)
    })
  for (const path of ['/api/sign-out', '/api/password', '/api/transmit/cancel', '/api/site/test/cancel'])
    app.post(path, (c) => c.json(done))
  app.get('/api/home', (c) =>
    c.json(
      server.pretence.session.role === 'office' ? sampleOffice(server.pretence.stores, now) : sampleStoreHome(now),
    ),
  )
  app.get('/api/next-transmission', (c) => c.json({ nextTransmission: now + 35 * 60_000 }))
  app.post('/api/notices/test', (c) => c.json({ mail: '', webhook: null }))
  app.get('/api/setup', (c) => {
    const { role, number } = server.pretence.session
    return c.json({ ...sampleSetup, role, store: number === null ? null : { guid: 'g', number } })
  })
  app.put('/api/setup', async (c) => c.json({ ...sampleSetup, ...(await c.req.json()) }))
  app.get('/api/site', (c) => c.json(sampleSite))
  app.put('/api/site', (c) => c.json(sampleSite))
  app.post('/api/site/test', (c) => {
    server.pretence.probes += 1
    return c.json({ id: 'p-1', steps: sampleProbeSteps.map(({ name }) => name) })
  })
  app.post('/api/transmit', (c) => {
    server.pretence.running = true
    return c.json({ id: 't-10' })
  })
  app.get('/api/transmissions', (c) => c.json(sampleActivity(c.req.query('month') ?? '', now)))
  app.get('/api/transmissions/:id', (c) =>
    c.json({ transmission: sampleTransmission(now, 'completed', c.req.param('id')), lines: sampleLines(now) }),
  )
  app.get('/api/stores', (c) =>
    c.json({
      stores: sampleStores(server.pretence.stores, now),
      retired: server.pretence.stores === 0 ? [] : sampleRetired(now),
    }),
  )
  app.get('/api/stores/:guid/retirement', (c) => c.json(sampleRetirement))
  app.post('/api/stores/:guid/retire', (c) => c.json({ deleted: 0 }))
  for (const path of ['cancel-invitation', 'forget']) app.post(`/api/stores/:guid/${path}`, (c) => c.json(done))
  app.get('/api/stores/:guid', (c) => {
    const store = sampleStores(server.pretence.stores, now).find(({ guid }) => guid === c.req.param('guid'))
    return store ? c.json(sampleHistory(store, now)) : c.notFound()
  })
  app.post('/api/stores', (c) => c.json(invitation))
  app.post('/api/stores/:guid/invite-again', (c) => c.json(invitation))
  app.put('/api/stores/:guid', (c) => c.json(done))
  app.get('/api/comparison/:guid', (c) => c.json(sampleComparison(now)))
  app.post('/api/comparison', (c) => c.json(done))
  app.get('/api/conflicts', (c) => {
    const open = sampleConflicts(now)
    const conflicts = c.req.query('which') === 'all' ? settledConflicts(now) : server.pretence.stores === 0 ? [] : open
    return c.json({ conflicts, open: server.pretence.stores === 0 ? 0 : open.length, more: false })
  })
  app.get('/api/conflicts/:id', (c) => c.json(sampleConflictRow(Number(c.req.param('id')), now)))
  app.post('/api/conflicts/decide', async (c) => {
    const { decisions } = (await c.req.json()) as { decisions: { id: number }[] }
    return c.json({ conflicts: decisions.map(({ id }) => sampleConflictRow(id, now).conflict), open: 1 })
  })
  app.post('/api/conflicts/put-back', async (c) => {
    const { values } = (await c.req.json()) as { values: { id: number }[] }
    return c.json({
      values: values.map(({ id }) => {
        const { conflict } = sampleConflictRow(id, now)
        return { conflict: { ...conflict, putBack: conflict.storeValue, putBackAt: now }, row: 'changed' }
      }),
    })
  })
  app.get('/api/replica-setup', (c) => c.json(sampleReplicaSetup))
  app.put('/api/replica-setup', async (c) => {
    const { tables } = (await c.req.json()) as { tables: Record<string, { filter?: string }> }
    return c.json(sampleEffects(c.req.query('check') === undefined, tables.repair_orders?.filter ?? ''))
  })
  app.delete('/api/replica-setup/kept/:keptAs', (c) => c.json(done))
  app.get('/api/parked', (c) => c.json(sampleParked(now)))
  app.post('/api/parked/retry', (c) => c.json({ settled: 1, left: 1 }))
  app.post('/api/parked/discard', (c) =>
    c.json({ rows: [{ number: 3, table: 'customers', key: "'6e0c'", becomes: 'edit' }] }),
  )
  app.get('/api/parked/:number', (c) => c.json(sampleParkedRow(Number(c.req.param('number')), now)))
  app.get('/api/own-tables', (c) => c.json(sampleOwnTables))
  app.post('/api/own-tables/capture-off', async (c) =>
    c.json({ off: ((await c.req.json()) as { tables: string[] }).tables.map((table) => ({ table, rows: 812 })) }),
  )
  app.post('/api/own-tables/capture-on', (c) =>
    c.json({ on: [{ table: 'parts', found: 'Meanwhile: 0 new, 1 changed, 0 deleted.' }], stillOff: [] }),
  )
  app.post('/api/own-tables/compare', (c) => c.json(done))
  app.get('/api/data/tables', (c) => c.json(sampleDataTables))
  app.get('/api/data/:table/row', (c) => {
    const table = c.req.param('table')
    return c.json({ columns: columnsOf(table), row: sampleRow(table, c.req.query('id') ?? ''), label: 'Ada Byron' })
  })
  app.get('/api/data/:table', (c) =>
    c.json(samplePage(c.req.param('table'), Number(c.req.query('after') ?? 0), Number(c.req.query('limit') ?? 100))),
  )
  app.put('/api/data/:table', async (c) => c.json({ row: sampleRow(c.req.param('table'), (await c.req.json()).id) }))
  app.post('/api/data/:table', (c) => c.json({ row: sampleRow(c.req.param('table'), 'p1') }))
  app.delete('/api/data/:table', (c) => c.json(done))
  app.get('/api/reports', (c) => c.json(sampleReports))
  app.get('/api/reports/:name', (c) => c.json(sampleReport(c.req.param('name'))))
  app.get('/api/events', (c) =>
    streamSSE(c, (stream) =>
      sendEvents(server, now, {
        send: (event) => stream.writeSSE({ data: JSON.stringify(event) }),
        ended: () => stream.aborted || stream.closed,
      }),
    ),
  )
}

type Listener = { send: (event: ServerEvent) => Promise<void>; ended: () => boolean }

/** The state, the log, and then whatever the pretence says, as long as the page listens. */
async function sendEvents(server: MockServer, now: number, { send, ended }: Listener): Promise<void> {
  const probeNow = () => (server.pretence.untrusted ? untrustedProbe : sampleProbe)
  const stateNow = (): LiveState => ({
    ...(server.pretence.running ? runningState(now) : quietState(now)),
    ...(server.pretence.probes > 0 ? { probe: { id: 'p-1', ...probeNow(), error: null } } : {}),
  })
  await send({ type: 'state', state: stateNow() })
  await send({ type: 'log', lines: sampleLines(now) })
  let { running, probes } = server.pretence
  while (!ended()) {
    await new Promise((next) => setTimeout(next, BEAT_MS))
    if (server.pretence.running !== running) {
      running = server.pretence.running
      await send({ type: 'state', state: stateNow() })
    }
    if (server.pretence.probes <= probes) continue
    probes = server.pretence.probes
    const { steps, result } = probeNow()
    for (const step of steps) await send({ type: 'probe', id: 'p-1', step })
    await send({ type: 'probe-ended', id: 'p-1', result, error: null })
  }
}
