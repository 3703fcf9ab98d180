import type { Command } from 'commander'
import { z } from 'zod'
import { type Conflict, type Decision, listConflicts, readConflict } from '../../merge/conflicts.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { conflictLine, conflictLines, putBackLine } from '../conflict-lines.ts'
import { countOf } from '../count-text.ts'
import { define, type Surroundings } from '../define.ts'
import { lookAtOffice } from '../look-at-location.ts'
import { withOffice } from '../running-location.ts'
import { typedValue } from '../value-text.ts'

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
      .option('--all', 'also those that are settled'),
    'central-office conflicts list --all',
    surroundings,
    z.object({ all: z.literal(true).optional() }),
    ({ all }, { home }) =>
      lookAtOffice(home, async ({ database }) => {
        const found = await listConflicts(database, all ? 'all' : 'open')
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
      lookAtOffice(home, async ({ database }) => {
        const conflict = await readConflict(database, number)
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
        // All are looked up before the first is decided, so that a slip in one number decides nothing.
        const open: Conflict[] = []
        for (const id of new Set(numbers)) open.push(openOnly(await office.conflict(id)))
        for (const conflict of open) rowNeedsSide(conflict, choice)
        const decided: Conflict[] = []
        for (const conflict of open) decided.push(await office.decide(conflict.id, decisionFor(conflict, choice)))
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
        const chosen = []
        for (const id of new Set(numbers))
          chosen.push({ id, choice: given ? decisionFor(await office.conflict(id), choice) : null })
        const done = await office.putBack(chosen)
        return {
          document: done,
          lines: [...done.map(putBackLine), 'The next transmission carries it on.'],
        }
      }),
  )
}

type Choice = Omit<z.infer<typeof ResolveOptions>, 'numbers'>

function decisionFor(conflict: Conflict, { take, value }: Choice): Decision {
  if (take !== undefined) return { take }
  if (value === undefined) return { value: null }
  return { value: typedValue(value, [conflict.officeValue, conflict.storeValue, conflict.base]) }
}

function openOnly(conflict: Conflict): Conflict {
  if (conflict.outcome === 'open') return conflict
  throw new CentralOfficeError('CONFLICT_SETTLED', `The conflict ${conflict.id} is settled already.`, {
    hint: `See what came of it with: central-office conflicts show ${conflict.id}. Nothing was decided now.`,
  })
}

function rowNeedsSide(conflict: Conflict, { take }: Choice): void {
  if (conflict.column !== null || take !== undefined) return
  throw new CentralOfficeError(
    'USAGE',
    `The conflict ${conflict.id} is about a whole row, which has no single value.`,
    {
      hint: 'Decide with --take office (keep the row) or --take store (delete it). Nothing was decided now.',
    },
  )
}
