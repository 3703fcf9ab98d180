import type { StoreOverview } from '../../location/store-overview.ts'
import type { StoreCard } from '../contract/home.ts'

export const storeCard = (store: StoreOverview): StoreCard => ({
  guid: store.guid,
  number: store.number,
  name: store.name,
  state: store.state === 'joined' && store.refilling ? 'refilling' : store.state,
  ignored: store.state === 'ignored',
  lastContact: store.lastContact,
  backlog: store.backlog,
  openConflicts: store.openConflicts,
  parked: store.heldRows,
  onSite: store.onSite,
  program: store.program,
})
