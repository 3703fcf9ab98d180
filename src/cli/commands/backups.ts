import type { Command } from 'commander'
import { z } from 'zod'
import { changeSettings } from '../../location/change-settings.ts'
import { withHome } from '../../location/running-location.ts'
import { type Home, openHome } from '../../settings/home.ts'
import type { Settings } from '../../settings/settings.ts'
import { readSettings } from '../../settings/settings-file.ts'
import type { Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { wholeNumber } from '../whole-number.ts'

const Options = z
  .object({
    transmissions: wholeNumber(0, 100_000).optional(),
    days: wholeNumber(0, 3_650).optional(),
    folder: z.string().optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    path: ['transmissions'],
    message: 'name at least one of --transmissions, --days and --folder',
  })

export function addBackups(program: Command, surroundings: Surroundings): void {
  const backups = program.command('backups').description('backup copies: a zip of every payload sent or received')

  define(
    backups.command('show', { isDefault: true }).description('how long backup copies are kept, and where'),
    'central-office backups',
    surroundings,
    z.object({}),
    async (_, { home: folder }) => {
      const home = await openHome(folder)
      return shown(home, (await readSettings(home)).backups)
    },
  )

  define(
    backups
      .command('set')
      .description('change it; what is not named stays as it is')
      .option('--transmissions <count>', 'of how many of the latest transmissions at least')
      .option('--days <count>', 'for how many days at least')
      .option('--folder <folder>', 'where; "" = backups in the home folder'),
    'central-office backups set --transmissions 50 --days 180 --folder D:\\central-office-backups',
    surroundings,
    Options,
    ({ transmissions, days, folder }, { home }) =>
      withHome(home, async (open) => {
        const { backups: kept } = await changeSettings(open, {
          backups: { keepTransmissions: transmissions, keepDays: days, folder },
        })
        return shown(open.home, kept)
      }),
  )
}

function shown(home: Home, kept: Settings['backups']): Outcome {
  const folder = kept.folder || home.backups
  return {
    document: { ...kept, folder },
    lines: [
      `Backup copies stay in ${folder}, for ${kept.keepDays} days and the last ${kept.keepTransmissions} transmissions at least.`,
    ],
  }
}
