import { type ReplicaSetup, setupOf, type TableSetup } from '../model/replica-setup.ts'
import { inColumns } from './printable.ts'

/** The setup as a table; `known` tables that nobody named are shown with the default that holds for them. */
export function setupLines(setup: ReplicaSetup, known: string[], only?: string): string[] {
  const names = only === undefined ? [...new Set([...Object.keys(setup.tables), ...known])].sort() : [only]
  return [
    `Replica setup, version ${setup.version}`,
    ...inColumns([
      ['Table', 'Sharing', 'Rule', 'More'],
      ...(only === undefined || names.length === 0 ? [['(all that are not named)', ...wordsOf(setup.default)]] : []),
      ...names.map((name) => [name, ...wordsOf(setupOf(setup, name))]),
    ]),
  ]
}

function wordsOf({ sharing, rule, key, naturalKey, columns }: TableSetup): string[] {
  const more = [
    ...(key ? [`key ${key.join(', ')}`] : []),
    ...(naturalKey ? ['natural key'] : []),
    ...Object.entries(columns).map(
      ([name, column]) => `${name}: ${column.transmit ? (column.rule ?? 'as the table') : 'left out'}`,
    ),
  ]
  return [sharing === 'none' ? 'none (not transmitted)' : sharing, sharing === 'none' ? '' : rule, more.join('; ')]
}
