import { showStoreNumber } from '../model/ids.ts'
import type { StoreLink } from './store-links.ts'
import type { StoreReplica } from './store-replica.ts'

/** A table that the replica setup wants and that does not transmit, from here or from some stores. */
export type LeftOutTable = {
  table: string
  /** At the office: the stores that do not transmit it, for one reason. At a store: none. */
  stores: { guid: string; number: string; name: string }[]
  /** At the office: no store transmits the table. */
  everywhere: boolean
  /** As the store announced it, or SCHEMA_DIFFERS. */
  code: string
  /** Which table, from where, and why, in a sentence; and what to do. */
  text: string
  hint: string
}

/** What one store does not transmit, as the office knows it. */
export type LeftOutOfStore = { table: string; code: string; reason: string; remedy: string; columns: string[] }

export const leftOutOf = ({ refused, declined }: StoreLink): LeftOutOfStore[] => [
  ...refused.map(({ name: table, code, reason, remedy, columns }) => ({
    table,
    code,
    reason,
    remedy: toBeDoneAtTheStore.includes(code) ? `At the store: ${remedy}` : remedy,
    columns,
  })),
  ...declined.map(({ table, reason, remedy }) => ({
    table: table.name,
    code: 'SCHEMA_DIFFERS',
    reason,
    remedy,
    columns: table.columns.map(({ name }) => name),
  })),
]

/** The shop changed the table, or capture of it was switched off: no replica setup settles that. */
const toBeDoneAtTheStore = ['SCHEMA_DIFFERS', 'CAPTURE_OFF']

/**
 * The tables that do not transmit from some store or from none, by name: the one source for Home, the command line, the log and
 * notices. Ignored stores do not count.
 */
export function leftOutAtOffice(all: readonly StoreLink[]): LeftOutTable[] {
  const links = all.filter(({ ignored }) => !ignored)
  const found = links.flatMap((link) => leftOutOf(link).map((left) => ({ link, left })))
  const transmits = (link: StoreLink, table: string): boolean =>
    link.schema.some(({ name }) => name === table) && !leftOutOf(link).some((left) => left.table === table)
  const groups = Map.groupBy(found, ({ left }) => JSON.stringify([left.table, left.reason]))
  return [...groups.values()]
    .map((group): LeftOutTable => {
      const [{ left }] = group as [(typeof group)[number]]
      const stores = group.map(({ link: { guid, number, name } }) => ({ guid, number, name }))
      const everywhere = !links.some((link) => transmits(link, left.table))
      const from = everywhere ? 'transmits from no store' : `does not transmit from ${namesOf(stores)}`
      const text = `The table ${left.table} ${from}: ${left.reason}`
      return { table: left.table, stores, everywhere, code: left.code, text, hint: left.remedy }
    })
    .sort((a, b) => a.table.localeCompare(b.table, 'en'))
}

const MOST_NAMED = 3

function namesOf(stores: LeftOutTable['stores']): string {
  const named = stores.slice(0, MOST_NAMED).map(({ number, name }) => `store ${showStoreNumber(number)} ${name}`)
  const others = stores.length - named.length
  return others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ')
}

/** The same at a store. */
export const leftOutAtStore = async (replica: StoreReplica): Promise<LeftOutTable[]> =>
  (await replica.refusedTables()).map(({ table, why: { code, message, hint } }) => ({
    table,
    stores: [],
    everywhere: false,
    code,
    text: `The table ${table} is not transmitted: ${message}`,
    hint,
  }))
