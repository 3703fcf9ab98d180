import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { type FtpSite, startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'

/** Compiled code is kept between runs, which halves the time a process takes to start. */
const cache = { NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)) }

export const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export type Ran = { code: number | null; stdout: string; stderr: string }
type RunOptions = { input?: string; env?: Record<string, string>; onStdout?: (text: string, pid: number) => void }

/** Everything that was ever typed or printed, to look for secrets in. */
export const seen: string[] = []

/** Commands whose first run is a process of its own, as people run it: those a location begins with, and one that is none. */
const asPeopleDo = new Set(['init', 'invite', 'join', 'site', 'transmit', 'status', 'nonsense'])

/**
 * Runs `central-office ARGS`: within the test's process, which spares most of the time, but for those first runs, and those with an
 * environment or with somebody who listens.
 */
export async function run(args: string[], options: RunOptions = {}): Promise<Ran> {
  const here = !asPeopleDo.delete(args[0] ?? '') && !options.env && !options.onStdout
  const ran = await (here ? runHere(args, options) : spawned(args, options))
  seen.push(args.join(' '), ran.stdout, ran.stderr)
  return ran
}

async function spawned(args: string[], { input = '', env = {}, onStdout }: RunOptions): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...cache, ...env } })
  const ran: Ran = { code: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ran.stdout += text
    onStdout?.(ran.stdout, child.pid ?? 0)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ran.stderr += text
  })
  child.stdin.on('error', () => undefined) // a command that reads no input may be gone before it is written
  child.stdin.end(input)
  ran.code = await new Promise((resolve) => child.once('close', resolve))
  return ran
}

async function runHere(args: string[], { input = '' }: RunOptions): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const printed = Promise.all([text(stdout), text(stderr)])
  const code = await runCommandLine(args, { stdin, stdout, stderr })
  stdout.end()
  stderr.end()
  const [out, err] = await printed
  return { code, stdout: out, stderr: err }
}

/** Runs a command that must succeed. */
export async function done(args: string[], options?: RunOptions): Promise<string> {
  const ran = await run(args, options)
  if (ran.code !== 0 || ran.stderr !== '') throw new Error(`${args.join(' ')}: ${ran.code}\n${ran.stdout}${ran.stderr}`)
  return ran.stdout
}

/** Runs a command with --json that must succeed, and reads its one document. */
export const asked = async <T = Record<string, unknown>>(args: string[], options?: RunOptions): Promise<T> =>
  JSON.parse(await done([...args, '--json'], options)) as T

export type Failure = { code: string; message: string; hint: string }

/** Runs a command with --json that must fail, and reads the error. */
export async function failure(args: string[], options?: RunOptions): Promise<Failure & { exit: number | null }> {
  const ran = await run([...args, '--json'], options)
  if (ran.code === 0) throw new Error(`${args.join(' ')} should have failed:\n${ran.stdout}`)
  const { error } = JSON.parse(ran.stderr) as { error: Failure }
  return { ...error, exit: ran.code }
}

/** A folder that goes with the test. */
export function folderFor(test: { after: (work: () => void) => unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), 'central-office-cli-'))
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

export const PASSWORD = 'Op3n-Sesame!'

/** An FTP site that speaks TLS; its certificate is known to nobody, so it is pinned. */
export const startSite = (): Promise<FtpSite> => startFtpSite({ tls: 'explicit', requireTls: true, password: PASSWORD })

export const siteArgs = (site: FtpSite): string[] => [
  ...['--host', site.host, '--port', String(site.port), '--username', site.username],
  ...['--home-dir', 'network', '--tls', 'explicit', '--pin', site.fingerprint ?? ''],
]

/** An office with a configured site. */
export async function officeAt(home: string, site: FtpSite): Promise<void> {
  await done(['init', 'office', '--home', home, '--name', 'Head Office'])
  await done(['site', 'set', '--home', home, ...siteArgs(site), '--password-stdin'], { input: `${PASSWORD}\n` })
}
