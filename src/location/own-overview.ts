import type { StoreReplica } from '../transmission/store-replica.ts'
import { type OnSite, onSite } from './store-overview.ts'

/** A store as it sees itself. */
export type OwnOverview = {
  /** The initial load has not been exported whole. */
  loading: boolean
  /** Tables whose rows have all been exported, and all that are captured. */
  loadedTables: { done: number; all: number }
  refill: 'asked' | 'coming' | null
  /** Rows that this database refuses for now. */
  heldRows: number
  /** Payloads the office has not acknowledged yet. */
  outbox: { number: number; rows: number; uploaded: boolean }[]
  onSite: OnSite
  refusedTables: { table: string; code: string; message: string; hint: string }[]
}

export async function overviewOwn(replica: StoreReplica, allowanceBytes: number): Promise<OwnOverview> {
  const { loading, refill } = await replica.state()
  return {
    loading,
    loadedTables: await replica.loadedTables(),
    refill,
    heldRows: await replica.parkedRows(),
    outbox: (await replica.outbox.entries()).map(({ number, rows, uploaded }) => ({ number, rows, uploaded })),
    onSite: onSite(await replica.outbox.use(), allowanceBytes),
    refusedTables: (await replica.refusedTables()).map(({ table, why: { code, message, hint } }) => ({
      table,
      code,
      message,
      hint,
    })),
  }
}
