import type { ConflictRule, Sharing } from '../../src/model/replica-setup.ts'

/** What a shop's table is to be like: plain data, so that a failing run can be made smaller piece by piece. */
export type TablePlan = {
  /** `none` only by a change of the replica setup. */
  sharing: Sharing
  rule: ConflictRule
  key: 'text' | 'integer' | 'text and integer' | 'real' | 'blob'
  columns: ColumnPlan[]
  withoutRowid: boolean
  strict: boolean
  generated: 'none' | 'virtual' | 'stored'
  /** The first two columns are unique together. */
  uniquePair: boolean
  /** The first column, where it is a number, is less than the second: a check that two sound edits can break together. */
  ordered: boolean
  /** Refers to the key of a table of the plan (its own included). */
  parent: { table: number; onDelete: Action; onUpdate: Action; deferred: boolean } | null
  /** Rows that do not fulfil it stay at their store. Counts only where rows belong to stores. */
  filter: Filter | null
  /** Shops get the table only when a story says so. Others refer to none of these. */
  later: boolean
  /** What the shop's program does by itself when rows of the table change. */
  triggers?: TriggerPlan[]
}

/** What a constraint of a table says ON CONFLICT. */
export type Clause = 'ABORT' | 'FAIL' | 'IGNORE' | 'REPLACE' | 'ROLLBACK'

/**
 * A trigger of the shop's program.
 * - stamp, label: a new value in a column of the changed row, at its update or when it is new.
 * - other row, forget row: a row of another table is written or deleted.
 * - guard: refuses changes of some rows.
 * - journal, cache, index: what does not transmit: a journal, a table of all keys, a full-text index.
 */
export type TriggerPlan = {
  what: 'stamp' | 'label' | 'other row' | 'forget row' | 'guard' | 'journal' | 'cache' | 'index'
  when: 'BEFORE' | 'AFTER'
  event: 'INSERT' | 'UPDATE' | 'DELETE'
  column: number
  /** The other table, and which row of it. */
  table: number
  key: number
  /** By INSERT OR REPLACE. */
  replaces: boolean
  raise: 'ABORT' | 'FAIL' | 'IGNORE' | 'ROLLBACK'
  /** Only a story makes it, once the store has joined. */
  later: boolean
}

export type Action = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL'

export type ColumnPlan = {
  type: ColumnType
  rule: ConflictRule | null
  /** Who alone may change it. */
  setBy: 'store' | 'office' | null
  transmit: boolean
  constraint: 'none' | 'unique' | 'not null' | 'check'
  /** What it says ON CONFLICT, where it is unique or not null. */
  clause?: Clause | null
  /** Has a default, where it is transmitted. */
  default: boolean
  /** Shops get the column only when a story says so. Behind all columns that they have from the first. */
  later: boolean
}

/** A condition over one column of a row. */
export type Filter = { column: number; test: 'has a value' | 'has none' | 'even length' }

export const columnTypes = [
  'INTEGER',
  'TEXT',
  'REAL',
  'BLOB',
  'NUMERIC(10, 2)',
  '',
  'VARCHAR(40) COLLATE NOCASE',
] as const
export type ColumnType = (typeof columnTypes)[number]
