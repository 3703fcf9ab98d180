import type { Command } from 'commander'
import { z } from 'zod'
import { LogBook } from '../../location/log-book.ts'
import type { LogLine } from '../../location/transmission-log.ts'
import { openHome } from '../../settings/home.ts'
import { define, type Surroundings } from '../define.ts'
import { showTime } from '../time-text.ts'
import { wholeNumber } from '../whole-number.ts'

const Options = z.object({
  search: z.string().max(200).default(''),
  lines: wholeNumber(1, 1_000_000).default(50),
})

export function addLog(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('log')
      .description('the last lines of the transmission log, oldest first')
      .option('--lines <count>', 'how many (default: 50)')
      .option('--search <words>', 'only lines in which all these words stand'),
    'central-office log --lines 200',
    surroundings,
    Options,
    async ({ lines, search }, { home }) => {
      const words = search
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '')
      const { lines: found } = await new LogBook(await openHome(home)).latest({
        limit: lines,
        fits: { words, level: 0 },
      })
      return { document: found, lines: found.length ? found.flatMap(shown) : ['The log is empty.'] }
    },
  )
}

const levelOf = ({ level }: LogLine): string =>
  level >= 50 ? 'ERROR' : level >= 40 ? 'warn ' : level >= 30 ? 'info ' : 'debug'

const shown = (line: LogLine): string[] => {
  const who = line.store === undefined ? '' : `store ${line.store}: `
  const code = line.code === undefined ? '' : ` [${line.code}]`
  return [
    `${showTime(line.time, true)}  ${levelOf(line)}  ${(line.step ?? '').padEnd(8)} ${who}${line.msg}${code}`,
    ...(line.hint === undefined ? [] : [`${' '.repeat(28)}${line.hint}`]),
  ]
}
