import type { ModelRow } from './row.ts'

/** What a store says of one row. `at` is the time of its last touch on the site's clock; 0: not known. */
export type UpRow =
  | { kind: 'insert'; key: string; now: ModelRow; at: number }
  | { kind: 'update'; key: string; before: ModelRow; now: ModelRow; at: number }
  | { kind: 'delete'; key: string; before: ModelRow; at: number }
  | { kind: 'refresh'; key: string }

export type UpPayload = {
  number: number
  /** Office tick up to which the store had seen everything. */
  seenTick: number
  /** Number of the last payload of the office that the store had applied. */
  acknowledged: number
  load: boolean
  rows: Map<string, UpRow[]>
  /** Tables that the store has, with their columns outside the key. */
  columns: Map<string, string[]>
}

/** What the office says of one row: as it has it, or null where it does not have it. */
export type DownRow = { key: string; owner: string; row: ModelRow | null }

export type DownPayload = {
  number: number
  tick: number
  acknowledged: number
  own: Map<string, DownRow[]>
  elsewhere: Map<string, DownRow[]>
}

/** What the model knows of a table. */
export type ModelTable = {
  name: string
  sharing: 'store' | 'shared' | 'office' | 'lookup'
  rule: Rule
  columnRules: Record<string, Rule>
  /** Columns that one side alone sets. */
  setBy: Record<string, 'store' | 'office'>
  /** Rows that do not fulfil it stay at their store. */
  filter: ModelFilter | null
}
export type ModelFilter = { name: string; test: 'has a value' | 'has none' | 'even length' }
export type Rule = 'office' | 'store' | 'newest' | 'ask'

export const isOwned = ({ sharing }: ModelTable): boolean => sharing === 'store' || sharing === 'lookup'

export const countRows = (rows: Map<string, unknown[]>): number =>
  [...rows.values()].reduce((sum, list) => sum + list.length, 0)
