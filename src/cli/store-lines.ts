import type { OnSite, StoreOverview } from '../location/store-overview.ts'
import { showStoreNumber } from '../model/ids.ts'
import { showUse } from '../transmission/allowance.ts'
import { inColumns } from './printable.ts'
import { showTime } from './time-text.ts'

export const onSiteText = ({ bytes, allowanceBytes, heldBack, nearlyFull }: OnSite): string =>
  `${showUse(bytes, allowanceBytes)}${heldBack ? ', HELD BACK' : nearlyFull ? ', NEARLY FULL' : ''}`

const troubleLines = ({ number, trouble }: StoreOverview): string[] =>
  trouble === null ? [] : [`Store ${showStoreNumber(number)}: ${trouble.message} ${trouble.hint}`]

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
  const table = inColumns([
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
  return [...table, ...stores.flatMap(troubleLines)]
}
