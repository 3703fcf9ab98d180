import { once } from 'node:events'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { TransmissionLog } from '../location/transmission-log.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { programVersion } from '../model/program-version.ts'
import { defaultHome, openHome } from '../settings/home.ts'
import { addAllCommands } from './commands/all-commands.ts'
import type { Context } from './context.ts'
import { onEndSignal } from './end-signals.ts'
import { errorLines, exitCodeOf, explainError } from './explain-error.ts'
import { jsonDocument } from './json-document.ts'
import { printable, printableText } from './printable.ts'
import { questionsOn, type Typing } from './questions.ts'
import { nameInErrors } from './usage-error.ts'

/** Where a command reads and prints. */
export type Streams = {
  stdin: Typing
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
}

/** Runs one command. Returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCommandLine(args: string[], streams: Streams = process): Promise<number> {
  const { stdout } = streams
  endQuietlyOnClosedPipe(stdout)
  const stop = new AbortController()
  const interrupted = () => {
    // The first Ctrl-C, or whatever else asks for the end, ends the work between two steps; the second does not wait for it.
    if (stop.signal.aborted) process.exit(1)
    stop.abort()
  }
  const stopListening = onEndSignal(interrupted)
  const program = makeProgram(streams)
  const state = { failed: false }
  addAllCommands(program, {
    contextOf: (command) => contextOf(command, streams, stop.signal),
    finish: (outcome, context) => {
      state.failed = outcome.failed ?? false
      if (context.json) stdout.write(`${jsonDocument(outcome.document)}\n`)
      else for (const line of outcome.lines) stdout.write(`${printable(line)}\n`)
    },
  })
  nameInErrors(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return state.failed ? 1 : 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0 // --help, --version
    if (error instanceof CommanderError && error.code === 'commander.help') return 2 // no command given: help was shown
    return reportError(error, args, streams)
  } finally {
    stopListening()
  }
}

function makeProgram({ stdout }: Streams): Command {
  return new Command('central-office')
    .description('Keeps the databases of many shops in step with one office, through nothing but an FTP site.')
    .version(programVersion, '--version', 'print the version')
    .option('--home <folder>', 'home folder of the location (else CENTRAL_OFFICE_HOME, else the default)')
    .option('--json', 'one JSON document on standard output, for programs')
    .addHelpText('after', '\nExample:\n  central-office status --home /srv/office')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), outputError: () => undefined })
}

function contextOf(command: Command, { stdin, stdout, stderr }: Streams, signal: AbortSignal): Context {
  const { home, json = false } = command.optsWithGlobals<{ home?: string; json?: boolean }>()
  const write = (text: string) => void stderr.write(text)
  return {
    home: home ?? defaultHome(),
    json,
    tell: json ? () => undefined : (line) => void stdout.write(`${printable(line)}\n`),
    write: async (text) => {
      if (!stdout.write(stdout.isTTY ? printableText(text) : text)) await once(stdout, 'drain')
    },
    note: (line) => write(`${printable(line)}\n`),
    terminal: stderr.isTTY === true && !json,
    redraw: (line) => write(`\r\u001b[2K${printable(line)}`),
    questions: questionsOn(stdin, write),
    signal,
  }
}

async function reportError(error: unknown, args: string[], { stderr }: Streams): Promise<number> {
  const folder = homeNamedIn(args)
  const explained = explainError(error, join(folder, 'log'))
  if (explained.code === 'INTERNAL') await keepInLog(folder, error)
  stderr.write(args.includes('--json') ? `${jsonError(explained)}\n` : errorText(explained))
  if (process.env.CENTRAL_OFFICE_DEBUG) console.error(error)
  return exitCodeOf(explained)
}

/** Also where the command line could not be read as a whole. */
function homeNamedIn(args: string[]): string {
  const at = args.indexOf('--home')
  return (
    args.find((arg) => arg.startsWith('--home='))?.slice('--home='.length) ??
    (at < 0 ? undefined : args[at + 1]) ??
    defaultHome()
  )
}

const jsonError = ({ code, message, hint }: CentralOfficeError): string =>
  jsonDocument({ error: { code, message, hint } })

const errorText = (error: CentralOfficeError): string =>
  errorLines(error)
    .map((line) => `${printable(line)}\n`)
    .join('')

/** What was not foreseen is kept for whoever is asked to look; a home that cannot be written to changes nothing. */
async function keepInLog(folder: string, error: unknown): Promise<void> {
  try {
    new TransmissionLog(await openHome(folder), 'info').failed(error)
  } catch {
    // The error itself is told in any case.
  }
}

/** `central-office log | head` closes the pipe early, and a terminal may be closed (EIO), which is no failure. */
function endQuietlyOnClosedPipe(stdout: NodeJS.WritableStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(0)
    throw error
  })
}
