import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { nameFromFile } from '../../location/name-from-file.ts'
import { Office } from '../../location/office.ts'
import { Store } from '../../location/store.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { Guid, StoreNumber } from '../../model/ids.ts'
import { Secret } from '../../settings/secret.ts'
import { readStoreKey } from '../../settings/store-key-text.ts'
import type { Context } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { tableLines } from '../table-report.ts'

export const LocationName = z
  .string()
  .trim()
  .min(1, 'a name has 1 to 100 characters')
  .max(100, 'a name has 1 to 100 characters')

const OfficeOptions = z.object({ name: LocationName.default('Office'), database: z.string().min(1).optional() })

const StoreOptions = z
  .object({
    database: z.string().min(1),
    name: LocationName.optional(),
    number: StoreNumber.optional(),
    guid: z
      .string()
      .trim()
      .toLowerCase()
      .refine((text) => Guid.safeParse(text).success, 'a GUID looks like 0190aa11-2b3c-4d5e-8f60-718293a4b5c6')
      .transform((text) => Guid.parse(text))
      .optional(),
    storeKeyStdin: z.literal(true).optional(),
  })
  .refine((given) => (given.number === undefined) === (given.guid === undefined), {
    path: ['guid'],
    message: '--number and --guid go together, as the office shows them',
  })

export function addInit(program: Command, surroundings: Surroundings): void {
  const init = program.command('init').description('set up a location on this computer')

  define(
    init
      .command('office')
      .description('make a new network: the home folder of its office, and its database')
      .option('--name <name>', 'what people call the office')
      .option('--database <file>', 'file of the office database (default: office.db in the home folder)'),
    'central-office init office --name "Head Office"',
    surroundings,
    OfficeOptions,
    async ({ name, database }, { home }) => {
      const file = await Office.init(home, { name, ...(database === undefined ? {} : { database }) })
      return {
        document: { role: 'office', name, home: resolve(home), database: file },
        lines: [
          `The office "${name}" is set up in ${resolve(home)}.`,
          `Its database is ${file}.`,
          'Next: central-office site set --host HOST --username NAME',
        ],
      }
    },
  )

  define(
    init
      .command('store')
      .description("set up a store for an existing shop database; then join with the office's invitation")
      .requiredOption('--database <file>', 'file of the shop database')
      .option('--name <name>', 'what people call the store')
      .option('--number <number>', 'the long way, without invitation: the store number')
      .option('--guid <guid>', 'the long way: the GUID that the office shows; the store key is asked for')
      .option('--store-key-stdin', 'the long way: read the store key from standard input'),
    'central-office init store --database C:\\shop\\shop.db --name "Elm Street"',
    surroundings,
    StoreOptions,
    async (given, context) => {
      const { home } = context
      const name = given.name ?? nameFromFile(given.database)
      const { number, guid } = given
      const key = number && guid ? await storeKeyFrom(given.storeKeyStdin ?? false, context) : null
      const member = number && guid && key ? { member: { number, guid, key } } : {}
      const tables = await Store.init(home, { database: given.database, name, ...member })
      return {
        document: {
          role: 'store',
          name,
          home: resolve(home),
          database: resolve(given.database),
          joined: key !== null,
          tables,
        },
        lines: [
          `The store "${name}" is set up in ${resolve(home)}.`,
          ...tableLines(tables),
          key
            ? 'Next: central-office site set --host HOST --username NAME'
            : 'Next: ask the office for an invitation, then: central-office join INVITATION_FILE',
        ],
      }
    },
  )
}

async function storeKeyFrom(stdin: boolean, { questions }: Context): Promise<Secret<Uint8Array<ArrayBuffer>>> {
  if (!stdin && !questions.canAsk)
    throw new CentralOfficeError('USAGE', 'The store key is missing.', {
      hint: 'Hand it over with --store-key-stdin; it is never an argument.',
    })
  const text = stdin
    ? await questions.input()
    : await questions.ask('Store key, as the office shows it:', { hidden: true })
  return new Secret(new Uint8Array(readStoreKey(text).reveal()))
}
