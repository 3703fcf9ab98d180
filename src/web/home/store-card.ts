import type { StoreOverview } from '../../location/store-overview.ts'
import type { StoreCard, StoreState } from '../contract/home.ts'

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
})

const stateOf = ({ state, refilling, loadRows }: StoreOverview): StoreState => {
  if (state !== 'joined') return state
  return refilling ? 'refilling' : loadRows === null ? 'joined' : 'loading'
}
