import { CentralOfficeError } from '../model/errors.ts'
import { sameName } from '../model/names.ts'
import {
  type ConflictRule,
  columnOf,
  type ReplicaSetup,
  type Sharing,
  setupOf,
  type TableSetup,
  transmitsNothing,
} from '../model/replica-setup.ts'
import { filterFaults } from '../transmission/check-filters.ts'
import type { OfficeReplica } from '../transmission/office-replica.ts'
import { type SetupEffect, setupEffects } from '../transmission/setup-effects.ts'
import { effectWords } from './effect-words.ts'
import type { Office } from './office.ts'
import { readSetupTables, type SetupTable } from './setup-tables.ts'

/** One sentence about what a change does, and which part of the table's setup it comes from. */
export type Effect = {
  table: string
  field: 'sharing' | 'rule' | 'key' | 'filter' | 'columns'
  text: string
  level: 'info' | 'warn' | 'error'
}

/** Begins what is told of a table that no store has. */
export const UNSEEN = 'No store has shown a table'

/** Says what saving `wanted` would do; an effect of level error is why it would be refused. Errors: SETUP_CHANGED. */
export async function describeEffects(replica: OfficeReplica, wanted: ReplicaSetup): Promise<Effect[]> {
  const { setup, tables } = await readSetupTables(replica)
  if (setup.version !== wanted.version) throw setupChanged()
  const faults = await faultsOf(replica, setup, wanted)
  if (faults.length > 0) return faults
  const unseen = Object.keys(wanted.tables).filter((name) => !tables.some((table) => sameName(table.name, name)))
  const effects = [
    ...effectsOnDefault(setup.default, wanted.default),
    ...(await setupEffects(replica.database, setup, wanted)).map(inWords),
    ...tables.flatMap((table) => effectsOnTable(table, setupOf(wanted, table.name))),
    ...unseen.map((table): Effect => {
      const text = `${UNSEEN} ${table} yet; this holds as soon as one does.`
      return { table, field: 'sharing', level: 'warn', text }
    }),
  ]
  return effects.sort((a, b) => a.table.localeCompare(b.table, 'en'))
}

/** Saves the whole setup as it is to be. Errors: SETUP_CHANGED, and as `changeSetup` of the office. */
export async function saveWholeSetup(office: Office, wanted: ReplicaSetup): Promise<ReplicaSetup> {
  return office.changeSetup((before) => {
    if (before.version !== wanted.version) throw setupChanged()
    return wanted
  })
}

async function faultsOf(replica: OfficeReplica, before: ReplicaSetup, wanted: ReplicaSetup): Promise<Effect[]> {
  const faults: Effect[] = (await filterFaults(replica.database, wanted)).map(({ table, why }) => ({
    table,
    field: 'filter',
    level: 'error',
    text: `This filter cannot be used: ${why}.`,
  }))
  if (transmitsNothing(wanted) && !transmitsNothing(before))
    faults.push({
      table: '',
      field: 'sharing',
      level: 'error',
      text: 'No table would be transmitted any more. To stop transmitting as a whole, switch No Transmit on in Setup.',
    })
  return faults
}

/** Rows are loaded again, or no longer go out: nobody is to be surprised by that. */
const grave: SetupEffect['effect'][] = ['ends', 'anew', 'left out']

const inWords = (effect: SetupEffect): Effect => ({
  table: effect.table,
  field: effect.column === undefined ? 'sharing' : 'columns',
  level: grave.includes(effect.effect) ? 'warn' : 'info',
  text: `${effect.column === undefined ? '' : `Column ${effect.column}: `}${effectWords(effect)}.`,
})

const sharingWords: Record<Sharing, string> = {
  store: "a row belongs to one store; the office keeps every store's rows side by side",
  shared: 'there is one set of rows for everyone, and any location may edit it',
  office: 'it is maintained at the office and sent to all; what a store changes is put back and noted',
  lookup: 'a row belongs to one store, and every other store can read it',
  none: 'it is not transmitted; the rows that are there stay where they are',
}

const ruleWords: Record<ConflictRule, string> = {
  office: "the office's value stands",
  store: "the store's value wins",
  newest: 'the newest change wins',
  ask: "the office's value stands until a person decides",
}

const setByWords = {
  store: 'the store alone sets it; what the office types is put back and kept among the conflicts',
  office: 'the office alone sets it; what a store types is put back and kept among the conflicts',
  all: 'every location that has the row may set it',
}

function effectsOnDefault(before: TableSetup, now: TableSetup): Effect[] {
  const effects: Effect[] = []
  const all = 'Every table without a setup of its own'
  if (before.sharing !== now.sharing)
    effects.push({ table: '', field: 'sharing', level: 'info', text: `${all}: ${sharingWords[now.sharing]}.` })
  if (before.rule !== now.rule)
    effects.push({ table: '', field: 'rule', level: 'info', text: `${all}, in a conflict: ${ruleWords[now.rule]}.` })
  return effects
}

function effectsOnTable({ name, setup: before, automaticKey }: SetupTable, now: TableSetup): Effect[] {
  const effects: Effect[] = []
  const tell = (field: Effect['field'], text: string, level: Effect['level'] = 'info') =>
    effects.push({ table: name, field, text, level })
  if (now.sharing === 'none') return effects
  if (before.sharing !== now.sharing) tell('sharing', `From now on ${sharingWords[now.sharing]}.`)
  if (now.sharing === 'shared' && automaticKey && !now.naturalKey && (before.sharing !== 'shared' || before.naturalKey))
    tell(
      'sharing',
      'Each database numbers its key by itself, so two stores would use one number for two things. Stores leave the table out.',
      'warn',
    )
  if (before.rule !== now.rule)
    tell('rule', `In a conflict ${ruleWords[now.rule]}. Conflicts that are settled stay as they are.`)
  if ((before.key ?? []).join() !== (now.key ?? []).join() && now.key)
    tell('key', `Its rows are told apart by ${now.key.join(', ')}.`)
  if (before.filter !== now.filter)
    tell('filter', now.filter ? `Only rows with ${now.filter} leave their store.` : 'All rows leave their store.')
  for (const column of new Set([...Object.keys(before.columns), ...Object.keys(now.columns)])) {
    const [was, is] = [columnOf(before, column), columnOf(now, column)]
    const rule = is.rule ?? now.rule
    if (is.transmit && was.rule !== is.rule) tell('columns', `Column ${column}, in a conflict: ${ruleWords[rule]}.`)
    if (was.setBy !== is.setBy) tell('columns', `Column ${column}: ${setByWords[is.setBy ?? 'all']}.`)
  }
  return effects
}

const setupChanged = (): CentralOfficeError =>
  new CentralOfficeError('SETUP_CHANGED', 'The replica setup was saved by somebody else in the meantime.', {
    hint: 'Load the page again, look at what has changed, and enter your change once more. Nothing was saved.',
  })
