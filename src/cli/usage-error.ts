import type { Command, CommanderError } from 'commander'
import { CentralOfficeError } from '../model/errors.ts'
import { nearNames } from './near-names.ts'

/** The words that run a command: `central-office replica set`. */
export const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()

/** `command` is a group of commands, and has none of the name `word`. */
export function unknownCommand(command: Command, word: string, cause?: unknown): CentralOfficeError {
  const near = nearNames(
    word,
    command.commands.map((known) => known.name()),
  )
  const called = pathOf(command)
  return new CentralOfficeError('USAGE', `There is no command "${called} ${word}".`, {
    hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}See all of them with: ${called} --help`,
    cause,
  })
}

const sentence = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const capital = line.charAt(0).toUpperCase() + line.slice(1)
  return /[.?!)]$/.test(capital) ? capital : `${capital}.`
}

/** Lets every command answer wrong words with an error that names this command. Help, which commander ends in the same way, passes. */
export function nameInErrors(command: Command): void {
  command.exitOverride((error) => {
    throw error.exitCode === 0 || error.code === 'commander.help' ? error : wrongWords(command, error)
  })
  for (const part of command.commands) nameInErrors(part)
}

function wrongWords(command: Command, error: CommanderError): CentralOfficeError {
  const [word = ''] = command.args
  if (error.code === 'commander.unknownCommand') return unknownCommand(command, word, error)
  // A group hands words it does not know to the command it runs by default, which takes none.
  const group = command.parent
  if (error.code === 'commander.excessArguments' && group && isDefault(command, group))
    return unknownCommand(group, word, error)
  return new CentralOfficeError('USAGE', sentence(error.message.replace(/^error: /, '')), {
    hint: `See how it is used with: ${pathOf(command)} --help`,
    cause: error,
  })
}

/** Commander keeps this to itself; what was typed tells as well: the group's name is not followed by the command's. */
function isDefault(command: Command, group: Command): boolean {
  return group.parent !== null && group.args[0] !== command.name()
}
