import type { Command } from 'commander'
import { z } from 'zod'
import { changeSettings } from '../../location/change-settings.ts'
import { withHome } from '../../location/running-location.ts'
import { openHome } from '../../settings/home.ts'
import { readSettings } from '../../settings/settings-file.ts'
import { megabytes as inMegabytes } from '../../transmission/allowance.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'

const LARGEST = 1_000_000

/** People count in megabytes, settings in bytes. */
const Given = z.object({
  megabytes: z.coerce
    .number('give a number of megabytes')
    .positive('it must be greater than 0')
    .max(LARGEST, `${LARGEST.toLocaleString('en')} MB is the most`)
    .transform((number) => Math.round(number * 1e6))
    .optional(),
})

export function addAllowance(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('allowance')
      .description('what the files of one store may take on the FTP site: show it, or change it for this location')
      .argument('[megabytes]', 'payloads wait here, and nothing is lost, where more would be taken (default: 1000)'),
    'central-office allowance\ncentral-office allowance 2000',
    surroundings,
    Given,
    ({ megabytes }, context) => (megabytes === undefined ? show(context) : change(megabytes, context)),
  )
}

async function show({ home }: Context): Promise<Outcome> {
  const { allowanceBytes } = await readSettings(await openHome(home))
  return {
    document: { allowanceBytes },
    lines: [`${inMegabytes(allowanceBytes)} a store. What is taken of it: central-office status`],
  }
}

const change = (allowanceBytes: number, { home }: Context): Promise<Outcome> =>
  withHome(home, async (open) => {
    await changeSettings(open, { allowanceBytes })
    return {
      document: { allowanceBytes },
      lines: [
        `From the next transmission on the files of one store may take ${inMegabytes(allowanceBytes)} on the site.`,
        'This holds for what is sent from here; the other side has an allowance of its own.',
      ],
    }
  })
