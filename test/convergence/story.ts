import type { TablePlan } from './schema.ts'

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

/** What the shop's program, or somebody at the office, does to a row. Numbers pick a table, a row, columns. */
export type Statement = {
  kind: (typeof statementKinds)[number]
  table: number
  /** At the office: whose row, where rows belong to stores. */
  owner: number
  key: number
  other: number
  /** One bit a column. */
  columns: number
  nulls: number
}

export const siteFaults = ['lose', 'alter', 'cut short', 'put back', 'hold', 'release', 'junk'] as const

/** 0 = the office, n = store n. */
export type Step =
  | { what: 'edit'; where: number; statements: Statement[]; rolledBack: boolean }
  | { what: 'visit'; where: number; crash: Crash | null }
  | { what: 'fault'; fault: (typeof siteFaults)[number]; which: number; bit: number }
  | { what: 'back up' | 'restore'; where: number; which: number }
  | { what: 'decide'; which: number; take: 'office' | 'store' | 'third' }

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
