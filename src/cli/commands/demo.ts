import { randomInt } from 'node:crypto'
import type { Command } from 'commander'
import { z } from 'zod'
import { define, type Surroundings } from '../define.ts'
import { wholeNumber } from '../whole-number.ts'

const Options = z.object({
  once: z.literal(true).optional(),
  stores: wholeNumber(1, 100).default(3),
  size: wholeNumber(1, 10_000_000).default(2_000),
  seed: wholeNumber(0, 2 ** 31).optional(),
  folder: z.string().min(1).optional(),
  port: wholeNumber(0, 65_535).optional(),
})

export function addDemo(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('demo')
      .description(
        'a whole network on this computer: an FTP site, an office and stores with made-up shops, and their pages',
      )
      .option('--once', 'run one day and end, instead of going on until Ctrl-C')
      .option('--stores <count>', 'how many stores (default: 3)')
      .option('--size <rows>', 'about how many rows each shop has (default: 2000)')
      .option('--folder <folder>', 'where it stands (default: demo-network in this folder)')
      .option('--seed <number>', 'the same seed makes the same shops on the same day')
      .option(
        '--port <port>',
        "of the office's pages, and the next ones for the stores (default: 7430; 0 = any that are free)",
      ),
    'central-office demo --once --stores 2',
    surroundings,
    Options,
    async ({ once = false, stores, size, seed = randomInt(2 ** 31), folder, port }, context) => {
      // Loaded here alone: no other command needs a shop or an FTP site of its own.
      const { runDemo } = await import('../../demo/demo.ts')
      const print = context.json ? context.note : context.tell
      const good = await runDemo({
        stores,
        size,
        once,
        seed,
        print,
        signal: context.signal,
        today: new Date(),
        ...(folder === undefined ? {} : { folder }),
        ...(port === undefined ? {} : { port }),
      })
      return { document: { good, stores, size, seed }, lines: [], failed: !good }
    },
  )
}
