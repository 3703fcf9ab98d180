import { type ChildProcess, fork } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { SiteSettings } from '../../src/model/site-settings.ts'
import type { RunningServer } from '../../test/interop/servers/server-kind.ts'
import { vsftpd } from '../../test/interop/servers/vsftpd.ts'
import type { SiteAccess } from '../site/file-mover.ts'

const program = fileURLToPath(new URL('./site-process.ts', import.meta.url))

const Ready = z.strictObject({
  host: z.string(),
  port: z.int(),
  username: z.string(),
  password: z.string(),
  fingerprint: z.string().optional(),
})

/** How to reach a running site. Folders under `root` are folders on the site. */
export type BenchSite = {
  /** What serves it. */
  server: 'vsftpd' | 'embedded site'
  root: string
  password: string
  /** For programs that are not ours. Null: none of them could check the site's certificate. */
  access: SiteAccess | null
  /** `homeDir`: a folder that nobody else uses. `port`: that of a relay before it. */
  settings(homeDir: string, port?: number): SiteSettings
}

export type Sites = {
  plain: BenchSite
  /** Explicit TLS. Not 1.3: curl closes an upload with the server's session tickets unread, which now and then costs it the end. */
  tls: BenchSite
  /** Why the two are embedded sites; '' where they are a real vsftpd. */
  whyEmbedded: string
  /** Another plain one, embedded, behind a line that takes `milliseconds` each way. */
  startDistant(name: string, milliseconds: number): Promise<BenchSite>
  close(): Promise<void>
}

/** Starts two FTP sites, plain and with TLS: a real vsftpd, or where there is none the embedded site in processes of its own. */
export const startSites = async (folder: string): Promise<Sites> => {
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const one of closing.splice(0)) await one()
  }
  const startEmbedded = async (name: string, tls: 'off' | 'explicit', delay = 0): Promise<BenchSite> => {
    const root = join(folder, name)
    const child = fork(program, [root, tls, String(delay)])
    closing.push(() => ended(child))
    const { fingerprint, ...account } = await firstMessage(child)
    return benchSite('embedded site', root, { ...account, caFile: null }, fingerprint)
  }
  const startReal = async (name: string, encryption: 'plain' | 'TLS 1.2'): Promise<BenchSite> => {
    const server = await vsftpd.start({ address: '127.0.0.1', encryption })
    closing.push(() => server.close())
    return realSite(server, join(folder, `${name}.pem`))
  }
  const whyEmbedded = vsftpd.missing()
  try {
    return {
      plain: whyEmbedded === '' ? await startReal('plain-site', 'plain') : await startEmbedded('plain-site', 'off'),
      tls: whyEmbedded === '' ? await startReal('tls-site', 'TLS 1.2') : await startEmbedded('tls-site', 'explicit'),
      whyEmbedded,
      startDistant: (name, milliseconds) => startEmbedded(name, 'off', milliseconds),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const realSite = async (server: RunningServer, certificateFile: string): Promise<BenchSite> => {
  const { host, port, username, password, certificatePem } = server
  const account = { host, port, username, password }
  if (certificatePem === undefined) return benchSite('vsftpd', server.root, { ...account, caFile: null }, undefined)
  await writeFile(certificateFile, certificatePem)
  const fingerprint = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex')
  return benchSite('vsftpd', server.root, { ...account, caFile: certificateFile }, fingerprint)
}

const benchSite = (
  server: BenchSite['server'],
  root: string,
  access: SiteAccess,
  fingerprint: string | undefined,
): BenchSite => {
  const { host, port, username, password } = access
  const tls = fingerprint === undefined ? 'off' : 'explicit'
  return {
    ...{ server, root, password },
    access: tls === 'explicit' && access.caFile === null ? null : access,
    settings: (homeDir, at = port) =>
      SiteSettings.parse({ host, port: at, username, tls, pinnedCertificate: fingerprint ?? '', homeDir }),
  }
}

const firstMessage = async (child: ChildProcess): Promise<z.infer<typeof Ready>> => {
  const ended = new AbortController()
  child.once('exit', () => ended.abort(new Error('the FTP site ended before it listened')))
  const [message] = await once(child, 'message', { signal: ended.signal })
  return Ready.parse(message)
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return
  const exit = once(child, 'exit')
  if (child.connected) child.disconnect()
  await exit
}
