import type { Sharing } from '../../src/model/replica-setup.ts'
import type { Filter, TablePlan } from './plan.ts'

export const statementKinds = [
  'insert',
  'insert',
  'update',
  'update',
  'update',
  'update',
  'delete',
  'replace',
  'upsert',
  'rekey',
  'swap',
  'update all',
  'touch',
] as const

/** Those, and what only a shop's program does: a row whose number its database chooses. */
export type StatementKind = (typeof statementKinds)[number] | 'insert unnumbered'

/** What the shop's program, or somebody at the office, does to a row. Numbers pick a table, a row, columns. */
export type Statement = {
  kind: StatementKind
  table: number
  /** At the office: whose row, where rows belong to stores. */
  owner: number
  key: number
  other: number
  /** One bit a column. */
  columns: number
  nulls: number
}

export const siteFaults = [
  'lose',
  'alter',
  'cut short',
  'put back',
  'hold',
  'release',
  'junk',
  'lose the marks',
] as const

/** 0 = the office, n = store n. */
export type Step =
  | { what: 'edit'; where: number; statements: Statement[]; rolledBack: boolean }
  | { what: 'visit'; where: number; crash: Crash | null }
  | { what: 'fault'; fault: (typeof siteFaults)[number]; which: number; bit: number }
  /** `home`: the home folder as well. Only where visits go over the site. */
  | { what: 'back up' | 'restore'; where: number; which: number; home: boolean }
  /** The shop at a store gets a column, or a table, that its plan says comes later. */
  | { what: 'grow'; where: number; table: number }
  /** The shop at a store makes one of the table's triggers, or makes it anew: it becomes the newest. */
  | { what: 'trigger'; where: number; table: number; which: number }
  | { what: 'setup'; table: number; column: number; change: SetupChange }
  | { what: 'decide'; which: number; take: 'office' | 'store' | 'third' }

/** What the office changes in the replica setup of a table, or of a column of it. The first three go on with the rows that are there. */
export type SetupChange =
  | { of: 'rule' | 'column rule'; rule: 'office' | 'store' | 'newest' | 'ask' }
  | { of: 'set by'; setBy: 'store' | 'office' | null }
  | { of: 'sharing'; sharing: Sharing }
  | { of: 'transmit'; transmit: boolean }
  | { of: 'filter'; filter: Filter | null }

/** The location dies at the n-th thing it does. */
export type Crash = { during: 'site' | 'database'; after: number }

/** A run, as data. */
export type History = {
  tables: TablePlan[]
  stores: number
  /** Visits go over the site, sealed and all; otherwise payloads are handed over as they are. */
  overSite: boolean
  /** Values meet and come back by chance; then nothing can be said about where a value went. */
  fewValues: boolean
  /** Of the office, then of the stores: what to add to the clock to get the site's, milliseconds. */
  clocks: number[]
  /** Rows that the first stores have before they join. */
  filled: number[]
  /** Changes of the replica setup may also end the lives of tables and columns; the model does not follow them then. */
  livesEnd: boolean
  /** A store's payloads hold a row each, and only one is made at a visit: loads end late. The model does not know where they stop. */
  pieces: boolean
  steps: Step[]
}

/** What happened, line by line, for people. */
export class Story {
  readonly lines: string[] = []

  tell(who: number, what: string): void {
    this.lines.push(`${who === 0 ? 'office' : who < 0 ? 'site' : `store ${who}`}: ${what}`)
  }

  toString(): string {
    return this.lines.map((line, i) => `${String(i + 1).padStart(4)}  ${line}`).join('\n')
  }
}
