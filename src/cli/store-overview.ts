import { listConflicts } from '../merge/conflicts.ts'
import { showStoreNumber } from '../model/ids.ts'
import { isNear, showUse } from '../transmission/allowance.ts'
import type { SiteUse } from '../transmission/outbox.ts'
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
  onSite: OnSite
  program: string
}

/** What a store's files take on the site as of this location's last visit; `heldBack`: payloads wait here for room. */
export type OnSite = SiteUse & { allowanceBytes: number; nearlyFull: boolean }

export const onSite = (use: SiteUse, allowanceBytes: number): OnSite => ({
  ...use,
  allowanceBytes,
  nearlyFull: isNear(use.bytes, allowanceBytes),
})

export async function overviewStores({ database, replica, settings }: LookedOffice): Promise<StoreOverview[]> {
  const open = await listConflicts(database, 'open')
  const overviews: StoreOverview[] = []
  for (const link of await readLinks(database)) {
    const { number, name, guid, lastContact, heldRows, program } = link
    const outbox = replica.outbox(link)
    overviews.push({
      number,
      name,
      guid,
      state: link.ignored ? 'ignored' : link.upEpoch === null ? 'invited' : 'joined',
      lastContact,
      backlog: (await outbox.entries()).length,
      openConflicts: open.filter((conflict) => conflict.storeGuid === guid).length,
      heldRows,
      onSite: onSite(await outbox.use(), settings.allowanceBytes),
      program,
    })
  }
  return overviews
}

export const onSiteText = ({ bytes, allowanceBytes, heldBack, nearlyFull }: OnSite): string =>
  `${showUse(bytes, allowanceBytes)}${heldBack ? ', HELD BACK' : nearlyFull ? ', NEARLY FULL' : ''}`

export function storeLines(stores: StoreOverview[]): string[] {
  if (stores.length === 0) return ['No store yet. Invite one with: central-office invite --number N --name NAME']
  const heading = [
    'Number',
    'Name',
    'State',
    'Last contact',
    'Backlog',
    'Conflicts',
    'Held rows',
    'On the site',
    'GUID',
  ]
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
      onSiteText(store.onSite),
      store.guid,
    ]),
  ])
}
