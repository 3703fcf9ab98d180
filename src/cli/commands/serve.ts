import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { define, type Surroundings } from '../define.ts'

const Options = z
  .object({
    port: z.coerce.number('a port is a number').int().min(0).max(65_535).optional(),
    listen: z.string().trim().min(1).optional(),
    certificate: z.string().min(1).optional(),
    key: z.string().min(1).optional(),
    behindProxy: z
      .url({ protocol: /^https?$/, error: 'name the address where people find the pages: https://office.example.com' })
      .transform((text) => new URL(text))
      .optional(),
    open: z.literal(true).optional(),
  })
  .refine((given) => (given.certificate === undefined) === (given.key === undefined), {
    path: ['key'],
    message: '--certificate and --key go together',
  })
type Options = z.infer<typeof Options>

export function addServe(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('serve')
      .description('serve the pages of this location, for a browser on this computer; ends with Ctrl-C')
      .option('--port <port>', '7420 by default; 0 = any that is free')
      .option('--listen <address>', 'an address that others reach too; wants a certificate or a proxy')
      .option('--certificate <file>', 'PEM file with the certificate and its chain')
      .option('--key <file>', 'PEM file with the key of the certificate')
      .option('--behind-proxy <address>', 'a proxy that encrypts stands before the pages: where people find them')
      .option('--open', 'open the pages in the browser'),
    'central-office serve --open',
    surroundings,
    Options,
    run,
  )
}

async function run(given: Options, context: Context) {
  // Loaded here alone: no other command serves anything.
  const { serve } = await import('../../web/serve.ts')
  const { port, listen, certificate, key, behindProxy } = given
  const served = await serve({
    home: context.home,
    ...(port === undefined ? {} : { port }),
    ...(listen === undefined ? {} : { listen }),
    ...(behindProxy === undefined ? {} : { behindProxy }),
    ...(certificate && key
      ? { tls: { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') } }
      : {}),
  })
  const { address, welcome } = served
  const print = context.json ? context.note : context.tell
  try {
    print(`The pages are at ${address}`)
    if (welcome !== null) print(`First start: set a password with this one-time link, good for a day: ${welcome}`)
    print('Ctrl-C ends it.')
    if (given.open) openInBrowser(welcome ?? address)
    await ended(context.signal)
  } finally {
    await served.close()
  }
  return { document: { address, ended: true }, lines: ['Ended.'] }
}

/** Until Ctrl-C, or until a service manager asks for it. */
async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const terminated = new AbortController()
  const stop = () => terminated.abort()
  process.once('SIGTERM', stop)
  await once(AbortSignal.any([signal, terminated.signal]), 'abort')
  process.off('SIGTERM', stop)
}

/** Where there is no browser to open, the address stands on the screen. */
function openInBrowser(address: string): void {
  const [program, ...before] =
    process.platform === 'win32' ? ['explorer.exe'] : process.platform === 'darwin' ? ['open'] : ['xdg-open']
  if (program === undefined) return
  spawn(program, [...before, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}
