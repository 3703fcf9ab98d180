import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { SiteSettings } from '../../src/model/site-settings.ts'

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
  root: string
  password: string
  /** `homeDir`: a folder that nobody else uses. */
  settings(homeDir: string): SiteSettings
}

export type Sites = {
  plain: BenchSite
  tls: BenchSite
  /** Another plain one, behind a line that takes `milliseconds` each way. */
  startDistant(name: string, milliseconds: number): Promise<BenchSite>
  close(): Promise<void>
}

/** Starts the embedded FTP site twice, each in a process of its own: plain, and with explicit TLS. */
export const startSites = async (folder: string): Promise<Sites> => {
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children) {
      if (child.exitCode !== null) continue
      const ended = once(child, 'exit')
      if (child.connected) child.disconnect()
      await ended
    }
  }
  const start = async (name: string, tls: 'off' | 'explicit', delay = 0): Promise<BenchSite> => {
    const root = join(folder, name)
    const child = fork(program, [root, tls, String(delay)])
    children.push(child)
    const ready = await firstMessage(child)
    return {
      root,
      password: ready.password,
      settings: (homeDir) =>
        SiteSettings.parse({
          host: ready.host,
          port: ready.port,
          username: ready.username,
          tls,
          pinnedCertificate: ready.fingerprint ?? '',
          homeDir,
        }),
    }
  }
  try {
    return {
      plain: await start('plain-site', 'off'),
      tls: await start('tls-site', 'explicit'),
      startDistant: (name, milliseconds) => start(name, 'off', milliseconds),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const firstMessage = async (child: ChildProcess): Promise<z.infer<typeof Ready>> => {
  const ended = new AbortController()
  child.once('exit', () => ended.abort(new Error('the FTP site ended before it listened')))
  const [message] = await once(child, 'message', { signal: ended.signal })
  return Ready.parse(message)
}
