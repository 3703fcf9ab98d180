import { CentralOfficeError } from '../model/errors.ts'
import type { Dialect, PayloadSide } from './dialect.ts'
import type { Table } from './table.ts'

/** A value as the database holds it. Integers come as bigint, so that none is ever rounded. */
export type Value = null | number | bigint | string | Uint8Array
export type Row = Record<string, Value>

export type TransactionOptions = {
  /**
   * False: a power cut may take it back, whole, with all that was committed after it, until `forceToDisk`. Many such transactions wait
   * for the disk once. Default: true.
   */
  forced?: boolean
}

/**
 * What the engine asks of a database. SQLite answers from the file itself, PostgreSQL over a connection; therefore every
 * call is asynchronous. One connection: calls may come from several pieces of work at a time, and those from outside wait
 * while a transaction, or `alone`, is under way.
 * Failures are CentralOfficeErrors with a DATABASE_* code; a violated constraint is a ConstraintViolation.
 */
export interface Database {
  readonly dialect: Dialect

  /** Runs one statement with `$1`, `$2` ... bound; returns the number of rows it changed. */
  run(sql: string, ...parameters: Value[]): Promise<number>
  /** Runs several statements without parameters, e.g. table definitions. */
  script(sql: string): Promise<void>
  all<T extends Row = Row>(sql: string, ...parameters: Value[]): Promise<T[]>
  get<T extends Row = Row>(sql: string, ...parameters: Value[]): Promise<T | undefined>

  /**
   * Runs `work` in a transaction that may write, applied whole or not at all. Foreign keys are not enforced inside: the
   * merge checks those of the rows it touched, at its end.
   */
  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T>
  /** When this resolves, what was committed before is on the disk. */
  forceToDisk(): Promise<void>
  /**
   * Runs `work` while nobody else gets at the database, for what must not be parted and is no single transaction (a payload
   * is attached and detached outside of one). First come, first served; inside it, calls and transactions belong to it.
   * It must not wait for somebody who waits for the database.
   */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Inside a transaction: runs `work`; where it throws, what it did is undone and the error goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>

  /** Tables that could be replicated, parents before the tables that refer to them. */
  tables(): Promise<Table[]>

  /**
   * What the triggers that a statement fires would write, theirs included; the statement is not run. Its parameters stay unbound.
   * Errors: as running it, for what it names; NotInProgram among them.
   */
  triggerWrites(statement: string): Promise<TriggerWrite[]>

  /** Makes the tables of a payload file reachable under `dialect.payloadTable(side, name)`. Not inside a transaction, but inside `alone`. */
  attachPayload(side: PayloadSide, file: string): Promise<void>
  detachPayload(side: PayloadSide): Promise<void>
  /** Bytes the outgoing payload takes so far. */
  outgoingBytes(): Promise<number>

  close(): Promise<void>
}

/** A write by a trigger: to one column of a table's rows, or to whole rows of it (`column` null: inserted or deleted). */
export type TriggerWrite = { trigger: string; table: string; column: string | null }

/** What a row broke. `text`: what the database says of it, e.g. `things.a, things.b`, `price > 0`. */
export type BrokenConstraint = { kind: 'unique' | 'not null' | 'check' | 'type' | 'trigger' | 'other'; text: string }

/** A row that the database refuses: unique, not null, check, type. */
export class ConstraintViolation extends Error {
  readonly broken: BrokenConstraint

  constructor(broken: BrokenConstraint, cause: unknown) {
    super('the database refused a row', { cause })
    this.name = 'ConstraintViolation'
    this.broken = broken
  }
}

/** A statement needs what only the shop's own program brings into its database: a function, a collation, a module. */
export class NotInProgram extends CentralOfficeError {
  /** As the database calls it, e.g. `function title_sort`. */
  readonly missing: string

  constructor(missing: string, cause: unknown) {
    super('DATABASE_REFUSED', `The shop's database needs the ${missing}, which only the shop's own program has.`, {
      hint: 'Nothing was changed. The table that uses it is named on the Tables page.',
      cause,
    })
    this.missing = missing
  }
}

/** A trigger or a conflict clause of the shop's database ended the whole transaction (ROLLBACK), rather than refuse one row. */
export class TransactionEnded extends CentralOfficeError {
  constructor(cause: unknown) {
    super('DATABASE_REFUSED', "A trigger or a conflict clause of the shop's database ended the whole transaction.", {
      hint: 'Nothing was changed. Ask the maker of the shop program to use ABORT rather than ROLLBACK there.',
      cause,
    })
  }
}
