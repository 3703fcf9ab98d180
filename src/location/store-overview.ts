import { showStoreNumber } from '../model/ids.ts'
import { isNear } from '../transmission/allowance.ts'
import { type LeftOutOfStore, leftOutOf } from '../transmission/left-out-tables.ts'
import type { SiteUse } from '../transmission/outbox.ts'
import { readLinks } from '../transmission/store-links.ts'
import { countOpenConflicts } from './conflict-pages.ts'
import type { LookedOffice } from './look-at-location.ts'
import { readStoreTroubles, type StoreTrouble } from './store-troubles.ts'

/** A store as the office sees it. Times are milliseconds since 1970. */
export type StoreOverview = {
  number: string
  name: string
  guid: string
  /** 'invited': nothing has come from it yet. */
  state: 'invited' | 'joined' | 'ignored'
  /** One side is sent everything again, after a restore or a recovery. */
  refilling: boolean
  /** Rows received of its initial load while that is under way; null: it is not. */
  loadRows: number | null
  lastContact: number | null
  /** Payloads made for it that it has not acknowledged. */
  backlog: number
  openConflicts: number
  /** Rows that the store's database refuses for now. */
  heldRows: number
  onSite: OnSite
  program: string
  /** Tables that the replica setup wants and it does not transmit. */
  leftOut: LeftOutOfStore[]
  /** What kept the last transmission from doing all for it; null: nothing did. */
  trouble: StoreTrouble | null
}

/** What a store's files take on the site as of this location's last visit; `heldBack`: payloads wait here for room. */
export type OnSite = SiteUse & { allowanceBytes: number; nearlyFull: boolean }

export const onSite = (use: SiteUse, allowanceBytes: number): OnSite => ({
  ...use,
  allowanceBytes,
  nearlyFull: isNear(use.bytes, allowanceBytes),
})

/** All stores by number, or the one with this GUID. */
export async function overviewStores(
  { home, database, replica, settings }: LookedOffice,
  only?: string,
): Promise<StoreOverview[]> {
  const open = await countOpenConflicts(database)
  const troubles = await readStoreTroubles(home)
  const overviews: StoreOverview[] = []
  for (const link of await readLinks(database)) {
    if (only !== undefined && link.guid !== only) continue
    const { number, name, guid, lastContact, heldRows, program } = link
    const outbox = replica.outbox(link)
    overviews.push({
      number,
      name,
      guid,
      state: link.ignored ? 'ignored' : link.upEpoch === null ? 'invited' : 'joined',
      refilling: link.awaits || link.refill !== null || link.refillRules !== null,
      loadRows: link.awaits || link.refillRules !== null ? null : link.loadRows,
      lastContact,
      backlog: (await outbox.entries()).length,
      openConflicts: open.get(link.id) ?? 0,
      heldRows,
      onSite: onSite(await outbox.use(), settings.allowanceBytes),
      program,
      leftOut: leftOutOf(link),
      trouble: troubles.get(showStoreNumber(number)) ?? null,
    })
  }
  return overviews
}
