import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Declined, DeclinedTable } from '../model/declined-table.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import type { AnnouncedTable } from '../model/table.ts'
import { followSchema } from './office-tables.ts'
import type { StoreLink } from './store-links.ts'

/** What came of the tables that a store announces. */
export type Announced = {
  created: string[]
  added: { table: string; column: string }[]
  /** Tables whose rows are merged from now on, as they are announced; null: nothing is new. */
  taken: AnnouncedTable[] | null
  /** Names of those whose rows are left alone. */
  declined: ReadonlySet<string>
  /** Those among them that were taken until now, or never announced. */
  newlyDeclined: Declined[]
}

/**
 * Follows what a store announces (`schema`; null: nothing new), table by table. One that does not fit the office's is declined: its rows
 * are left alone until the store has heard so and the table fits. Then the store begins to capture it again, and compares or loads all
 * its rows. Inside a transaction. `acknowledged`: number of the last payload that the store has applied.
 */
export async function followAnnounced(
  database: Database,
  setup: ReplicaSetup,
  link: StoreLink,
  schema: readonly AnnouncedTable[] | null,
  acknowledged: number,
): Promise<Announced> {
  const hasHeard = ({ told }: Declined) => told !== null && told <= acknowledged
  const followed: Announced = { created: [], added: [], taken: null, declined: new Set(), newlyDeclined: [] }
  const candidates = schema ?? link.declined.filter(hasHeard).map(({ table }) => table)
  const taken: AnnouncedTable[] = []
  const declined = schema ? [] : link.declined.filter((one) => !hasHeard(one))
  for (const table of candidates) {
    const before = link.declined.find((one) => one.table.name === table.name)
    if (before && !hasHeard(before)) {
      declined.push({ ...before, table })
      continue
    }
    const { created, added, misfit } = await followSchema(database, setup, table)
    followed.created.push(...created)
    followed.added.push(...added)
    if (misfit === null) taken.push(table)
    else {
      const had = before?.had ?? link.schema.some(({ name }) => name === table.name)
      const one = { table, had, ...misfit, told: before?.told ?? null }
      declined.push(one)
      if (!before) followed.newlyDeclined.push(one)
    }
  }
  if (schema || taken.length > 0) {
    followed.taken = taken
    const goesOn = link.schema.filter(
      ({ name }) =>
        !taken.some((one) => one.name === name) && (!schema || declined.some((one) => one.table.name === name)),
    )
    await database.run(
      `UPDATE ${OWN_PREFIX}stores SET schema = $2 WHERE id = $1`,
      link.id,
      JSON.stringify(inOrder([...taken, ...goesOn], schema ?? [])),
    )
  }
  if (declined.length > 0 || link.declined.length > 0)
    await database.run(`UPDATE ${OWN_PREFIX}stores SET declined = $2 WHERE id = $1`, link.id, JSON.stringify(declined))
  return { ...followed, declined: new Set(declined.map(({ table }) => table.name)) }
}

/** Parents first, as the store announces them. */
function inOrder(tables: AnnouncedTable[], schema: readonly AnnouncedTable[]): AnnouncedTable[] {
  const place = new Map(schema.map(({ name }, at) => [name, at]))
  return tables.sort((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0))
}

/** What the store is to be told, or null where it knows. */
export function declinedToTell(link: StoreLink): DeclinedTable[] | null {
  const list = link.declined.map(({ table, reason, remedy, columns, had }) => ({
    name: table.name,
    reason: reason.slice(0, 1000),
    remedy: remedy.slice(0, 1000),
    columns,
    had,
  }))
  return JSON.stringify(list) === link.declinedTold ? null : list
}

/** Payload `number` tells the store. Inside the transaction that makes it. */
export async function noteTold(
  database: Database,
  link: StoreLink,
  list: DeclinedTable[],
  number: number,
): Promise<void> {
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET declined = $2, declined_told = $3 WHERE id = $1`,
    link.id,
    JSON.stringify(link.declined.map((one) => ({ ...one, told: one.told ?? number }))),
    JSON.stringify(list),
  )
}

/** Payloads after number `kept` do not go out, or not in this life of the stream: what they told is told again. */
export async function tellAgain(database: Database, link: StoreLink, kept: number): Promise<void> {
  const declined = link.declined.map((one) => ({
    ...one,
    told: one.told !== null && one.told <= kept ? one.told : null,
  }))
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET declined = $2, declined_told = '' WHERE id = $1`,
    link.id,
    JSON.stringify(declined),
  )
}
