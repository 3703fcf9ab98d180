import type { Command } from 'commander'
import { z } from 'zod'
import { changeSettings } from '../../location/change-settings.ts'
import { nextTime } from '../../location/next-time.ts'
import { withHome } from '../../location/running-location.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { TimeOfDay, type TransmitTimes } from '../../model/transmit-times.ts'
import { openHome } from '../../settings/home.ts'
import type { Settings } from '../../settings/settings.ts'
import { readSettings } from '../../settings/settings-file.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { showTime } from '../time-text.ts'
import { timeFrom, timesText, weekdaysFrom } from '../times-text.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

const Given = z
  .object({
    every: z.coerce
      .number('give a number of minutes')
      .int('give whole minutes')
      .min(1, 'once a minute is the most')
      .max(1440, 'once a day, every 1440 minutes, is the least')
      .optional(),
    at: z
      .string()
      .transform((text) => [...new Set(text.split(',').map(timeFrom))].sort())
      .pipe(z.array(TimeOfDay).max(96))
      .optional(),
    byHand: z.literal(true).optional(),
    weekdays: z
      .string()
      .transform((text, check) => {
        const days = weekdaysFrom(text)
        if (days) return days
        check.addIssue('days look like mon-fri or mon,wed,sat')
        return z.NEVER
      })
      .optional(),
  })
  .refine(({ every, at, byHand }) => [every, at, byHand].filter((kind) => kind !== undefined).length <= 1, {
    path: ['every'],
    message: 'choose one of --every, --at and --by-hand',
  })
  .refine(({ byHand, weekdays }) => byHand === undefined || weekdays === undefined, {
    path: ['weekdays'],
    message: '--by-hand has no days',
  })
type Given = z.infer<typeof Given>

export function addTimes(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('times')
      .description('when this location transmits by itself, while the pages are served: show it, or change it')
      .option('--every <minutes>', 'every so many minutes, counted from midnight')
      .option('--at <times>', 'at these times of the day, on the clock of this place: 07:30,19:00')
      .option('--by-hand', 'only when somebody asks for it')
      .option('--weekdays <days>', 'on these days: mon-fri, or mon,wed,sat (default: every day)'),
    'central-office times --at 07:30,19:00 --weekdays mon-fri\ncentral-office times --every 30',
    surroundings,
    Given,
    (given, context) =>
      Object.values(given).every((value) => value === undefined) ? show(context) : change(given, context),
  )
}

const show = async ({ home }: Context): Promise<Outcome> => shown(await readSettings(await openHome(home)))

const change = (given: Given, { home }: Context): Promise<Outcome> =>
  withHome(home, async (open) => {
    const transmitTimes = changed(given, open.settings.transmitTimes ?? { kind: 'by hand' })
    return shown(await changeSettings(open, { transmitTimes }))
  })

function changed({ every, at, byHand, weekdays: days }: Given, before: TransmitTimes): TransmitTimes {
  const weekdays = days ?? ('weekdays' in before ? before.weekdays : EVERY_DAY)
  if (every !== undefined) return { kind: 'every', minutes: every, weekdays }
  if (at !== undefined) return { kind: 'at', times: at, weekdays }
  if (byHand) return { kind: 'by hand' }
  if (before.kind !== 'by hand') return { ...before, weekdays }
  throw new CentralOfficeError('USAGE', 'There are no transmission times yet that could be on those days.', {
    hint: 'Name them too: central-office times --at 19:00 --weekdays mon-fri',
  })
}

function shown({ transmitTimes = { kind: 'by hand' }, noTransmit }: Settings): Outcome {
  const next = noTransmit ? null : nextTime(transmitTimes, Date.now())
  return {
    document: { transmitTimes, noTransmit, next: next === null ? null : new Date(next).toISOString() },
    lines: [
      `This location transmits ${timesText(transmitTimes)}.`,
      ...(noTransmit ? ['No Transmit is on: no time counts until it is switched off.'] : []),
      ...(next === null
        ? []
        : [`Next: ${showTime(next)}, if the pages are served then (central-office serve, or service install).`]),
    ],
  }
}
