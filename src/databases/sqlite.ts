import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { CentralOfficeError } from '../model/errors.ts'
import {
  type Database,
  type Row,
  TransactionEnded,
  type TransactionOptions,
  type TriggerWrite,
  type Value,
} from './database.ts'
import type { PayloadSide } from './dialect.ts'
import { describeTables } from './sqlite-describe.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { guarded } from './sqlite-guard.ts'
import { readTriggerWrites } from './sqlite-trigger-writes.ts'
import type { Table } from './table.ts'
import { Turns } from './turns.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** Statements kept prepared; the generators write the same text again for every payload. */
const KEPT_STATEMENTS = 500

export type OpenOptions = {
  /** Make the file if it is missing (the office's own database). Default: false. */
  create?: boolean
  /** A file that is made is its owner's alone (0600), and with it what SQLite puts beside it. Default: as the system's umask says. */
  ownerOnly?: boolean
  /** Only look. Where a crash left something that has to be undone first, it is undone all the same. Default: false. */
  readOnly?: boolean
  /** How long to wait for another program's lock, milliseconds. Default: 30,000. */
  busyTimeout?: number
}

/** Opens a SQLite file for the engine. */
export function openSqlite(file: string, options: OpenOptions = {}): Database {
  checkFile(file, options.create ?? false)
  const connection = guarded(file, () => {
    if (options.ownerOnly && options.create && !existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
    if (!options.readOnly) return connect(file, options)
    try {
      return connect(file, options)
    } catch (error) {
      if (!needsWriting(error)) throw error
      return connect(file, { ...options, readOnly: false })
    }
  })
  return new SqliteDatabase(file, connection)
}

function connect(file: string, { busyTimeout = 30_000, readOnly = false }: OpenOptions): DatabaseSync {
  const opened = new DatabaseSync(file, {
    timeout: busyTimeout,
    readOnly,
    enableForeignKeyConstraints: false,
    enableDoubleQuotedStringLiterals: false,
  })
  try {
    opened.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32000')
    opened.prepare('SELECT count(*) FROM sqlite_schema').get()
    refuseUtf16(file, opened)
    return opened
  } catch (error) {
    opened.close()
    throw error
  }
}

/** SQLITE_READONLY and SQLITE_CANTOPEN: a hot journal is to be rolled back, or the files beside a WAL are to be made. */
const needsWriting = (error: unknown): boolean =>
  [8, 14].includes(((error as { errcode?: number }).errcode ?? 0) & 0xff)

class SqliteDatabase implements Database {
  readonly dialect = sqliteDialect
  readonly #file: string
  readonly #connection: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #turns = new Turns()
  readonly #log: WriteAheadLog
  /** Payload files, by what they are attached as. */
  readonly #attached = new Map<PayloadSide, string>()
  #savepoints = 0
  /** The tables at a version of the schema. Forgotten when anything is rolled back: another schema gets that version then. */
  #described: { version: number; tables: Table[] } | null = null

  constructor(file: string, connection: DatabaseSync) {
    this.#file = file
    this.#connection = connection
    this.#log = new WriteAheadLog(file, connection)
  }

  async run(sql: string, ...parameters: Value[]): Promise<number> {
    return this.#once(() => Number(this.#prepare(sql).run(named(parameters)).changes))
  }

  async script(sql: string): Promise<void> {
    await this.#once(() => this.#connection.exec(sql))
  }

  async all<T extends Row>(sql: string, ...parameters: Value[]): Promise<T[]> {
    return this.#once(() => this.#prepare(sql).all(named(parameters)) as T[])
  }

  async get<T extends Row>(sql: string, ...parameters: Value[]): Promise<T | undefined> {
    return this.#once(() => this.#prepare(sql).get(named(parameters)) as T | undefined)
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.alone(work)
  }

  transaction<T>(work: () => Promise<T>, { forced = true }: TransactionOptions = {}): Promise<T> {
    return this.#turns.alone(async () => {
      // Inside another transaction this fails on BEGIN, whatever is set.
      if (forced || this.#connection.isTransaction) return this.#transaction(work)
      return this.#log.unforced(() => this.#transaction(work))
    })
  }

  forceToDisk(): Promise<void> {
    return this.#log.force()
  }

  async #transaction<T>(work: () => Promise<T>): Promise<T> {
    this.#guarded(() => this.#connection.exec('BEGIN IMMEDIATE'))
    try {
      const result = await work()
      this.#guarded(() => this.#connection.exec('COMMIT'))
      return result
    } catch (error) {
      this.#described = null
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
      throw error
    }
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    const name = `attempt_${++this.#savepoints}`
    this.#connection.exec(`SAVEPOINT ${name}`)
    try {
      const result = await work()
      this.#guarded(() => this.#connection.exec(`RELEASE ${name}`))
      return result
    } catch (error) {
      this.#described = null
      // Whoever caught a refused row would go on outside of any transaction.
      if (!this.#connection.isTransaction) throw error instanceof TransactionEnded ? error : new TransactionEnded(error)
      this.#connection.exec(`ROLLBACK TO ${name}; RELEASE ${name}`)
      throw error
    } finally {
      this.#savepoints--
    }
  }

  async tables(): Promise<Table[]> {
    return this.#once(() => {
      const version = this.#schemaVersion()
      if (this.#described?.version !== version)
        this.#described = { version, tables: describeTables(this.#connection).map(frozen) }
      return [...this.#described.tables]
    })
  }

  #schemaVersion(): number {
    const read = this.#connection.prepare('SELECT schema_version AS version FROM pragma_schema_version')
    return (read.get() as { version: number }).version
  }

  async triggerWrites(statement: string): Promise<TriggerWrite[]> {
    return this.#once(() => readTriggerWrites(this.#connection, statement))
  }

  async attachPayload(side: PayloadSide, file: string): Promise<void> {
    const mode = side === 'incoming' ? 'ro' : 'rwc'
    this.#attached.set(side, file)
    await this.#once(() => {
      this.#connection.prepare(`ATTACH $1 AS ${side}`).run({ $1: `${pathToFileURL(file).href}?mode=${mode}` })
      // The outgoing file is worth nothing until it is sealed whole, so it needs no journal of its own.
      if (side === 'outgoing')
        this.#connection.exec(`PRAGMA outgoing.journal_mode = OFF; PRAGMA outgoing.synchronous = OFF`)
    })
  }

  async detachPayload(side: PayloadSide): Promise<void> {
    await this.#once(() => this.#connection.exec(`DETACH ${side}`))
    this.#attached.delete(side)
  }

  async outgoingBytes(): Promise<number> {
    return this.#once(() => {
      const { bytes } = this.#connection
        .prepare(`SELECT c.page_count * s.page_size AS bytes
                  FROM pragma_page_count('outgoing') AS c, pragma_page_size('outgoing') AS s`)
        .get() as { bytes: number }
      return bytes
    })
  }

  close(): Promise<void> {
    return this.#once(() => {
      this.#statements.clear()
      if (this.#connection.isOpen) this.#connection.close()
    })
  }

  /** One call to SQLite, never in the middle of a transaction that is somebody else's. */
  #once<T>(work: () => T): Promise<T> {
    return this.#turns.atOnce(() => this.#guarded(work))
  }

  #guarded<T>(work: () => T): T {
    return guarded(this.#file, work, this.#attached.values())
  }

  #prepare(sql: string): StatementSync {
    const kept = this.#statements.get(sql)
    if (kept) return kept
    const statement = this.#connection.prepare(sql)
    statement.setReadBigInts(true)
    if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part)
  return Object.freeze(value)
}

const named = (parameters: Value[]): Record<string, Value> =>
  Object.fromEntries(parameters.map((value, i) => [`$${i + 1}`, value]))

function checkFile(file: string, create: boolean): void {
  if (!existsSync(file)) {
    if (create) return
    throw new CentralOfficeError('DATABASE_NOT_FOUND', `There is no database at ${file}.`, {
      hint: 'Check the path; it must name the file of the shop database on this computer.',
    })
  }
  // SQLite takes an empty file for an empty database; a wrong path must not pass for one.
  if (statSync(file).isDirectory() || !hasSqliteHeader(file))
    throw new CentralOfficeError('DATABASE_NOT_A_DATABASE', `${file} is not a SQLite database.`, {
      hint: 'Name the database file itself, e.g. shop.db. An encrypted or other kind of database cannot be opened here.',
    })
}

/** Payloads are UTF-8, and SQLite attaches only databases of one encoding (https://sqlite.org/lang_attach.html). */
function refuseUtf16(file: string, connection: DatabaseSync): void {
  const { encoding } = connection.prepare('PRAGMA encoding').get() ?? {}
  if (encoding === 'UTF-8') return
  throw new CentralOfficeError('DATABASE_REFUSED', `The database ${file} keeps its text as ${String(encoding)}.`, {
    hint: 'Only databases with text in UTF-8 can be transmitted. Ask the maker of the shop program to convert it: a new database with PRAGMA encoding = "UTF-8", and the rows copied into it.',
  })
}

/** https://sqlite.org/fileformat.html : the first 16 bytes. */
function hasSqliteHeader(file: string): boolean {
  const bytes = Buffer.alloc(16)
  const handle = openSync(file, 'r')
  try {
    return readSync(handle, bytes) === 16 && bytes.toString('latin1') === 'SQLite format 3\0'
  } finally {
    closeSync(handle)
  }
}
