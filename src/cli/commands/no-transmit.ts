import type { Command } from 'commander'
import { z } from 'zod'
import { changeSettings } from '../../location/change-settings.ts'
import { withHome } from '../../location/running-location.ts'
import { define, type Surroundings } from '../define.ts'

export function addNoTransmit(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('no-transmit')
      .description('No Transmit: keep this location out of transmissions, or let it take part again')
      .argument('<state>', 'on or off'),
    'central-office no-transmit on',
    surroundings,
    z.object({ state: z.enum(['on', 'off'], 'choose on or off') }),
    ({ state }, { home }) =>
      withHome(home, async (open) => {
        const noTransmit = state === 'on'
        await changeSettings(open, { noTransmit })
        return {
          document: { noTransmit },
          lines: [
            noTransmit
              ? 'No Transmit is on: nothing is received or sent until it is switched off. What changes meanwhile is kept.'
              : 'No Transmit is off: the next transmission goes on where the last one ended.',
          ],
        }
      }),
  )
}
