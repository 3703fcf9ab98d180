import { z } from 'zod'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Epoch } from '../model/ids.ts'
import { Manifest } from '../model/manifest.ts'
import type { StreamPart } from './stream-part.ts'
import { streamPartOf } from './stream-part.ts'

const SealedFile = Manifest.shape.dat.unwrap().omit({ rows: true })
export type SealedFile = z.infer<typeof SealedFile>

/** A payload made and not yet acknowledged. */
export type OutboxEntry = {
  number: number
  part: StreamPart
  rows: number
  /** False: nothing but an acknowledgement, no `.dat` goes with it. */
  hasFile: boolean
  /** Null until the file is sealed. */
  dat: SealedFile | null
  uploaded: boolean
  before: Record<string, number | string>
}

/** What the files of one store take on the site, bytes, and whether payloads wait at home because no more are allowed. */
export type SiteUse = { bytes: number; heldBack: boolean }

type Row = {
  number: bigint
  part: string
  rows: bigint
  has_file: bigint
  dat: string
  uploaded: bigint
  before: string
}

const Before = z.record(z.string(), z.union([z.number(), z.string()]))

/** The payloads to one receiver that it has not acknowledged, oldest first. At a store `store` is 0. */
export class Outbox {
  readonly #database: Database
  readonly #store: number

  constructor(database: Database, store: number) {
    this.#database = database
    this.#store = store
  }

  async entries(): Promise<OutboxEntry[]> {
    const rows = await this.#database.all<Row>(
      `SELECT * FROM ${OWN_PREFIX}outbox WHERE store = $1 ORDER BY number`,
      this.#store,
    )
    return rows.map((row) => ({
      number: Number(row.number),
      part: streamPartOf(JSON.parse(row.part)),
      rows: Number(row.rows),
      hasFile: row.has_file === 1n,
      dat: row.dat === '' ? null : SealedFile.parse(JSON.parse(row.dat)),
      uploaded: row.uploaded === 1n,
      before: Before.parse(JSON.parse(row.before)),
    }))
  }

  /** A payload that is on its way acknowledges the one with this tag. */
  async acknowledges(tag: string): Promise<boolean> {
    return (await this.entries()).some(({ part }) => part.acknowledged.tag === tag)
  }

  /** By number. */
  async tags(): Promise<Record<number, string>> {
    const rows = await this.#database.all<{ number: bigint; tag: string }>(
      `SELECT number, tag FROM ${OWN_PREFIX}outbox WHERE store = $1`,
      this.#store,
    )
    return Object.fromEntries(rows.map(({ number, tag }) => [Number(number), tag]))
  }

  /**
   * From the first entry whose file was never sealed, because a crash came between, to the last: newest first. They have not been
   * seen by anybody, for nothing is sent before what was made ahead of it is sealed.
   */
  async unsealed(): Promise<OutboxEntry[]> {
    const entries = await this.entries()
    const first = entries.findIndex(({ hasFile, dat }) => hasFile && dat === null)
    return first < 0 ? [] : entries.slice(first).reverse()
  }

  async add(
    part: StreamPart,
    rows: number,
    hasFile: boolean,
    before: Record<string, number | string> = {},
  ): Promise<void> {
    await this.#database.run(
      `INSERT INTO ${OWN_PREFIX}outbox (store, number, part, tag, rows, has_file, dat, before) VALUES ($1, $2, $3, $7, $4, $5, '', $6)`,
      this.#store,
      part.number,
      JSON.stringify(part),
      rows,
      hasFile ? 1 : 0,
      JSON.stringify(before),
      part.tag,
    )
  }

  /** A power cut may take the note back, until `forceToDisk`: then the payload is, too. */
  noteSealed(number: number, dat: SealedFile): Promise<void> {
    return this.#note(number, 'dat', JSON.stringify(SealedFile.parse(dat)))
  }

  /** A power cut may take the note back: then the payload is sent over itself. */
  noteUploaded(number: number, uploaded: boolean): Promise<void> {
    return this.#note(number, 'uploaded', uploaded ? 1 : 0)
  }

  /** What is noted here, and all that was committed before, is on the disk when this resolves. */
  forceToDisk(): Promise<void> {
    return this.#database.forceToDisk()
  }

  /** What the store's files took on the site at the end of the last visit. */
  async use(): Promise<SiteUse> {
    const row = await this.#database.get<{ bytes: bigint; held_back: bigint }>(
      `SELECT bytes, held_back FROM ${OWN_PREFIX}site_use WHERE store = $1`,
      this.#store,
    )
    return { bytes: Number(row?.bytes ?? 0), heldBack: row?.held_back === 1n }
  }

  /** Writes only what is new: most visits find nothing changed. */
  async noteUse({ bytes, heldBack }: SiteUse): Promise<void> {
    const known = await this.use()
    if (known.bytes === bytes && known.heldBack === heldBack) return
    await this.#database.run(
      `INSERT INTO ${OWN_PREFIX}site_use (store, bytes, held_back) VALUES ($1, $2, $3)
       ON CONFLICT (store) DO UPDATE SET bytes = excluded.bytes, held_back = excluded.held_back`,
      this.#store,
      bytes,
      heldBack ? 1 : 0,
    )
  }

  /** The life of the stream in which nothing of former ones is left on the site; '': not known of any. */
  async cleared(): Promise<string> {
    const row = await this.#database.get<{ cleared: string }>(
      `SELECT cleared FROM ${OWN_PREFIX}site_use WHERE store = $1`,
      this.#store,
    )
    return row?.cleared ?? ''
  }

  async noteCleared(epoch: Epoch): Promise<void> {
    await this.#database.run(
      `INSERT INTO ${OWN_PREFIX}site_use (store, bytes, held_back, cleared) VALUES ($1, 0, 0, $2)
       ON CONFLICT (store) DO UPDATE SET cleared = excluded.cleared`,
      this.#store,
      epoch,
    )
  }

  async acknowledge(number: number): Promise<void> {
    await this.#database.run(`DELETE FROM ${OWN_PREFIX}outbox WHERE store = $1 AND number <= $2`, this.#store, number)
  }

  async #note(number: number, what: 'dat' | 'uploaded', value: string | number): Promise<void> {
    const write = () =>
      this.#database.run(
        `UPDATE ${OWN_PREFIX}outbox SET ${what} = $3 WHERE store = $1 AND number = $2`,
        this.#store,
        number,
        value,
      )
    await this.#database.transaction(write, { forced: false })
  }

  async remove(number: number): Promise<void> {
    await this.#database.run(`DELETE FROM ${OWN_PREFIX}outbox WHERE store = $1 AND number = $2`, this.#store, number)
  }
}
