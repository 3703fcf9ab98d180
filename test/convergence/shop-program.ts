import { createTable } from './create-table.ts'
import type { SimulatedStore } from './location.ts'
import { tableAtStore } from './looks.ts'
import { isConstrained, quote, type Table, withColumns } from './schema.ts'
import { cacheOf, indexOf, numbersTable, type ShopTriggers, shopTriggers } from './shop-triggers.ts'

/** In a trigger, `new` and `old` are the row's two states, and no table. */
const canHaveTriggers = ({ name }: Table): boolean => !/^(new|old)$/i.test(name)

/** What keeps a table of its own up to every change: also REPLACE has to set off its delete trigger. */
const isRecursive = (tables: Table[]): boolean =>
  tables.some(({ plan }) => plan.triggers?.some(({ what }) => what === 'cache' || what === 'index'))

export const hasTriggers = (tables: Table[]): boolean => tables.some(({ plan }) => (plan.triggers ?? []).length > 0)

const planned = (table: Table, tables: Table[], which: number): ShopTriggers | null => {
  const plan = table.plan.triggers?.[which]
  return plan && canHaveTriggers(table) ? shopTriggers(table, tables, plan, which, isRecursive(tables)) : null
}

/** The shop's program is installed: its tables but those that come later. Returns what it did, for the story. */
export function install(store: SimulatedStore, tables: Table[]): void {
  if (isRecursive(tables)) store.always('PRAGMA recursive_triggers = ON')
  if (hasTriggers(tables)) for (const text of numbersTable(Number(store.number))) store.shop.exec(text)
  for (const table of tables) if (!table.plan.later) installTable(store, table, tables)
  for (const table of tables)
    if (!table.plan.later)
      for (const [which, { later }] of (table.plan.triggers ?? []).entries())
        if (!later) makeTriggers(store, table, tables, which)
}

/** The statement that makes the table, which comes without what comes later. */
export function installTable(store: SimulatedStore, table: Table, tables: Table[]): string {
  const text = createTable(
    withColumns(table, ({ later }) => !later),
    tables,
  )
  store.shop.exec(text)
  return text
}

/** Makes one of the planned triggers, or those that belong together, anew. Returns their text; '' where there is nothing to make. */
export function makeTriggers(store: SimulatedStore, table: Table, tables: Table[], which: number): string {
  const made = tableAtStore(store, table) === null ? null : planned(table, tables, which)
  if (!made) return ''
  for (const { name } of made.triggers) store.shop.exec(`DROP TRIGGER IF EXISTS ${quote(name)}`)
  store.shop.exec(`DROP TABLE IF EXISTS ${quote(cacheOf(table, which))}`)
  for (const text of [...made.tables, ...made.triggers.map(({ sql }) => sql)]) store.shop.exec(text)
  store.triggers = store.triggersNow()
  return made.triggers.map(({ sql }) => sql).join('; ')
}

/** What is wrong with what the shop's program keeps by itself; null: nothing. */
export function programIsWrong(store: SimulatedStore, tables: Table[]): string | null {
  const now = store.triggersNow()
  if (JSON.stringify(now) !== JSON.stringify(store.triggers))
    return `its triggers are not as it made them: ${now.join('; ')}`
  const there = store.all(`SELECT name FROM sqlite_schema WHERE type = 'table'`).map(({ name }) => name)
  for (const table of tables)
    for (const which of (table.plan.triggers ?? []).keys()) {
      if (there.includes(indexOf(table, which)) && !isIndexed(store, indexOf(table, which)))
        return `the full-text index over ${table.name} is not what the table holds`
      const cache = cacheOf(table, which)
      if (
        there.includes(cache) &&
        !isConstrained(tables) &&
        keysIn(store, table, cache) !== keysIn(store, table, table.name)
      )
        return `its table of all keys of ${table.name} is not what the table holds`
    }
  return null
}

function isIndexed(store: SimulatedStore, index: string): boolean {
  try {
    store.shop.exec(`INSERT INTO ${quote(index)} (${quote(index)}, rank) VALUES ('integrity-check', 1)`)
    return true
  } catch {
    return false
  }
}

function keysIn(store: SimulatedStore, { keyNames }: Table, from: string): string {
  const keys = keyNames.map((name) => `quote(${quote(name)}) AS ${quote(name)}`).join(', ')
  return JSON.stringify(store.all(`SELECT ${keys} FROM ${quote(from)} ORDER BY ${keyNames.map(quote).join(', ')}`))
}
