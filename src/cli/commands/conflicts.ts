import type { Command } from 'commander'
import { z } from 'zod'
import { type Choice, decideAll, putBackAll } from '../../location/decide-conflicts.ts'
import { lookAtOffice } from '../../location/look-at-location.ts'
import { withOffice } from '../../location/running-location.ts'
import { listConflicts, readConflict } from '../../merge/conflicts.ts'
import { presentConflict, presentConflicts } from '../../merge/present-conflict.ts'
import { countOf } from '../../model/count-text.ts'
import { conflictLine, conflictLines, putBackLine } from '../conflict-lines.ts'
import { define, type Surroundings } from '../define.ts'

const Id = z.coerce.number('a conflict has a whole number').int('a conflict has a whole number').min(1)

const ResolveOptions = z
  .object({
    numbers: z.array(Id).min(1),
    take: z.enum(['office', 'store'], 'choose office or store').optional(),
    value: z.string().optional(),
    null: z.literal(true).optional(),
  })
  .refine(({ take, value, null: empty }) => [take, value, empty].filter((given) => given !== undefined).length === 1, {
    path: ['take'],
    message: 'name exactly one of --take office, --take store, --value and --null',
  })

const PutBackOptions = z
  .object({
    numbers: z.array(Id).min(1),
    take: z.enum(['office', 'store'], 'choose office or store').optional(),
    value: z.string().optional(),
    null: z.literal(true).optional(),
  })
  .refine(({ take, value, null: empty }) => [take, value, empty].filter((given) => given !== undefined).length <= 1, {
    path: ['take'],
    message: 'name one of --take office, --take store, --value and --null at most',
  })

export function addConflicts(program: Command, surroundings: Surroundings): void {
  const conflicts = program.command('conflicts').description('at the office: values that were changed at two places')

  define(
    conflicts
      .command('list', { isDefault: true })
      .description('the conflicts that wait for a decision')
      .option('--all', 'also those that are settled')
      .option('--search <words>', 'only those whose table, column, row, store or values hold all these words'),
    'central-office conflicts list --all --search "customers phone"',
    surroundings,
    z.object({ all: z.literal(true).optional(), search: z.string().max(200).default('') }),
    ({ all, search }, { home }) =>
      lookAtOffice(home, async ({ database, replica }) => {
        const listed = await listConflicts(database, all ? 'all' : 'open', search)
        const found = await presentConflicts(database, await replica.tables(), listed)
        return {
          document: found,
          lines: found.length ? found.map(conflictLine) : [all ? 'There is no conflict.' : 'No conflict is open.'],
        }
      }),
  )

  define(
    conflicts
      .command('show')
      .description('one conflict: what it was, what it is at the office and at the store')
      .argument('<number>', 'as the list shows it'),
    'central-office conflicts show 12',
    surroundings,
    z.object({ number: Id }),
    ({ number }, { home }) =>
      lookAtOffice(home, async ({ database, replica }) => {
        const recorded = await readConflict(database, number)
        const conflict = await presentConflict(database, await replica.tables(), recorded)
        return { document: conflict, lines: conflictLines(conflict) }
      }),
  )

  define(
    conflicts
      .command('resolve')
      .description('decide open conflicts; every location gets the decision with its next transmission')
      .argument('<numbers...>', 'one or several, as the list shows them')
      .option('--take <side>', 'office or store: whose value holds')
      .option('--value <value>', 'a third value')
      .option('--null', 'no value (NULL)'),
    'central-office conflicts resolve 12 13 --take store\ncentral-office conflicts resolve 14 --value "555-0199"',
    surroundings,
    ResolveOptions,
    ({ numbers, ...choice }, { home }) =>
      withOffice(home, async (office) => {
        const decided = await decideAll(
          office,
          [...new Set(numbers)].map((id) => ({ id, choice: chosen(choice) })),
        )
        return {
          document: decided,
          lines: [
            ...decided.map(conflictLine),
            `${countOf(decided.length, 'conflict')} decided. The next transmission carries it on.`,
          ],
        }
      }),
  )

  define(
    conflicts
      .command('put-back')
      .description('put back what lost in a settled conflict; every location gets it with its next transmission')
      .argument('<numbers...>', 'one or several, as list --all shows them')
      .option('--take <side>', 'office or store: whose value, where both lost to a third')
      .option('--value <value>', 'another value instead')
      .option('--null', 'no value (NULL) instead'),
    'central-office conflicts put-back 12\ncentral-office conflicts put-back 14 --take store',
    surroundings,
    PutBackOptions,
    ({ numbers, ...choice }, { home }) =>
      withOffice(home, async (office) => {
        const given = choice.take !== undefined || choice.value !== undefined || choice.null !== undefined
        const done = await putBackAll(
          office,
          [...new Set(numbers)].map((id) => ({ id, choice: given ? chosen(choice) : null })),
        )
        return {
          document: done,
          lines: [...done.map(putBackLine), 'The next transmission carries it on.'],
        }
      }),
  )
}

const chosen = ({ take, value }: Omit<z.infer<typeof ResolveOptions>, 'numbers'>): Choice =>
  take !== undefined ? { take } : value === undefined ? { value: null } : { typed: value }
