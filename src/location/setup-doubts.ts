import type { Database } from '../databases/database.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { type LeftOutOfStore, leftOutOf } from '../transmission/left-out-tables.ts'
import { Outbox } from '../transmission/outbox.ts'
import { readLinks } from '../transmission/store-links.ts'

/** What of the replica setup does not hold at a store, as the office knows it. */
export type SetupDoubts = {
  /** Stores that got the setup and go on by another: they refused it, or the office's database was restored. */
  otherSetup: { store: string; version: number }[]
  /** Tables that the setup wants and a store cannot transmit. */
  refused: (LeftOutOfStore & { store: string })[]
}

export async function setupDoubts(database: Database, { version }: ReplicaSetup): Promise<SetupDoubts> {
  const doubts: SetupDoubts = { otherSetup: [], refused: [] }
  for (const link of await readLinks(database)) {
    const { id, name: store, knownSetup, sentSetup } = link
    const unread = (await new Outbox(database, id).entries()).some(({ part }) => part.replicaSetupVersion > knownSetup)
    if (knownSetup > version || (knownSetup > 0 && sentSetup > knownSetup && !unread))
      doubts.otherSetup.push({ store, version: knownSetup })
    for (const left of leftOutOf(link)) doubts.refused.push({ store, ...left })
  }
  return doubts
}
