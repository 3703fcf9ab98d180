import { listConflicts } from '../merge/conflicts.ts'
import { showStoreNumber } from '../model/ids.ts'
import { readLinks } from '../transmission/store-links.ts'
import type { LookedOffice } from './look-at-location.ts'
import { inColumns } from './printable.ts'
import { showTime } from './time-text.ts'

/** A store as the office sees it. Times are milliseconds since 1970. */
export type StoreOverview = {
  number: string
  name: string
  guid: string
  /** 'invited': nothing has come from it yet. */
  state: 'invited' | 'joined' | 'ignored'
  lastContact: number | null
  /** Payloads made for it that it has not acknowledged. */
  backlog: number
  openConflicts: number
  /** Rows that the store's database refuses for now. */
  heldRows: number
  program: string
}

export async function overviewStores({ database, replica }: LookedOffice): Promise<StoreOverview[]> {
  const open = await listConflicts(database, 'open')
  const overviews: StoreOverview[] = []
  for (const link of await readLinks(database)) {
    const { number, name, guid, lastContact, heldRows, program } = link
    overviews.push({
      number,
      name,
      guid,
      state: link.ignored ? 'ignored' : link.upEpoch === null ? 'invited' : 'joined',
      lastContact,
      backlog: (await replica.outbox(link).entries()).length,
      openConflicts: open.filter((conflict) => conflict.storeGuid === guid).length,
      heldRows,
      program,
    })
  }
  return overviews
}

export function storeLines(stores: StoreOverview[]): string[] {
  if (stores.length === 0) return ['No store yet. Invite one with: central-office invite --number N --name NAME']
  const heading = ['Number', 'Name', 'State', 'Last contact', 'Backlog', 'Conflicts', 'Held rows', 'GUID']
  return inColumns([
    heading,
    ...stores.map((store) => [
      showStoreNumber(store.number),
      store.name,
      store.state,
      showTime(store.lastContact),
      String(store.backlog),
      String(store.openConflicts),
      String(store.heldRows),
      store.guid,
    ]),
  ])
}
