import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '../model/errors.ts'
import { type Guid, SequenceNumber } from '../model/ids.ts'
import { manifestKey, networkMarkKey } from '../payload/keys.ts'
import { writeDurably } from '../settings/durable-write.ts'
import type { Home } from '../settings/home.ts'
import { machineOf } from '../settings/machine.ts'
import type { Site } from '../site/site.ts'
import { type KnownMarks, type Mark, nextMark, showsAnother, suspicious } from './mark-judgement.ts'

/**
 * How far a location has come. It begins a new life whenever its streams begin anew: `lives` names all up to the present one, in order,
 * and none is ever named again, so that a backup of a life that another backup ended is told by it. `position` only grows within a life.
 */
export type Progress = { lives: readonly string[]; position: number }

export type Sight =
  /** All is as this location left it. */
  | 'nothing'
  /** The database, or the home folder with it, was put back from a backup: this computer had come further before. */
  | 'restored'
  /** Another computer has sent under this location's name. */
  | 'another'

/**
 * The mark a location leaves on the site whenever it is about to send. A copy of a location (its database and its home folder,
 * or a computer restored from an image) has the same key and the same place in the streams, so the streams alone cannot
 * tell the two apart: payloads of one would pass for repetitions of the other's. But only one of them knows the latest mark,
 * and each mark tells which computer left it.
 */
export class SiteMark {
  readonly #home: Home
  readonly #folder: string
  readonly #name: string
  readonly #key: Uint8Array
  readonly #pattern: RegExp
  #found: Mark[] = []
  #forgotten = false

  /** `folder` on the site. `name` begins the marks' file names. `key` authenticates them. */
  private constructor(home: Home, folder: string, name: string, key: Uint8Array) {
    this.#home = home
    this.#folder = folder
    this.#name = name
    this.#key = key
    this.#pattern = new RegExp(`^${name.replaceAll('.', '\\.')}\\.(\\d{9})\\.([0-9a-f]{16})$`)
  }

  static ofStore(home: Home, guid: Guid, storeKey: Uint8Array): SiteMark {
    return new SiteMark(home, `to-store/${guid}`, 'visit', manifestKey(storeKey, 'to-office'))
  }

  static ofOffice(home: Home, networkKey: Uint8Array): SiteMark {
    const key = networkMarkKey(networkKey)
    return new SiteMark(home, 'to-office', `office.${networkTag(key)}`, key)
  }

  /** `names`: what is listed in the folder on the site. Nothing is sent, and nothing changed there. */
  async look(site: Site, names: string[], progress: Progress): Promise<Sight> {
    const known = await this.#read()
    this.#found = names.flatMap((name) => this.#parse(name))
    if (known === null) return 'nothing'
    if (hasForgotten(progress, known)) return 'restored'
    const own = await this.#machine()
    const genuine: (Mark & { machine: string })[] = []
    for (const mark of suspicious(known, this.#found).slice(0, MOST_READ)) {
      const machine = await this.#machineOf(site, mark)
      if (machine !== null) genuine.push({ ...mark, machine })
    }
    if (!showsAnother(known, genuine)) return 'nothing'
    this.#forgotten = true
    return genuine.every(({ machine }) => machine === own) ? 'restored' : 'another'
  }

  /** Another network's office has left marks in the folder, and this one never has: their Home Dir is the same. */
  static showsOtherOffice(names: string[], networkKey: Uint8Array): boolean {
    const own = networkTag(networkMarkKey(networkKey))
    const tags = names.flatMap((name) => OFFICE_MARK.exec(name.toLowerCase())?.[1] ?? [])
    return tags.length > 0 && !tags.includes(own)
  }

  /** Leaves a new mark; to be called before the first payload of a visit is sent. */
  async leave(site: Site, { lives, position }: Progress): Promise<void> {
    const known = this.#forgotten ? null : await this.#read()
    const next = nextMark(known, this.#found, randomBytes(8).toString('hex'))
    // First here, then there: whatever is on the site of this computer's making is known to it, whenever the power fails.
    await writeDurably(this.#file, JSON.stringify({ format: 3, ...next, life: presentOf(lives), position }))
    this.#forgotten = false
    const mark = next.begun
    await site.upload(this.#seal(mark, await this.#machine()), this.#path(mark))
    const older = this.#found.slice(0, MOST_READ).filter((old) => old.count !== mark.count || old.token !== mark.token)
    // Older ones are known for what they are: where they cannot be deleted, or not now, they only stay.
    await site.remove(...older.map((old) => this.#path(old)))
    this.#found = [mark]
  }

  get #file(): string {
    return join(this.#home.folder, 'visit-mark.json')
  }

  #path(mark: Mark): string {
    return `${this.#folder}/${this.#nameOf(mark)}`
  }

  #nameOf({ count, token }: Mark): string {
    return `${this.#name}.${String(count).padStart(9, '0')}.${token}`
  }

  #parse(name: string): Mark[] {
    const [, count, token] = this.#pattern.exec(name.toLowerCase()) ?? []
    return count === undefined || token === undefined ? [] : [{ count: Number(count), token }]
  }

  /** What the site is told of this computer: nothing it could be recognised by elsewhere. */
  async #machine(): Promise<string> {
    return hmac(this.#key, `central-office/1 machine ${await machineOf(this.#home.folder)}\n`).slice(0, 16)
  }

  #seal(mark: Mark, machine: string): Buffer {
    return Buffer.from(`${machine} ${hmac(this.#key, `central-office/1 ${this.#nameOf(mark)} ${machine}\n`)}\n`)
  }

  /** Which computer left the mark; null: anybody with the account can leave a file of such a name. */
  async #machineOf(site: Site, mark: Mark): Promise<string | null> {
    try {
      const given = await site.read(this.#path(mark), MARK_BYTES)
      const machine = /^[0-9a-f]{16} /.exec(given.toString('latin1'))?.[0].trim() ?? ''
      const genuine = this.#seal(mark, machine)
      return given.length === genuine.length && timingSafeEqual(given, genuine) ? machine : null
    } catch (error) {
      if (hasCode(error, 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE')) return null
      throw error
    }
  }

  /** Null: none left yet, or the file is unreadable; then the marks on the site are taken for this location's. */
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
/** 16 hex digits, a space, 64 hex digits, a line feed. */
const MARK_BYTES = 82

const OFFICE_MARK = /^office\.([0-9a-f]{16})\.\d{9}\.[0-9a-f]{16}$/

const hmac = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Tells networks apart on the site. */
const networkTag = (key: Uint8Array): string => hmac(key, 'central-office/1 network\n').slice(0, 16)

const StoredMark = z.strictObject({ count: SequenceNumber, token: z.string().regex(/^[0-9a-f]{16}$/) })
const Stored = z.strictObject({
  format: z.literal(3),
  last: StoredMark.nullable(),
  begun: StoredMark,
  /** The life at the time, and how far it had come. */
  life: z.string(),
  position: z.int().min(0),
})
type Stored = z.infer<typeof Stored> & KnownMarks

/** An office's first life has no name. */
const presentOf = (lives: readonly string[]): string => lives.at(-1) ?? ''

/** The database is not what has become of the one that left the mark. */
const hasForgotten = ({ lives, position }: Progress, known: Stored): boolean =>
  presentOf(lives) === known.life ? position < known.position : known.life !== '' && !lives.includes(known.life)
