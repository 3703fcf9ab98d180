import type { Command } from 'commander'
import { z } from 'zod'
import { cancelInvitation, describeRetirement, forget, retire } from '../../location/retire-store.ts'
import { withOffice } from '../../location/running-location.ts'
import { countOf } from '../../model/count-text.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { showStoreNumber } from '../../model/ids.ts'
import type { RetiredStore, RowsOfRetired } from '../../transmission/retired-stores.ts'
import { confirm } from '../confirm.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { cancelLines, retireLines, rowsOf, siteLine } from '../retire-lines.ts'

const Confirmed = z.object({ number: z.string().min(1), yes: z.literal(true).optional() })
const Retire = Confirmed.extend({ rows: z.enum(['keep', 'delete'], 'it is keep or delete').optional() })
const YES = ['--yes', 'do it without asking once more'] as const

/** The ways in which a store leaves the network, below `stores`. */
export function addRetire(stores: Command, surroundings: Surroundings): void {
  define(
    stores
      .command('cancel')
      .description('cancel the invitation of a store that has not joined yet; its number is free again')
      .argument('<number>', 'store number or GUID')
      .option(...YES),
    'central-office stores cancel 7',
    surroundings,
    Confirmed,
    ({ number, yes }, context) =>
      withOffice(context.home, async ({ replica }) => {
        const about = await describeRetirement(replica, number)
        if (about.invited) await confirm(context, cancelLines(about), yes ?? false)
        const store = await cancelInvitation(replica, number)
        return {
          document: { ...shownStore(store), cancelled: true },
          lines: [`The invitation of ${named(store)} is cancelled, and its number is free.`, siteLine],
        }
      }),
  )

  define(
    stores
      .command('retire')
      .description('end the exchange with a store for good; its rows at the office are kept or deleted')
      .argument('<number>', 'store number or GUID')
      .option('--rows <keep|delete>', 'what becomes of its rows at the office')
      .option(...YES),
    'central-office stores retire 7 --rows keep',
    surroundings,
    Retire,
    ({ number, rows: given, yes }, context) =>
      withOffice(context.home, async ({ replica }): Promise<Outcome> => {
        const about = await describeRetirement(replica, number)
        if (about.retiredAt !== null && given !== 'delete') throw retiredAlready(about.store.number)
        const rows = given ?? (rowsOf(about) === 0 ? 'keep' : await askForRows(context, rowsOf(about)))
        await confirm(context, retireLines(about, rows), yes ?? false)
        const { store, deleted } = await retire(replica, number, rows)
        return {
          document: { ...shownStore(store), retired: true, rowsDeleted: deleted },
          lines: [
            `${named(store)} is retired.`,
            ...(rows === 'delete' ? [`${countOf(deleted, 'row')} deleted.`] : []),
            ...(about.retiredAt === null ? [siteLine] : []),
            `Its number is free again after: central-office stores forget ${store.number}`,
          ],
        }
      }),
  )

  define(
    stores
      .command('forget')
      .description('take a retired store off the list; its number is free for another store')
      .argument('<number>', 'store number or GUID'),
    'central-office stores forget 7',
    surroundings,
    Confirmed.pick({ number: true }),
    ({ number }, { home }) =>
      withOffice(home, async ({ replica }) => {
        const store = await forget(replica, number)
        return {
          document: { ...shownStore(store), forgotten: true },
          lines: [`${named(store)} is off the list; the number ${store.number} is free.`],
        }
      }),
  )
}

const named = ({ number, name }: RetiredStore): string => `Store ${showStoreNumber(number)} "${name}"`

const shownStore = ({ guid, number, name }: RetiredStore) => ({ guid, number, name })

async function askForRows({ questions }: Context, count: number): Promise<RowsOfRetired> {
  const choices: RowsOfRetired[] = ['keep', 'delete']
  if (questions.canAsk) {
    const answer = await questions.ask(`What becomes of its ${countOf(count, 'row')} at this office? (keep/delete)`)
    const chosen = choices.find((choice) => choice === answer.trim().toLowerCase())
    if (chosen) return chosen
  }
  throw new CentralOfficeError('USAGE', `Are its ${countOf(count, 'row')} at this office to be kept or deleted?`, {
    hint: 'Say it with --rows keep or --rows delete. Nothing was changed.',
  })
}

const retiredAlready = (number: string): CentralOfficeError =>
  new CentralOfficeError('STORE_RETIRED', `Store ${showStoreNumber(number)} is retired already.`, {
    hint: `To delete its rows at this office as well: central-office stores retire ${number} --rows delete. To make its number free: central-office stores forget ${number}`,
  })
