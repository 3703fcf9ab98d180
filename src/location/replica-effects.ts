import { CentralOfficeError } from '../model/errors.ts'
import { type ConflictRule, type ReplicaSetup, type Sharing, setupOf, type TableSetup } from '../model/replica-setup.ts'
import type { OfficeReplica } from '../transmission/office-replica.ts'
import { readLinks } from '../transmission/store-links.ts'
import type { Office } from './office.ts'

/** A table as the replica setup treats it, with what stores have shown of it. */
export type SetupTable = {
  name: string
  named: boolean
  setup: TableSetup
  columns: { name: string; type: string; key: boolean }[]
  automaticKey: boolean
  stores: number
  /** Rows of it have come: how it is shared cannot be changed any more. */
  inUse: boolean
}

export type SetupTables = { setup: ReplicaSetup; tables: SetupTable[] }

/** Every table that a store has shown or that the setup names, by name. */
export async function readSetupTables(replica: OfficeReplica): Promise<SetupTables> {
  const setup = await replica.setup()
  const inUse = await replica.tables()
  const found = new Map<string, SetupTable>()
  const tableOf = (name: string): SetupTable => {
    const known = found.get(name)
    if (known) return known
    const table: SetupTable = {
      name,
      named: Object.hasOwn(setup.tables, name),
      setup: setupOf(setup, name),
      columns: [],
      automaticKey: false,
      stores: 0,
      inUse: inUse.has(name),
    }
    found.set(name, table)
    return table
  }
  for (const { schema } of await readLinks(replica.database))
    for (const { name, columns, key, automaticKey } of schema) {
      const table = tableOf(name)
      table.stores += 1
      table.automaticKey ||= automaticKey
      for (const { name: column, type } of columns)
        if (!table.columns.some((other) => other.name === column))
          table.columns.push({ name: column, type, key: key.includes(column) })
    }
  for (const name of Object.keys(setup.tables)) tableOf(name)
  return { setup, tables: [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en')) }
}

/** One sentence about what a change does. */
export type Effect = { table: string; text: string; level: 'info' | 'warn' | 'error' }

/** Says what saving `wanted` would do; an effect of level error is why it would be refused. Errors: SETUP_CHANGED. */
export async function describeEffects(replica: OfficeReplica, wanted: ReplicaSetup): Promise<Effect[]> {
  const { setup, tables } = await readSetupTables(replica)
  if (setup.version !== wanted.version) throw setupChanged()
  const unseen = Object.keys(wanted.tables).filter((name) => !tables.some((table) => table.name === name))
  return [
    ...effectsOnDefault(setup.default, wanted.default),
    ...tables.flatMap((table) => effectsOnTable(table, setupOf(wanted, table.name))),
    ...unseen.map(
      (table): Effect => ({
        table,
        level: 'warn',
        text: `No store has shown a table ${table} yet; this holds as soon as one does.`,
      }),
    ),
  ]
}

/** Saves the whole setup as it is to be. Errors: SETUP_CHANGED, SHARING_IN_USE. */
export async function saveWholeSetup(office: Office, wanted: ReplicaSetup): Promise<ReplicaSetup> {
  return office.changeSetup((before) => {
    if (before.version !== wanted.version) throw setupChanged()
    return wanted
  })
}

const sharingWords: Record<Sharing, string> = {
  store: "a row belongs to one store; the office keeps every store's rows side by side",
  shared: 'there is one set of rows for everyone, and any location may edit it',
  office: 'it is maintained at the office and sent to all; what a store changes is put back and noted',
  lookup: 'a row belongs to one store, and every other store can read it',
  none: 'it is not transmitted any more; the rows that are there stay where they are',
}

const ruleWords: Record<ConflictRule, string> = {
  office: "the office's value stands",
  store: "the store's value wins",
  newest: 'the newest change wins',
  ask: "the office's value stands until a person decides",
}

function effectsOnDefault(before: TableSetup, now: TableSetup): Effect[] {
  const effects: Effect[] = []
  const all = 'Every table without a setup of its own'
  if (before.sharing !== now.sharing)
    effects.push({ table: '', level: 'warn', text: `${all}: ${sharingWords[now.sharing]}.` })
  if (before.rule !== now.rule)
    effects.push({ table: '', level: 'info', text: `${all}, in a conflict: ${ruleWords[now.rule]}.` })
  return effects
}

function effectsOnTable(table: SetupTable, now: TableSetup): Effect[] {
  const { name, setup: before, inUse } = table
  const effects: Effect[] = []
  const tell = (text: string, level: Effect['level'] = 'info') => effects.push({ table: name, text, level })
  if (before.sharing !== now.sharing) {
    if (inUse)
      tell(
        `${name} is shared as "${before.sharing}" already, and rows of it have come: this cannot be changed.`,
        'error',
      )
    else tell(`${name}: ${sharingWords[now.sharing]}.`, now.sharing === 'none' ? 'warn' : 'info')
  }
  if (now.sharing === 'none') return effects
  if (now.sharing === 'shared' && table.automaticKey && !now.naturalKey)
    tell(
      `${name} cannot be shared: each database numbers its key by itself, so two stores would use one number for two things. Stores leave it out.`,
      'warn',
    )
  if (before.rule !== now.rule)
    tell(`Conflicts in ${name}: ${ruleWords[now.rule]}. Those that are settled stay as they are.`)
  if ((before.key ?? []).join() !== (now.key ?? []).join() && now.key)
    tell(`Rows of ${name} are told apart by ${now.key.join(', ')}.`)
  for (const column of new Set([...Object.keys(before.columns), ...Object.keys(now.columns)]))
    effects.push(...effectsOnColumn(name, column, before, now))
  return effects
}

function effectsOnColumn(table: string, column: string, before: TableSetup, now: TableSetup): Effect[] {
  const was = before.columns[column] ?? { transmit: true }
  const is = now.columns[column] ?? { transmit: true }
  const effects: Effect[] = []
  if (was.transmit && !is.transmit)
    effects.push({
      table,
      level: 'warn',
      text: `${table}.${column} stays at each location from now on; nobody else gets it.`,
    })
  if (!was.transmit && is.transmit)
    effects.push({
      table,
      level: 'info',
      text: `${table}.${column} is transmitted from now on, with the next change of each row.`,
    })
  const rule = is.rule ?? now.rule
  if ((was.rule ?? before.rule) !== rule && (was.rule !== undefined || is.rule !== undefined))
    effects.push({ table, level: 'info', text: `Conflicts in ${table}.${column}: ${ruleWords[rule]}.` })
  return effects
}

const setupChanged = (): CentralOfficeError =>
  new CentralOfficeError('SETUP_CHANGED', 'The replica setup was saved by somebody else in the meantime.', {
    hint: 'Load the page again, look at what has changed, and enter your change once more. Nothing was saved.',
  })
