import type { Command } from 'commander'
import { z } from 'zod'
import { knownTables } from '../../location/known-tables.ts'
import { lookAtLocation } from '../../location/look-at-location.ts'
import { describeEffects, UNSEEN } from '../../location/replica-effects.ts'
import { withOffice } from '../../location/running-location.ts'
import { setupDoubts } from '../../location/setup-doubts.ts'
import { ConflictRule, ReplicaSetup, Sharing } from '../../model/replica-setup.ts'
import { setupEffects } from '../../transmission/setup-effects.ts'
import { confirm } from '../confirm.ts'
import type { Context } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { doubtLines, refusedLines } from '../doubt-lines.ts'
import { effectLines } from '../effect-lines.ts'
import { ColumnChange, changeDefault, changeTable } from '../replica-change.ts'
import { keptLines, setupLines } from '../replica-lines.ts'

const SetOptions = z
  .object({
    table: z.string().min(1).max(200).optional(),
    default: z.literal(true).optional(),
    sharing: Sharing.optional(),
    rule: ConflictRule.optional(),
    key: z
      .string()
      .transform((text) => text.split(',').map((name) => name.trim()))
      .pipe(z.array(z.string().min(1, 'name the key columns, separated by commas')).min(1))
      .optional(),
    naturalKey: z.boolean().optional(),
    column: z.array(ColumnChange).optional(),
    filter: z.union([z.string().min(1), z.literal(false)]).optional(),
    unseen: z.literal(true).optional(),
    check: z.literal(true).optional(),
    yes: z.literal(true).optional(),
  })
  .refine((given) => (given.table === undefined) !== (given.default === undefined), {
    path: ['table'],
    message: 'name a table, or --default for all tables that are not named',
  })
  .refine(
    (given) =>
      !given.default || (!given.key && !given.column && given.naturalKey === undefined && given.filter === undefined),
    {
      path: ['default'],
      message: 'keys, filters and columns are set for one table, not for all',
    },
  )
  .refine(
    ({ sharing, rule, key, naturalKey, filter, column }) =>
      [sharing, rule, key, naturalKey, filter, column].some((part) => part !== undefined),
    {
      path: ['sharing'],
      message: 'name what is to change: --sharing, --rule, --key, --natural-key, --filter or --column',
    },
  )
type SetOptions = z.infer<typeof SetOptions>

export function addReplica(program: Command, surroundings: Surroundings): void {
  const replica = program
    .command('replica')
    .description('Replica Setup: which tables transmit, who shares them, who wins')

  define(
    replica.command('list', { isDefault: true }).description('the replica setup; at a store, the one it last received'),
    'central-office replica list',
    surroundings,
    z.object({}),
    (_, { home }) =>
      lookAtLocation(home, async (location) => {
        if (location.role === 'store') {
          const state = location.replica ? await location.replica.state() : null
          const setup = state?.setup ?? null
          return {
            document: setup && { ...setup, refused: state?.setupRefused ?? null },
            lines: setup
              ? [...setupLines(setup, []), ...refusedLines(state?.setupRefused ?? null)]
              : ['This store has not joined a network yet.'],
          }
        }
        const setup = await location.replica.setup()
        const known = await knownTables(location.replica)
        const doubts = await setupDoubts(location.database, setup)
        return {
          document: { ...setup, known: Object.fromEntries(known), ...doubts },
          lines: [...setupLines(setup, [...known.keys()]), ...doubtLines(doubts)],
        }
      }),
  )

  const collect = (text: string, before: string[] = []) => [...before, text]
  define(
    replica
      .command('set')
      .description('at the office: change the setup of a table, or of all that are not named; every store gets it')
      .argument('[table]', 'name of the table, as the shop database spells it')
      .option('--default', 'every table that is not named')
      .option('--sharing <sharing>', 'store, shared, office, lookup or none')
      .option('--rule <rule>', 'who wins a conflict: office, store, newest or ask')
      .option('--key <columns>', 'key of a table that declares none: columns, separated by commas')
      .option('--natural-key', 'the integer key is a number people choose, the same at every store')
      .option('--no-natural-key', 'it is handed out by each database')
      .option(
        '--column <name=rule>',
        'rule of one column, or NAME=table-rule, leave-out, transmit, set-by-store, set-by-office, set-by-all; repeatable',
        collect,
      )
      .option(
        '--filter <condition>',
        'only rows that fulfil it leave their store: a condition in SQL over the columns of one row',
      )
      .option('--no-filter', 'all rows')
      .option('--check', 'say what the change would do, and change nothing')
      .option('--yes', 'do it without asking once more, on a terminal, where stores load or leave out rows by it')
      .option('--unseen', 'also where no store has shown such a table or column yet'),
    'central-office replica set parts --sharing office\ncentral-office replica set customers --rule ask --column notes=leave-out',
    surroundings,
    SetOptions,
    change,
  )

  define(
    replica.command('kept').description('at the office: tables whose rows are kept and no longer transmitted'),
    'central-office replica kept',
    surroundings,
    z.object({}),
    (_, { home }) =>
      withOffice(home, async (office) => {
        const kept = await office.setAside()
        return { document: { kept }, lines: keptLines(kept) }
      }),
  )

  define(
    replica
      .command('drop')
      .description('at the office: drop such a table, rows and all')
      .argument('<table>', 'its name in the list of: central-office replica kept'),
    'central-office replica drop parts__until_setup_7',
    surroundings,
    z.object({ table: z.string().min(1) }),
    ({ table }, { home }) =>
      withOffice(home, async (office) => {
        await office.dropSetAside(table)
        return { document: { dropped: table }, lines: [`Dropped ${table}.`] }
      }),
  )
}

async function change(given: SetOptions, context: Context) {
  const { table } = given
  return withOffice(context.home, async (office) => {
    const known = await knownTables(office.replica)
    const apply = (setup: ReplicaSetup) =>
      table === undefined ? changeDefault(setup, given) : changeTable(setup, table, given, known)
    const before = await office.replica.setup()
    const wanted = ReplicaSetup.parse(apply(before))
    // Refuses what cannot be saved, in the words of the command line.
    await setupEffects(office.replica.database, before, wanted)
    const effects = await describeEffects(office.replica, wanted)
    if (given.check)
      return {
        document: { changed: false, effects },
        lines: [...effectLines(effects), 'Nothing was changed. Without --check it is done.'],
      }
    const grave = effects.filter(({ level, text }) => level === 'warn' && !(given.unseen && text.startsWith(UNSEEN)))
    if (grave.length > 0 && context.questions.canAsk) await confirm(context, effectLines(grave), given.yes ?? false)
    const setup = await office.changeSetup(apply)
    return {
      document: setup,
      lines: [
        ...setupLines(setup, table === undefined ? [] : [table], table),
        ...effectLines(effects),
        'Every store gets it with its next transmission.',
      ],
    }
  })
}
