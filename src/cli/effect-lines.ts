import type { Effect } from '../location/replica-effects.ts'

/** What a change of the replica setup does, as Replica Setup tells it: one line a table and part of its setup. */
export const effectLines = (effects: readonly Effect[]): string[] => [
  ...effects.map(({ table, text }) => (table === '' ? text : `${table}: ${text}`)),
  ...(effects.some(({ level }) => level === 'warn') ? [] : ['No row is loaded again.']),
]
