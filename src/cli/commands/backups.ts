import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { define, type Surroundings } from '../define.ts'
import { withHome } from '../running-location.ts'

const count = (most: number) =>
  z.coerce.number('a whole number is needed').int('a whole number is needed').min(0).max(most)

const Options = z
  .object({
    transmissions: count(100_000).optional(),
    days: count(3_650).optional(),
    folder: z.string().optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    path: ['transmissions'],
    message: 'name at least one of --transmissions, --days and --folder',
  })

export function addBackups(program: Command, surroundings: Surroundings): void {
  const backups = program.command('backups').description('backup copies: a zip of every payload sent or received')

  define(
    backups
      .command('set')
      .description('how long backup copies are kept, and where')
      .option('--transmissions <count>', 'of how many of the latest transmissions at least')
      .option('--days <count>', 'for how many days at least')
      .option('--folder <folder>', 'where; "" = backups in the home folder'),
    'central-office backups set --transmissions 50 --days 180 --folder D:\\central-office-backups',
    surroundings,
    Options,
    ({ transmissions, days, folder }, { home }) =>
      withHome(home, async (open) => {
        const before = open.settings.backups
        const chosen = folder === undefined ? before.folder : folder === '' ? '' : resolve(folder)
        if (chosen !== '') await mkdir(chosen, { recursive: true })
        const kept = {
          keepTransmissions: transmissions ?? before.keepTransmissions,
          keepDays: days ?? before.keepDays,
          folder: chosen,
        }
        await open.save({ ...open.settings, backups: kept })
        return {
          document: { ...kept, folder: chosen || open.home.backups },
          lines: [
            `Backup copies stay in ${chosen || open.home.backups}, for ${kept.keepDays} days and the last ${kept.keepTransmissions} transmissions at least.`,
          ],
        }
      }),
  )
}
