import type { Database } from '../databases/database.ts'

/** What one payload may hold: rows, and bytes before it is packed. It can come out a little larger, and one row always fits. */
export type PayloadLimits = { rows: number; bytes: number }

/** Rows taken first, when nothing is known of their size; and how much more at most with each piece, as later ones may be larger. */
const FIRST_PIECE = 1
const GROWTH = 8
const LARGEST_PIECE = 250_000

/** How many rows to write into the outgoing payload next, so that it gets about `targetBytes` whatever the rows hold. */
export class PieceSize {
  readonly #database: Database
  readonly #targetBytes: number
  #bytes: number
  /** At least one. */
  rows = FIRST_PIECE

  private constructor(database: Database, targetBytes: number, bytes: number) {
    this.#database = database
    this.#targetBytes = targetBytes
    this.#bytes = bytes
  }

  static async begin(database: Database, targetBytes: number): Promise<PieceSize> {
    return new PieceSize(database, targetBytes, await database.outgoingBytes())
  }

  /** True where the payload has its size already. */
  get full(): boolean {
    return this.#bytes >= this.#targetBytes
  }

  /** To be told how many rows the last piece had. */
  async written(rows: number): Promise<void> {
    const bytes = await this.#database.outgoingBytes()
    const rowBytes = Math.max(16, (bytes - this.#bytes) / Math.max(1, rows))
    const fitting = Math.ceil((this.#targetBytes - bytes) / rowBytes)
    this.rows = Math.max(1, Math.min(fitting, this.rows * GROWTH, LARGEST_PIECE))
    this.#bytes = bytes
  }
}
