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
import {
  type KnownMarks,
  type Mark,
  NO_TOKEN,
  nextMark,
  overrule,
  showsAnother,
  showsTurns,
  suspicious,
  type Turns,
} from './mark-judgement.ts'

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
 * each mark tells which computer left it, and, where computers call themselves the same, from which mark it goes on.
 */
export class SiteMark {
  readonly #home: Home
  readonly #folder: string
  readonly #name: string
  readonly #key: Uint8Array
  readonly #pattern: RegExp
  #found: Mark[] = []
  /** Genuine marks that this location did not leave, or does not remember to have left. */
  #strange: Mark[] = []

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

  /** Path of the mark that this location left last, if it got to the site; null: it has left none. */
  async lastPath(): Promise<string | null> {
    const known = await this.#read()
    return known === null ? null : this.#path(known.begun)
  }

  /** `names`: what is listed in the folder on the site. Nothing is sent, and nothing changed there. */
  async look(site: Site, names: string[], progress: Progress): Promise<Sight> {
    const known = await this.#read()
    this.#found = names.flatMap((name) => this.#parse(name))
    if (known === null) return 'nothing'
    if (hasForgotten(progress, known)) return 'restored'
    const own = await this.#machine()
    const genuine: (Mark & Content)[] = []
    for (const mark of suspicious(known, this.#found).slice(0, MOST_READ)) {
      const content = await this.#contentOf(site, mark)
      if (content !== null) genuine.push({ ...mark, ...content })
    }
    if (!showsAnother(known, genuine)) return 'nothing'
    this.#strange = genuine
    if (showsTurns(known, genuine)) return 'another'
    return genuine.every(({ machine }) => machine === own) ? 'restored' : 'another'
  }

  /** Another network's office has left marks in the folder, and this one never has: their Home Dir is the same. */
  static showsOtherOffice(names: string[], networkKey: Uint8Array): boolean {
    const own = networkTag(networkMarkKey(networkKey))
    const tags = names.flatMap((name) => OFFICE_MARK.exec(name.toLowerCase())?.[1] ?? [])
    return tags.length > 0 && !tags.includes(own)
  }

  /** Leaves a new mark; to be called before the first payload of a visit is sent. `by` does the upload, which gives the path. */
  async leave(
    site: Site,
    { lives, position }: Progress,
    by: (upload: () => Promise<string>) => Promise<void>,
  ): Promise<void> {
    const known = await this.#read()
    const anew = this.#strange.length > 0
    const next = nextMark(anew ? null : known, this.#found, randomBytes(8).toString('hex'))
    const before: Turns = known ?? { base: NO_TOKEN, overruled: [] }
    const { base, overruled } = anew ? overrule(before, known?.begun ?? null, this.#strange) : before
    const stored: Stored = {
      format: FORMAT,
      ...next,
      life: presentOf(lives),
      position,
      base,
      overruled: [...overruled],
    }
    // First here, then there: whatever is on the site of this computer's making is known to it, whenever the power fails.
    await writeDurably(this.#file, JSON.stringify(stored))
    this.#strange = []
    const mark = next.begun
    const sealed = this.#seal(mark, { machine: await this.#machine(), base })
    await by(async () => {
      await site.upload(sealed, this.#path(mark))
      return this.#path(mark)
    })
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

  #seal(mark: Mark, { machine, base }: Content): Buffer {
    const told = `${machine} ${base}`
    return Buffer.from(`${told} ${hmac(this.#key, `central-office/1 ${this.#nameOf(mark)} ${told}\n`)}\n`)
  }

  /** What a mark says; null: it is not genuine. Anybody with the account can leave a file of such a name. */
  async #contentOf(site: Site, mark: Mark): Promise<Content | null> {
    try {
      const given = await site.read(this.#path(mark), MARK_BYTES)
      const [, machine = '', base = ''] = /^([0-9a-f]{16}) ([0-9a-f]{16}) /.exec(given.toString('latin1')) ?? []
      const genuine = this.#seal(mark, { machine, base })
      return given.length === genuine.length && timingSafeEqual(given, genuine) ? { machine, base } : null
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
/** Twice 16 hex digits, 64 hex digits, a space behind each of the first, a line feed. */
const MARK_BYTES = 99

/** Which computer left the mark, and from which mark it goes on (see Turns). */
type Content = { machine: string; base: string }

const OFFICE_MARK = /^office\.([0-9a-f]{16})\.\d{9}\.[0-9a-f]{16}$/

const hmac = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Tells networks apart on the site. */
const networkTag = (key: Uint8Array): string => hmac(key, 'central-office/1 network\n').slice(0, 16)

/** Of the file in the home folder. */
const FORMAT = 4

const Token = z.string().regex(/^[0-9a-f]{16}$/)
const StoredMark = z.strictObject({ count: SequenceNumber, token: Token })
const Stored = z.strictObject({
  format: z.literal(FORMAT),
  last: StoredMark.nullable(),
  begun: StoredMark,
  /** The life at the time, and how far it had come. */
  life: z.string(),
  position: z.int().min(0),
  base: Token,
  overruled: Token.array(),
})
type Stored = z.infer<typeof Stored> & KnownMarks & Turns

/** An office's first life has no name. */
const presentOf = (lives: readonly string[]): string => lives.at(-1) ?? ''

/** The database is not what has become of the one that left the mark. */
const hasForgotten = ({ lives, position }: Progress, known: Stored): boolean =>
  presentOf(lives) === known.life ? position < known.position : known.life !== '' && !lives.includes(known.life)
