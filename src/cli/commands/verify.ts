import type { Command } from 'commander'
import { z } from 'zod'
import type { Office } from '../../location/office.ts'
import { withLocation } from '../../location/running-location.ts'
import { notJoined, Store } from '../../location/store.ts'
import { wishComparison } from '../../transmission/verify-store.ts'
import type { Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { verifiedLines } from '../verified-lines.ts'

/** Rows that differ, as they are listed for people; a document has more. */
const LISTED = 10_000

const Options = z.object({
  stores: z.array(z.string().min(1)),
  repair: z.literal(true).optional(),
  again: z.literal(true).optional(),
})

export function addVerify(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('verify')
      .description(
        'compare the rows of the office and of stores without sending them; run it again to see how far it is',
      )
      .argument('[stores...]', 'at the office: store numbers or GUIDs; without, every store that is not ignored')
      .option('--repair', 'settle what differs by the conflict rules; every value that loses is kept')
      .option('--again', 'begin anew where a comparison has ended, or waits'),
    'central-office verify 7\ncentral-office verify 7 --repair',
    surroundings,
    Options,
    ({ stores, repair = false, again = false }, { home }) =>
      withLocation(home, (location) =>
        location instanceof Store ? askOffice(location) : verifyStores(location, stores, { repair, again }),
      ),
  )
}

async function verifyStores(
  office: Office,
  named: string[],
  how: { repair: boolean; again: boolean },
): Promise<Outcome> {
  const chosen =
    named.length > 0
      ? await Promise.all(named.map((store) => office.store(store)))
      : (await office.stores()).filter(({ ignored }) => !ignored)
  const stores = []
  for (const link of chosen) {
    await office.verify(link.guid, how)
    const verified = await office.verified(link, LISTED)
    if (verified) stores.push({ number: link.number, name: link.name, guid: link.guid, ...verified })
  }
  return { document: stores, lines: verifiedLines(stores) }
}

async function askOffice({ replica }: Store): Promise<Outcome> {
  if (!replica) throw notJoined()
  await wishComparison(replica.database)
  return {
    document: { asked: true },
    lines: [
      'The office is asked to compare itself with this store; that takes some transmissions of both.',
      'See there what differs, with: central-office verify',
    ],
  }
}
