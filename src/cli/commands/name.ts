import type { Command } from 'commander'
import { z } from 'zod'
import { changeSettings } from '../../location/change-settings.ts'
import { withHome } from '../../location/running-location.ts'
import { openHome } from '../../settings/home.ts'
import { readSettings } from '../../settings/settings-file.ts'
import { define, type Surroundings } from '../define.ts'
import { LocationName } from './init.ts'

export function addName(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('name')
      .description('what people call this location: show it, or change it')
      .argument('[name]', 'another name; the office names its stores with: stores rename'),
    'central-office name "Elm Street"',
    surroundings,
    z.object({ name: LocationName.optional() }),
    async ({ name: wanted }, { home }) => {
      const { name } =
        wanted === undefined
          ? await readSettings(await openHome(home))
          : await withHome(home, (open) => changeSettings(open, { name: wanted }))
      return { document: { name }, lines: [name] }
    },
  )
}
