import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '../model/errors.ts'
import { Epoch, type Guid, SequenceNumber } from '../model/ids.ts'
import { manifestKey } from '../payload/keys.ts'
import { writeDurably } from '../settings/durable-write.ts'
import type { Home } from '../settings/home.ts'
import type { Site } from '../site/site.ts'
import { type KnownMarks, type Mark, nextMark, showsAnother, suspicious } from './mark-judgement.ts'

/**
 * The mark a store leaves on the site whenever it is about to send. A copy of a store (its database and its home folder, or a
 * computer restored from an image) has the same key and the same place in the streams, so the streams alone cannot
 * tell the two apart: payloads of one would pass for repetitions of the other's. But only one of them knows the latest mark.
 */
export class VisitMark {
  readonly #home: Home
  readonly #guid: Guid
  readonly #key: Uint8Array
  #found: Mark[] = []

  constructor(home: Home, guid: Guid, key: Uint8Array) {
    this.#home = home
    this.#guid = guid
    this.#key = key
  }

  /**
   * True where another computer has sent as this store since, or where this database was restored from a backup and does not
   * know payloads any more that it has sent. `names`: what is listed in the store's folder on the site.
   */
  async seesAnother(site: Site, names: string[], stream: { epoch: Epoch; exported: number }): Promise<boolean> {
    const known = await this.#read()
    this.#found = names.flatMap(parseMark)
    if (known === null) return false
    if (known.epoch === stream.epoch && stream.exported < known.exported) return true
    const doubtful = suspicious(known, this.#found).slice(0, MOST_READ)
    const genuine: Mark[] = []
    for (const mark of doubtful) if (await this.#isGenuine(site, mark)) genuine.push(mark)
    return showsAnother(known, genuine)
  }

  /** Leaves a new mark; to be called before the first payload of a visit is sent. `exported`: number of the last one made. */
  async leave(site: Site, stream: { epoch: Epoch; exported: number }): Promise<void> {
    const known = nextMark(await this.#read(), this.#found, randomBytes(8).toString('hex'))
    // First here, then there: whatever is on the site of this computer's making is known to it, whenever the power fails.
    await writeDurably(this.#file, JSON.stringify({ format: 1, ...known, ...stream }))
    const mark = known.begun
    await site.upload(this.#seal(mark), this.#path(mark))
    const older = this.#found.slice(0, MOST_READ).filter((old) => old.count !== mark.count || old.token !== mark.token)
    await site.remove(...older.map((old) => this.#path(old)))
    this.#found = [mark]
  }

  get #file(): string {
    return join(this.#home.folder, 'visit-mark.json')
  }

  #path(mark: Mark): string {
    return `to-store/${this.#guid}/${nameOf(mark)}`
  }

  #seal(mark: Mark): Buffer {
    const mac = createHmac('sha256', manifestKey(this.#key, 'to-office'))
      .update(`central-office/1 ${nameOf(mark)}\n`)
      .digest('hex')
    return Buffer.from(`${mac}\n`)
  }

  /** Anybody with the account can leave a file of such a name. */
  async #isGenuine(site: Site, mark: Mark): Promise<boolean> {
    try {
      const genuine = this.#seal(mark)
      const given = await site.read(this.#path(mark), genuine.length)
      return given.length === genuine.length && timingSafeEqual(given, genuine)
    } catch (error) {
      if (hasCode(error, 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE')) return false
      throw error
    }
  }

  /** Null: none left yet, or the file is unreadable; then the marks on the site are taken for this store's. */
  async #read(): Promise<Stored | null> {
    try {
      return Stored.parse(JSON.parse(await readFile(this.#file, 'utf8')))
    } catch {
      return null
    }
  }
}

/** Marks of unknown making read, and old ones removed, in one visit. */
const MOST_READ = 20

const StoredMark = z.strictObject({ count: SequenceNumber, token: z.string().regex(/^[0-9a-f]{16}$/) })
const Stored = z.strictObject({
  format: z.literal(1),
  last: StoredMark.nullable(),
  begun: StoredMark,
  epoch: Epoch,
  exported: SequenceNumber,
})
type Stored = z.infer<typeof Stored> & KnownMarks

const NAME = /^visit\.(\d{9})\.([0-9a-f]{16})$/

const nameOf = ({ count, token }: Mark): string => `visit.${String(count).padStart(9, '0')}.${token}`

function parseMark(name: string): Mark[] {
  const [, count, token] = NAME.exec(name.toLowerCase()) ?? []
  return count === undefined || token === undefined ? [] : [{ count: Number(count), token }]
}
