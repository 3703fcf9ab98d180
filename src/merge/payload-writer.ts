import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import {
  CONTENTS_FORMAT,
  type ComparisonPart,
  carriesNoRows,
  type Operation,
  type PayloadContents,
  type PayloadTable,
  payloadTableColumns,
  payloadTableName,
} from '../model/payload-contents.ts'

/** The table of a payload that says what the others hold. */
export const CONTENTS_TABLE = 'central office'

type Named = { name: string; keyNames: string[]; values: string[] }

/** Collects rows into the attached outgoing payload, one `INSERT ... SELECT` at a time. */
export class PayloadWriter {
  readonly #database: Database
  readonly #sql: SqlText
  readonly #tables = new Map<string, PayloadTable>()
  #comparison: ComparisonPart | null = null

  constructor(database: Database) {
    this.#database = database
    this.#sql = new SqlText(database.dialect)
  }

  /** Rows that say something about the shop's data; bounds of ranges, checksums and the like are not counted. */
  get rows(): number {
    return [...this.#tables.values()].reduce(
      (sum, { operation, rows }) => sum + (carriesNoRows(operation) ? 0 : rows),
      0,
    )
  }

  /** True where there is nothing to say: neither a row nor a range that is known to be empty, nor a comparison. */
  get empty(): boolean {
    const says = [...this.#tables.values()].some(({ operation }) => carriesNoRows(operation))
    return this.rows === 0 && !says && this.#comparison === null
  }

  /** Says which comparison the payload belongs to. */
  compares(comparison: ComparisonPart): void {
    this.#comparison = comparison
  }

  /** Makes sure that the payload has a table for the operation, with or without rows. */
  async announce(operation: Operation, table: Named): Promise<void> {
    await this.#table(operation, table)
  }

  /** Adds the rows of `select`, whose columns are those of `payloadTableColumns`, in order. Returns how many. */
  async add(operation: Operation, table: Named, select: string, ...parameters: Value[]): Promise<number> {
    const described = await this.#table(operation, table)
    const target = this.#database.dialect.payloadTable('outgoing', payloadTableName(described))
    const added = await this.#database.run(`INSERT INTO ${target} ${select}`, ...parameters)
    described.rows += added
    return added
  }

  /** Writes the table of contents. The payload is complete then. */
  async finish(
    about: Pick<PayloadContents, 'schema' | 'refused' | 'declined' | 'definitions' | 'sequences' | 'replicaSetup'>,
  ): Promise<void> {
    const tables = [...this.#tables.values()]
    const contents: PayloadContents = { format: CONTENTS_FORMAT, ...about, comparison: this.#comparison, tables }
    const target = this.#database.dialect.payloadTable('outgoing', CONTENTS_TABLE)
    await this.#database.script(`CREATE TABLE ${target} (contents)`)
    await this.#database.run(`INSERT INTO ${target} VALUES ($1)`, JSON.stringify(contents))
  }

  async #table(operation: Operation, { name, keyNames, values }: Named): Promise<PayloadTable> {
    const wanted: PayloadTable = { name, operation, key: keyNames, values, rows: 0 }
    const id = payloadTableName(wanted)
    const known = this.#tables.get(id)
    if (known) return known
    const target = this.#database.dialect.payloadTable('outgoing', id)
    await this.#database.script(`CREATE TABLE ${target} (${commas(this.#sql.list(payloadTableColumns(wanted)))})`)
    this.#tables.set(id, wanted)
    return wanted
  }
}
