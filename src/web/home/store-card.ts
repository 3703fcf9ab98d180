import type { StoreOverview } from '../../location/store-overview.ts'
import type { StoreCard, StoreState } from '../contract/home.ts'
import { withoutCommands } from '../http/page-hints.ts'

export const storeCard = (store: StoreOverview): StoreCard => ({
  guid: store.guid,
  number: store.number,
  name: store.name,
  state: stateOf(store),
  loadRows: store.loadRows,
  ignored: store.state === 'ignored',
  lastContact: store.lastContact,
  backlog: store.backlog,
  openConflicts: store.openConflicts,
  parked: store.heldRows,
  onSite: store.onSite,
  program: store.program,
  leftOut: store.leftOut.map(({ table, reason, remedy }) => ({ table, reason, remedy: withoutCommands(remedy) })),
  trouble: store.trouble && { ...store.trouble, hint: withoutCommands(store.trouble.hint) },
})

const stateOf = ({ state, refilling, loadRows }: StoreOverview): StoreState => {
  if (state !== 'joined') return state
  return refilling ? 'refilling' : loadRows === null ? 'joined' : 'loading'
}
