import type { Command } from 'commander'
import type { ZodType } from 'zod'
import { doubtsAboutHome } from '../location/doubts-about-home.ts'
import { CentralOfficeError } from '../model/errors.ts'
import '../model/plain-issues.ts'
import type { Context, Outcome } from './context.ts'
import { pathOf } from './usage-error.ts'

/** What commands need of the program that runs them. */
export type Surroundings = {
  contextOf: (command: Command) => Context
  finish: (outcome: Outcome, context: Context) => void
}

/**
 * Gives a command its work. `schema` checks the options and the arguments together, each under its camel-case name; what does
 * not fit is USAGE, named as it was typed.
 */
export function define<T>(
  command: Command,
  example: string,
  surroundings: Surroundings,
  schema: ZodType<T>,
  work: (given: T, context: Context) => Promise<Outcome>,
): void {
  command.addHelpText(
    'after',
    `\nExample:\n${example
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n')}`,
  )
  command.action(async () => {
    const context = surroundings.contextOf(command)
    const given = check(schema, { ...command.opts(), ...argumentsOf(command) }, command)
    if (!context.json) for (const line of await warnings(context.home)) context.note(line)
    surroundings.finish(await work(given, context), context)
  })
}

/** What is wrong with the home folder's rights, before anything else is said. With --json, `status` has it. */
async function warnings(folder: string): Promise<string[]> {
  const doubts = await doubtsAboutHome(folder)
  return doubts.flatMap(({ message, hint }) => [`Warning: ${message}`, `  ${hint}`])
}

const camel = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

const argumentsOf = (command: Command): Record<string, unknown> =>
  Object.fromEntries(
    command.registeredArguments.map((argument, at) => [camel(argument.name()), command.processedArgs[at]]),
  )

function check<T>(schema: ZodType<T>, given: Record<string, unknown>, command: Command): T {
  const { success, data, error } = schema.safeParse(given)
  if (success) return data
  const issue = error.issues[0]
  const field = String(issue?.path[0] ?? '')
  const argument = command.registeredArguments.find((candidate) => camel(candidate.name()) === field)
  const option = command.options.find((candidate) => candidate.attributeName() === field)
  const name = argument ? argument.name().toUpperCase() : (option?.long ?? field)
  throw new CentralOfficeError(
    'USAGE',
    `${name || 'The command'} cannot be used: ${issue?.message ?? 'it is not as it should be'}.`,
    {
      hint: `See how it is used with: ${pathOf(command)} --help`,
      cause: error,
    },
  )
}
