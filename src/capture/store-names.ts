import { OWN_PREFIX } from '../databases/sqlite-describe.ts'

/** Names of this program's own tables and triggers for one replicated table at a store. */
export const storeNames = (id: number) => ({
  /** Touched rows, not exported yet: what each looked like before. */
  pending: `${OWN_PREFIX}pending_${id}`,
  /** The same for exported rows, by batch, until the office has acknowledged the batch. */
  sent: `${OWN_PREFIX}sent_${id}`,
  /** Rows from the office that a constraint of this database refuses for now. */
  parked: `${OWN_PREFIX}parked_${id}`,
  /** Keys of rows that do not fulfil the filter, and that the office has all the same. */
  known: `${OWN_PREFIX}known_${id}`,
  /** How far the initial load has come: the last key exported. */
  load: `${OWN_PREFIX}load_${id}`,
  /** While capture of the table is switched off: its rows as they were then. */
  before: `${OWN_PREFIX}before_${id}`,
  trigger: (kind: string) => `${OWN_PREFIX}${id}_${kind}`,
})

/** Where the rows of all other stores stand in a store's database (sharing `lookup`). */
export const lookupTable = (table: string): string => `${table}__all_stores`
