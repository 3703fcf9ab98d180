import type { Server } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { OpenHome } from '../location/open-home.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { app } from './app.ts'
import { Engine } from './engine/engine.ts'
import { listenFault, refuseOpenDoor } from './http/listen-fault.ts'
import { namesIn, type OwnCertificate, refuseUnusable } from './http/own-certificate.ts'
import { hasPages, pagesNotBuilt } from './http/static-pages.ts'
import { type Reach, reachOf } from './http/surroundings.ts'
import { Events } from './live/events.ts'
import { TransmissionHealth } from './live/health.ts'
import { LogTail } from './live/log-tail.ts'
import { Probes } from './live/probes.ts'
import { startStandingWork } from './live/standing-work.ts'
import { transmissionOf } from './live/transmission-of.ts'
import { Transmissions } from './live/transmissions.ts'
import type { Pages } from './pages.ts'
import { PasswordFile } from './sessions/password-file.ts'
import { Sessions } from './sessions/sessions.ts'
import { welcomeLink } from './sessions/welcome-link.ts'

export const USUAL_PORT = 7420
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

export type ServeOptions = {
  /** Home folder of the location. */
  home: string
  /** 0 = any free port. Default: 7420. */
  port?: number
  /** Address to listen at. Any other than this computer's own needs `tls` or `behindProxy`. Default: 127.0.0.1. */
  listen?: string
  tls?: OwnCertificate
  /** Where people find the pages, if a proxy stands before them: https://office.example.com */
  behindProxy?: URL
  /** Milliseconds before a missed transmission time is caught up. Default: a minute. */
  catchUpAfter?: number
  /** Folder of the built pages. Default: dist/ui of this package. */
  pagesFolder?: string
}

export type Served = {
  /** Where the pages are: http://127.0.0.1:7420 */
  address: string
  /** The one-time link, while no password has been set. */
  welcome: string | null
  /** PAGES_NOT_BUILT where there is nothing to show in a browser: transmissions and the API go on all the same. */
  fault: CentralOfficeError | null
  pages: Pages
  /** Lets a running transmission end at its next step, then stops. */
  close: () => Promise<void>
}

/**
 * Serves the pages of one location, which this process holds alone meanwhile. Errors: as `OpenHome.open`, LISTEN_REFUSED.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { port = USUAL_PORT, listen = '127.0.0.1', tls, behindProxy } = options
  refuseOpenDoor(listen, tls !== undefined || behindProxy !== undefined)
  if (tls !== undefined) refuseUnusable(tls)
  const names = tls === undefined ? [] : namesIn(tls)
  const open = await OpenHome.open(options.home)
  const engine = new Engine(open.home.folder)
  // The port has to be known before requests can be judged.
  let answer: Fetch = () => new Response(null, { status: 503 })
  const server = newServer((request, env) => answer(request, env), tls)
  try {
    const bound = await start(server, listen, port)
    const reach = reachOf({
      names: [...LOOPBACK, listen, ...names],
      port: bound,
      tls: tls !== undefined,
      publicOrigin: behindProxy ?? null,
    })
    const passwords = new PasswordFile(open.home)
    const address = behindProxy?.origin ?? addressOf({ listen, port: bound, names, secure: tls !== undefined })
    await passwords.noteAddress(address)
    const pages = await pagesOf(open, engine, reach, new Sessions(passwords))
    const folder = options.pagesFolder ?? builtPages
    const all = app(pages, folder)
    answer = (request, env) => all.fetch(request, env)
    const welcome = (await pages.sessions.needsPassword())
      ? welcomeLink(address, await passwords.newWelcome(Date.now(), { forget: false }))
      : null
    const standing = await startStandingWork(pages, options.catchUpAfter)
    return {
      address,
      welcome,
      fault: hasPages(folder) ? null : pagesNotBuilt(),
      pages,
      close: async () => {
        await standing.stop()
        await close(server, pages)
      },
    }
  } catch (error) {
    server.close()
    await engine.close()
    open.close()
    throw error
  }
}

/** The same from the source and from the built package. */
const builtPages = fileURLToPath(new URL('../../dist/ui', import.meta.url))

async function pagesOf(open: OpenHome, engine: Engine, reach: Reach, sessions: Sessions): Promise<Pages> {
  const events = new Events()
  const tail = new LogTail(engine, events)
  await tail.start()
  const health = new TransmissionHealth((await engine.reading.ask('endsSinceGood', null)).map(transmissionOf))
  events.listen((event) => {
    if (event.type === 'ended') health.ended(event.transmission)
  })
  return {
    open,
    engine,
    events,
    tail,
    sessions,
    reach,
    transmissions: new Transmissions(engine, events, tail, () => open.settings),
    probes: new Probes(open.home, events),
    health,
    nextTransmission: () => null,
  }
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

const newServer = (fetch: Fetch, tls: ServeOptions['tls']): Server =>
  createAdaptorServer(
    tls
      ? { fetch, createServer, serverOptions: { cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' } }
      : { fetch },
  ) as Server

const start = (server: Server, listen: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFault(listen, port, error)))
    server.listen(port, listen, () => resolve((server.address() as AddressInfo).port))
  })

/** Where people find the pages. Who listens at every address is found under a name of the certificate. */
function addressOf(found: { listen: string; port: number; names: string[]; secure: boolean }): string {
  const { listen, port, names, secure } = found
  const everywhere = listen === '0.0.0.0' || listen === '::'
  const name = (everywhere ? names[0] : undefined) ?? listen
  return `${secure ? 'https' : 'http'}://${isIP(name) === 6 ? `[${name}]` : name}:${port}`
}

async function close(server: Server, pages: Pages): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  await pages.probes.cancel()
  await pages.transmissions.close()
  server.closeAllConnections()
  await closed
  await pages.engine.close()
  pages.open.close()
}
