import { join } from 'node:path'
import { Command } from 'commander'
import { addAllCommands } from '../../src/cli/commands/all-commands.ts'
import type { Context, Outcome } from '../../src/cli/context.ts'
import { jsonable } from '../../src/cli/json-document.ts'
import { newHome } from '../../src/location/new-home.ts'
import { StoreNumber } from '../../src/model/ids.ts'
import { Settings } from '../../src/settings/settings.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'

/** `written`: as it went to standard output, beside the lines. */
export type Commanded = { lines: string[]; written: string; document: unknown; failed: boolean }

/** A person before a terminal, who answers. */
export type Person = { home: string; answer: (question: string) => Promise<string> }

/** Runs a command inside this process, against a home folder. Errors are thrown as they are. */
export async function command(by: string | Person, ...args: string[]): Promise<Commanded> {
  const { home, answer } = typeof by === 'string' ? { home: by, answer: null } : by
  const questions = { canAsk: answer !== null, ...(answer ? { ask: answer } : {}) }
  const outcomes: Outcome[] = []
  let written = ''
  const write = async (text: string) => {
    written += text
  }
  const program = new Command('central-office').option('--home <folder>').option('--json').exitOverride()
  addAllCommands(program, {
    contextOf: () => ({ home, json: false, tell: () => {}, note: () => {}, write, questions }) as unknown as Context,
    finish: (outcome) => void outcomes.push(outcome),
  })
  await program.parseAsync(args, { from: 'user' })
  const [outcome] = outcomes
  if (!outcome) throw new Error(`${args.join(' ')} said nothing`)
  return { lines: outcome.lines, written, document: jsonable(outcome.document), failed: outcome.failed ?? false }
}

/** A home folder for a location of a test network, over the same database. */
export async function homeOf(network: ReplicaNetwork, store: TestStore | null): Promise<string> {
  const n = store ? network.stores.indexOf(store) + 1 : 0
  const folder = join(network.folder, `home-${n}`)
  const settings = Settings.parse({
    format: 3,
    role: store ? 'store' : 'office',
    name: 'Test',
    database: join(network.folder, store ? `store-${n}.db` : 'office.db'),
    ...(store ? { store: { guid: store.guid, number: StoreNumber.parse(String(n)) } } : {}),
  })
  await newHome(folder, settings, {}, async () => {})
  return folder
}
