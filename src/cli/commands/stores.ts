import type { Command } from 'commander'
import { z } from 'zod'
import { lookAtOffice } from '../../location/look-at-location.ts'
import { listRetired } from '../../location/retire-store.ts'
import { withOffice } from '../../location/running-location.ts'
import { overviewStores } from '../../location/store-overview.ts'
import { showStoreNumber } from '../../model/ids.ts'
import { leftOutAtOffice } from '../../transmission/left-out-tables.ts'
import type { RetiredStore } from '../../transmission/retired-stores.ts'
import { readLinks } from '../../transmission/store-links.ts'
import { define, type Surroundings } from '../define.ts'
import { leftOutLines } from '../left-out-lines.ts'
import { retiredLines } from '../retire-lines.ts'
import { storeLines } from '../store-lines.ts'
import { LocationName } from './init.ts'
import { addRetire } from './retire.ts'

const Numbered = z.object({ number: z.string().min(1) })

export function addStores(program: Command, surroundings: Surroundings): void {
  const stores = program.command('stores').description('at the office: the stores of the network')

  define(
    stores
      .command('list', { isDefault: true })
      .description('all stores, with last contact, backlog, open conflicts and what they take on the site'),
    'central-office stores',
    surroundings,
    z.object({}),
    (_, { home }) =>
      lookAtOffice(home, async (office) => {
        const found = await overviewStores(office)
        const retired = await listRetired(office.database)
        const leftOut = leftOutAtOffice(await readLinks(office.database))
        return {
          document: [...found, ...retired.map(retiredDocument)],
          lines: [...storeLines(found), ...leftOutLines(leftOut), ...retiredLines(retired)],
        }
      }),
  )

  define(
    stores
      .command('rename')
      .description('give a store another name at the office')
      .argument('<number>', 'store number or GUID')
      .argument('<name>', 'what people call it'),
    'central-office stores rename 7 "Elm Street"',
    surroundings,
    Numbered.extend({ name: LocationName }),
    ({ number, name }, { home }) =>
      withOffice(home, async (office) => {
        const store = await office.rename(number, name)
        return {
          document: { guid: store.guid, number: store.number, name: store.name },
          lines: [`Store ${showStoreNumber(store.number)} is called "${store.name}".`],
        }
      }),
  )

  for (const ignored of [true, false]) {
    const name = ignored ? 'ignore' : 'unignore'
    define(
      stores
        .command(name)
        .description(
          ignored
            ? 'Ignore this store: neither take from it nor send to it'
            : 'take the store into transmissions again',
        )
        .argument('<number>', 'store number or GUID'),
      `central-office stores ${name} 7`,
      surroundings,
      Numbered,
      ({ number }, { home }) =>
        withOffice(home, async (office) => {
          const store = await office.ignore(number, ignored)
          const shown = `Store ${showStoreNumber(store.number)} "${store.name}"`
          return {
            document: { guid: store.guid, number: store.number, name: store.name, ignored },
            lines: [ignored ? `${shown} is ignored; nothing is lost by it.` : `${shown} takes part again.`],
          }
        }),
    )
  }
  addRetire(stores, surroundings)
}

const retiredDocument = ({ number, name, guid, retiredAt, rowsKept }: RetiredStore) => ({
  number,
  name,
  guid,
  state: 'retired',
  retiredAt,
  rowsKept,
})
