import { distinctNames } from '../model/names.ts'
import { type ReplicaSetup, setupOf, type TableSetup } from '../model/replica-setup.ts'
import type { SetAside } from '../transmission/set-aside.ts'
import { inColumns } from './printable.ts'
import { showTime } from './time-text.ts'

/** The setup as a table; `known` tables that nobody named are shown with the default that holds for them. */
export function setupLines(setup: ReplicaSetup, known: string[], only?: string): string[] {
  const names = only === undefined ? distinctNames([...Object.keys(setup.tables), ...known]).sort() : [only]
  return [
    `Replica setup, version ${setup.version}`,
    ...inColumns([
      ['Table', 'Sharing', 'Rule', 'More'],
      ...(only === undefined || names.length === 0 ? [['(all that are not named)', ...wordsOf(setup.default)]] : []),
      ...names.map((name) => [name, ...wordsOf(setupOf(setup, name))]),
    ]),
  ]
}

function wordsOf({ sharing, rule, key, naturalKey, filter, columns }: TableSetup): string[] {
  const more = [
    ...(key ? [`key ${key.join(', ')}`] : []),
    ...(naturalKey ? ['natural key'] : []),
    ...(filter ? [`only where ${filter}`] : []),
    ...Object.entries(columns).map(
      ([name, { transmit, rule: own, setBy }]) =>
        `${name}: ${transmit ? (own ?? 'as the table') : 'left out'}${setBy ? `, set by the ${setBy} alone` : ''}`,
    ),
  ]
  return [sharing === 'none' ? 'none (not transmitted)' : sharing, sharing === 'none' ? '' : rule, more.join('; ')]
}

/** Tables whose rows are kept at the office and no longer transmitted. */
export const keptLines = (kept: readonly SetAside[]): string[] =>
  kept.length === 0
    ? ['No table is kept.']
    : inColumns([
        ['Kept as', 'Rows of', 'Sharing', 'Transmitted until'],
        ...kept.map(({ keptAs, table, sharing, version, at }) => [
          keptAs,
          table,
          sharing,
          `${showTime(at)}, replica setup ${version}`,
        ]),
      ])
