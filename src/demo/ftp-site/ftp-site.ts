import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { z } from 'zod'
import { remove } from '../../files/remove.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { type Fault, Faults } from './faults.ts'
import { type Changeable, FtpSiteOptions, type SiteSetup } from './site-options.ts'
import { serveVisit } from './visit.ts'

/** A running site. */
export type FtpSite = {
  readonly host: string
  readonly port: number
  /** Real path of the folder it serves. */
  readonly root: string
  readonly username: string
  readonly password: string
  /** PEM; undefined without TLS. */
  readonly certificate: string | undefined
  /** SHA-256 of the certificate's DER, 64 lower-case hex digits; undefined without TLS. */
  readonly fingerprint: string | undefined
  /** Every command so far, as it arrived; the argument of PASS is masked. */
  readonly commands: readonly string[]
  /** Control connections so far. */
  readonly connections: number
  /** The commands that a fault has struck so far, with the paths they are about. */
  readonly struck: readonly string[]
  inject(fault: Fault): void
  clearFaults(): void
  /** The site becomes poorer, or better, from the next command on. */
  change(switches: Changeable): void
  /** Resolves once nobody is connected and what the last visitors asked for is done. */
  quiet(): Promise<void>
  /** Ends every connection, at once. A second call does nothing. */
  close(): Promise<void>
}

/**
 * Starts an FTP site on this machine's loopback address, for demo and tests: RFC 959 with 2389, 2428, 3659 and 4217,
 * and with faults on purpose. Throws USAGE for options that make no sense, or where it cannot listen.
 */
export const startFtpSite = async (options: FtpSiteOptions = {}): Promise<FtpSite> => {
  const parsed = parseOptions(options)
  const certificate = parsed.tls === 'off' ? undefined : makeCertificate()
  const faults = new Faults()
  for (const fault of parsed.faults) faults.inject(fault)
  const root = await makeRoot(parsed.root)
  const removeRoot = async () => {
    if (parsed.root === undefined) await remove(root)
  }
  const setup = makeSetup({ ...parsed, root, faults }, certificate)
  const visitors = new Set<Socket>()
  const visits = new Set<Promise<unknown>>()
  let connections = 0

  const server = createServer({ noDelay: true }, (socket) => {
    connections++
    visitors.add(socket)
    socket.once('close', () => visitors.delete(socket))
    const full = visitors.size > (setup.maxConnections ?? Number.POSITIVE_INFINITY)
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const visit = Promise.all([serveVisit(socket, setup, full), gone]).finally(() => visits.delete(visit))
    visits.add(visit)
  })
  const port = await listen(server, setup).catch(async (error: unknown) => {
    await removeRoot()
    throw error
  })

  return {
    host: setup.host,
    port,
    root,
    username: setup.username,
    password: setup.password,
    certificate: certificate?.certificate,
    fingerprint: certificate?.fingerprint,
    commands: setup.commands,
    get connections() {
      return connections
    },
    struck: faults.struck,
    inject: (fault) => setup.faults.inject(fault),
    clearFaults: () => setup.faults.clear(),
    change: (switches) => void Object.assign(setup, switches),
    quiet: async () => {
      while (visits.size > 0) await Promise.all(visits)
    },
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of visitors) socket.destroy()
      await closed
      await removeRoot()
    },
  }
}

const parseOptions = (options: FtpSiteOptions): z.output<typeof FtpSiteOptions> => {
  const { success, data, error } = FtpSiteOptions.safeParse(options)
  if (!success) throw unusable(z.prettifyError(error), error)
  if (data.requireTls && data.tls === 'off') throw unusable('requireTls needs tls', undefined)
  return data
}

const unusable = (reason: string, cause: unknown): CentralOfficeError =>
  new CentralOfficeError('USAGE', `The demo FTP site cannot start like this: ${reason}.`, {
    hint: 'Correct its options; it serves on 127.0.0.1 or ::1 only.',
    cause,
  })

const makeRoot = async (root: string | undefined): Promise<string> => {
  if (root === undefined) return realpath(await mkdtemp(join(tmpdir(), 'central-office-site-')))
  await mkdir(root, { recursive: true })
  return realpath(root)
}

const makeSetup = (
  options: Omit<z.output<typeof FtpSiteOptions>, 'faults'> & { root: string; faults: Faults },
  certificate: Certificate | undefined,
): SiteSetup => ({
  ...options,
  password: options.password ?? randomBytes(12).toString('base64url'),
  secureContext:
    certificate && createSecureContext({ key: certificate.key, cert: certificate.certificate, minVersion: 'TLSv1.2' }),
  commands: [],
})

const listen = async (server: Server, setup: SiteSetup): Promise<number> => {
  server.listen(setup.port, setup.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new CentralOfficeError('USAGE', `The demo FTP site cannot listen on ${setup.host} port ${setup.port}.`, {
      hint: 'Choose another port, or 0 for any that is free.',
      cause: error,
    })
  }
  return (server.address() as AddressInfo).port
}
