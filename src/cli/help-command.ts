import type { Command } from 'commander'
import { unknownCommand } from './usage-error.ts'

/** `help site set` shows the help of `site set`: commander's own looks at the first word alone. */
export function addHelp(program: Command): void {
  program.helpCommand(false)
  program
    .command('help')
    .description('show how a command is used')
    .argument('[command...]', 'the words of the command, e.g. site set')
    .addHelpText('after', '\nExample:\n  central-office help site set')
    .action((words: string[]) => {
      let command = program
      for (const word of words) {
        const found = command.commands.find((candidate) => candidate.name() === word)
        if (found === undefined) throw unknownCommand(command, word)
        command = found
      }
      command.help()
    })
}
