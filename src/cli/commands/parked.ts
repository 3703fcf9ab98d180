import type { Command } from 'commander'
import { z } from 'zod'
import { lookAtStore } from '../../location/look-at-location.ts'
import { withStore } from '../../location/running-location.ts'
import { listParked } from '../../merge/parked.ts'
import { showParked } from '../../merge/parked-settle.ts'
import { countOf } from '../../model/count-text.ts'
import { define, type Surroundings } from '../define.ts'
import { parkedDetailLines, parkedLines } from '../parked-lines.ts'
import { wholeNumber } from '../whole-number.ts'

const ParkedNumber = z.coerce
  .number('a parked row has a whole number')
  .int('a parked row has a whole number')
  .min(1, 'a parked row has a whole number')

export function addParked(program: Command, surroundings: Surroundings): void {
  const parked = program.command('parked').description('at a store: rows from the office that this database refuses')

  define(
    parked
      .command('list', { isDefault: true })
      .description('the parked rows, each with the reason and what would settle it')
      .option('--rows <count>', 'how many to list', '50'),
    'central-office parked list --rows 200',
    surroundings,
    z.object({ rows: wholeNumber(1, 100_000) }),
    ({ rows: limit }, { home }) =>
      lookAtStore(home, async ({ database }) => {
        const { rows, total } = await listParked(database, limit)
        return { document: { total, rows }, lines: parkedLines(rows, total) }
      }),
  )

  define(
    parked
      .command('show')
      .description('one parked row beside the row that stands here, and what is in its way')
      .argument('<number>', 'as the list shows it'),
    'central-office parked show 3',
    surroundings,
    z.object({ number: ParkedNumber }),
    ({ number }, { home }) =>
      lookAtStore(home, async ({ database, replica }) => {
        const detail = await showParked(database, (await replica.state()).setup, number)
        return { document: detail, lines: parkedDetailLines(detail) }
      }),
  )

  define(
    parked.command('retry').description('try all parked rows again now, without a transmission'),
    'central-office parked retry',
    surroundings,
    z.object({}),
    (_, { home }) =>
      withStore(home, async (store) => {
        const retried = await store.retryParked()
        return {
          document: retried,
          lines: [
            `${countOf(retried.settled, 'row')} settled, ${retried.left} still parked.`,
            ...(retried.left > 0 ? ['See why with: central-office parked list'] : []),
          ],
        }
      }),
  )

  define(
    parked
      .command('discard')
      .description('let what stands here hold: it goes to the office, and to all who share the row')
      .argument('<numbers...>', 'one or several, as the list shows them')
      .option(
        '--delete-everywhere',
        'also where there is none here, or the filter keeps it back: it is deleted at the office and all who share it',
      ),
    'central-office parked discard 3',
    surroundings,
    z.object({ numbers: z.array(ParkedNumber).min(1), deleteEverywhere: z.literal(true).optional() }),
    ({ numbers, deleteEverywhere }, { home }) =>
      withStore(home, async (store) => {
        const discarded = await store.discardParked([...new Set(numbers)], deleteEverywhere ?? false)
        return {
          document: discarded,
          lines: [
            ...discarded.map(({ number, table, key, becomes }) =>
              becomes === 'edit'
                ? `#${number} ${table} ${key}: what stands here holds.`
                : `#${number} ${table} ${key}: the office gets none from here, so it is deleted there and at all who share it.`,
            ),
            'The next transmission carries it on.',
          ],
        }
      }),
  )
}
