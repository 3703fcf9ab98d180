import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { textOfFile } from '../../files/text-of-file.ts'
import type { Context } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { serveLines } from '../serve-lines.ts'
import { addServeOptions, keyFault, keyGoesWith, serveOptions } from '../serve-options.ts'

const Options = z
  .object({ ...serveOptions, open: z.literal(true).optional(), link: z.boolean().default(true) })
  .refine(keyGoesWith, keyFault)
type Options = z.infer<typeof Options>

export function addServe(program: Command, surroundings: Surroundings): void {
  define(
    addServeOptions(
      program
        .command('serve')
        .description('serve the pages of this location, for a browser on this computer; ends with Ctrl-C'),
    )
      .option('--open', 'open the pages in the browser')
      .option('--no-link', 'do not print the one-time link of the first start, where what is printed is kept in a log'),
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
      ? { tls: { certificate: textOfFile(await readFile(certificate)), key: textOfFile(await readFile(key)) } }
      : {}),
  })
  const { address, welcome, fault } = served
  const print = context.json ? context.note : context.tell
  const asked = ended(context.signal)
  try {
    for (const line of serveLines(served, given.link)) print(line)
    if (given.open && fault === null) openInBrowser(welcome ?? address)
    await asked
  } finally {
    await served.close()
  }
  return { document: { address, ended: true }, lines: ['Ended.'] }
}

/** Until Ctrl-C, until a service manager asks for it, or until the window is closed. */
async function ended(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** What opens an address in the browser. Of an `explorer.exe URL` Windows opens a folder now and then, and splits it at some signs. */
export const browserCommand = (address: string, platform: string): [program: string, ...words: string[]] =>
  platform === 'win32'
    ? ['rundll32.exe', 'url.dll,FileProtocolHandler', address]
    : [platform === 'darwin' ? 'open' : 'xdg-open', address]

/** Where there is no browser to open, the address stands on the screen. */
function openInBrowser(address: string): void {
  const [program, ...words] = browserCommand(address, process.platform)
  spawn(program, words, { stdio: 'ignore', detached: true, windowsHide: true })
    .on('error', () => undefined)
    .unref()
}
