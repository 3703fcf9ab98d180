import { CentralOfficeError } from './errors.ts'
import { distinctNames, memberOf, sameName } from './names.ts'
import {
  type ColumnSetup,
  columnOf,
  isPerStore,
  type ReplicaSetup,
  setupOf,
  type TableSetup,
  transmitsNothing,
} from './replica-setup.ts'

/** What of a table has another life at a store than at the office: the whole table, or columns. */
type StrayedTable = { whole: boolean; columns: ReadonlySet<string> }
export type Strayed = ReadonlyMap<string, StrayedTable>

/**
 * The version of the setup that follows `before` and says what `wanted` says. Where a table's life, or a column's, begins anew
 * by it, that is noted in `since`. `known` = the highest version that any store works with: an office that was restored from a
 * backup must not use a number again. `strayed` = tables and columns that have another life at a store than `before` says: they begin anew
 * in any case. Errors: USAGE, where nothing would be transmitted any more.
 */
export function nextSetup(
  before: ReplicaSetup,
  wanted: ReplicaSetup,
  { known = 0, strayed = new Map() }: { known?: number; strayed?: Strayed } = {},
): ReplicaSetup {
  if (transmitsNothing(wanted) && !transmitsNothing(before))
    throw new CentralOfficeError('USAGE', 'By this setup no table would be transmitted any more.', {
      hint: 'Name the tables that are to transmit first. To stop transmitting as a whole: central-office no-transmit on',
    })
  const version = Math.max(before.version, known) + 1
  const standard = stamped(before.default, wanted.default, version)
  const named = [...Object.keys(wanted.tables), ...Object.keys(before.tables), ...strayed.keys()]
  const tables: Record<string, TableSetup> = {}
  for (const name of distinctNames(named)) {
    const own = stamped(setupOf(before, name), setupOf(wanted, name), version, strayed.get(name))
    // A table that is no longer named keeps an entry where its life is not that of all the others.
    if (memberOf(wanted.tables, name) !== undefined || JSON.stringify(own) !== JSON.stringify(standard))
      tables[name] = own
  }
  return { version, default: standard, tables }
}

/**
 * Versions of the replica setup that a restored database may have forgotten, and stores that have not answered yet may know: a
 * number used twice would pass for the setup that they have.
 */
export const FORGOTTEN_VERSIONS = 1_000

/**
 * The same setup under a number that nobody can know, where it was saved after the last that was sent, `sent`. Lives that began since
 * then begin with that number.
 */
export function renumbered(setup: ReplicaSetup, sent: number): ReplicaSetup {
  if (setup.version <= sent) return setup
  const version = setup.version + FORGOTTEN_VERSIONS
  const anew = (since: number) => (since > sent ? version : since)
  const table = (one: TableSetup): TableSetup => ({
    ...one,
    since: anew(one.since),
    columns: mapValues(one.columns, (column) =>
      column.since === undefined ? column : { ...column, since: anew(column.since) },
    ),
  })
  return { version, default: table(setup.default), tables: mapValues(setup.tables, table) }
}

const mapValues = <T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

function stamped(was: TableSetup, now: TableSetup, version: number, strayed?: StrayedTable): TableSetup {
  const columns: Record<string, ColumnSetup> = {}
  const named = [...Object.keys(now.columns), ...Object.keys(was.columns), ...(strayed?.columns ?? [])]
  for (const name of distinctNames(named)) {
    const before = columnOf(was, name)
    const { since: _, ...after } = columnOf(now, name)
    const begins = !before.transmit || [...(strayed?.columns ?? [])].some((column) => sameName(column, name))
    const since = after.transmit && begins ? version : before.since
    if (memberOf(now.columns, name) !== undefined || since > 0)
      columns[name] = { ...after, ...(since > 0 ? { since } : {}) }
  }
  const goesOn = sameLife(was, now) && (now.sharing === 'none' || !strayed?.whole)
  return { ...now, columns, since: goesOn ? was.since : version }
}

/** Whether the rows of a table can go on as they are: the same rows, told apart in the same way. */
export const sameLife = (was: TableSetup, now: TableSetup): boolean =>
  JSON.stringify(lifeOf(was)) === JSON.stringify(lifeOf(now))

const lifeOf = ({ sharing, key, filter }: TableSetup): unknown[] =>
  sharing === 'none' ? [] : [isPerStore(sharing), key ?? null, filter ?? null]
