import type { Command } from 'commander'
import { z } from 'zod'
import { knownTables } from '../../location/known-tables.ts'
import { lookAtLocation } from '../../location/look-at-location.ts'
import { withOffice } from '../../location/running-location.ts'
import { ConflictRule, type ReplicaSetup, Sharing } from '../../model/replica-setup.ts'
import type { Context } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { ColumnChange, changeDefault, changeTable } from '../replica-change.ts'
import { setupLines } from '../replica-lines.ts'

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
    unseen: z.literal(true).optional(),
  })
  .refine((given) => (given.table === undefined) !== (given.default === undefined), {
    path: ['table'],
    message: 'name a table, or --default for all tables that are not named',
  })
  .refine((given) => !given.default || (!given.key && !given.column && given.naturalKey === undefined), {
    path: ['default'],
    message: 'keys and columns are set for one table, not for all',
  })
  .refine(
    ({ sharing, rule, key, naturalKey, column }) =>
      [sharing, rule, key, naturalKey, column].some((part) => part !== undefined),
    {
      path: ['sharing'],
      message: 'name what is to change: --sharing, --rule, --key, --natural-key or --column',
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
          const setup = location.replica ? (await location.replica.state()).setup : null
          return {
            document: setup,
            lines: setup ? setupLines(setup, []) : ['This store has not joined a network yet.'],
          }
        }
        const setup = await location.replica.setup()
        const known = await knownTables(location.replica)
        return { document: { ...setup, known: Object.fromEntries(known) }, lines: setupLines(setup, [...known.keys()]) }
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
        'rule of one column, or NAME=leave-out, NAME=transmit, NAME=table-rule; repeatable',
        collect,
      )
      .option('--unseen', 'also where no store has shown such a table or column yet'),
    'central-office replica set parts --sharing office\ncentral-office replica set customers --rule ask --column notes=leave-out',
    surroundings,
    SetOptions,
    change,
  )
}

async function change(given: SetOptions, { home }: Context) {
  const { table } = given
  return withOffice(home, async (office) => {
    const known = await knownTables(office.replica)
    const before = await office.replica.setup()
    const isKnown = table === undefined || known.has(table) || Object.hasOwn(before.tables, table)
    const apply = (setup: ReplicaSetup) =>
      table === undefined ? changeDefault(setup, given) : changeTable(setup, table, given, known)
    const setup = await office.changeSetup(apply)
    return {
      document: setup,
      lines: [
        ...setupLines(setup, table === undefined ? [] : [table], table),
        ...(isKnown ? [] : [`No store has shown a table ${table} yet; this holds as soon as one does.`]),
        'Every store gets it with its next transmission.',
      ],
    }
  })
}
