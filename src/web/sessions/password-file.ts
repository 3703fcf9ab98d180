import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Turns } from '../../databases/turns.ts'
import { check, parseJson, readTextIfThere, refuseNewer, type Source } from '../../settings/checked-json.ts'
import { writeDurably } from '../../settings/durable-write.ts'
import type { Home } from '../../settings/home.ts'
import { KeptPassword } from './password.ts'

/** A one-time link is good for so long, milliseconds. */
const WELCOME_LIFE = 24 * 3_600_000

const Hash = z.string().regex(/^[0-9a-f]{64}$/)

const FORMAT = 1

/** Who may use the pages. Neither the password nor the link stands in it, only what they can be recognised by. */
const Contents = z.strictObject({
  format: z.literal(FORMAT),
  /** Null: none has been set. */
  password: KeptPassword.nullable(),
  /** The one-time link that is out. */
  welcome: z.strictObject({ hash: Hash, until: z.int() }).nullable(),
  /** Where the pages are, as last served. */
  address: z.string(),
})
type Contents = z.infer<typeof Contents>

const nothing = (): Contents => ({ format: FORMAT, password: null, welcome: null, address: 'http://127.0.0.1:7420' })

function contentsIn(source: Source, text: string): Contents {
  const json = parseJson(source, text)
  refuseNewer(source, json, FORMAT)
  return check(source, Contents, json)
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** A link made while the clock was ahead is not good for as long as that; one that a corrected clock makes some hours younger is. */
const isInTime = ({ until }: { until: number }, now: number): boolean => now < until && until <= now + 2 * WELCOME_LIFE

const isGood = (welcome: Contents['welcome'], token: string, now: number): boolean =>
  welcome !== null && isInTime(welcome, now) && same(welcome.hash, hashOf(token))

/**
 * `pages.json` of the home folder. The command line writes it too while the pages are served, so it is read anew whenever it
 * has changed.
 */
export class PasswordFile {
  readonly #file: string
  /** What is looked up and then changed accordingly is one piece of work: two requests at once come one after the other. */
  readonly #turns = new Turns()
  #read: { stamp: string; contents: Contents } | null = null

  constructor(home: Home) {
    this.#file = join(home.folder, 'pages.json')
  }

  async password(): Promise<KeptPassword | null> {
    return (await this.#contents()).password
  }

  async address(): Promise<string> {
    return (await this.#contents()).address
  }

  /** Errors: HOME_UNUSABLE, DISK_FULL. */
  noteAddress(address: string): Promise<void> {
    return this.#turns.alone(async () => {
      const contents = await this.#contents()
      if (contents.address !== address) await this.#write({ ...contents, address })
    })
  }

  /** Sets the password whatever stood there before, and ends the one-time link. */
  async setPassword(password: KeptPassword): Promise<void> {
    await this.#setPassword(password, () => true)
  }

  /** Sets the password and uses the one-time link up; false: the link is not good (any more), and nothing was changed. */
  setPasswordByLink(password: KeptPassword, token: string, now: number): Promise<boolean> {
    return this.#setPassword(password, ({ welcome }) => isGood(welcome, token, now))
  }

  /** Replaces the password `before`; false: it is another one by now, and nothing was changed. */
  replacePassword(before: KeptPassword, password: KeptPassword): Promise<boolean> {
    return this.#setPassword(password, (contents) => contents.password?.salt === before.salt)
  }

  /**
   * Makes a one-time link's token; the one before is void. With `forget` the password is void at once, and whoever is signed in
   * is signed out. `now`: milliseconds.
   */
  newWelcome(now: number, { forget }: { forget: boolean }): Promise<string> {
    return this.#turns.alone(async () => {
      const token = randomBytes(32).toString('base64url')
      const contents = await this.#contents()
      const welcome = { hash: hashOf(token), until: now + WELCOME_LIFE }
      await this.#write({ ...contents, welcome, password: forget ? null : contents.password })
      return token
    })
  }

  async isWelcome(token: string, now: number): Promise<boolean> {
    return isGood((await this.#contents()).welcome, token, now)
  }

  #setPassword(password: KeptPassword, where: (contents: Contents) => boolean): Promise<boolean> {
    return this.#turns.alone(async () => {
      const contents = await this.#contents()
      if (!where(contents)) return false
      await this.#write({ ...contents, password, welcome: null })
      return true
    })
  }

  async #contents(): Promise<Contents> {
    const stamp = await this.#stamp()
    if (this.#read?.stamp === stamp) return this.#read.contents
    const source = {
      file: this.#file,
      hint: 'Remove the file and set a new password: central-office password reset',
    }
    const text = await readTextIfThere(source)
    const contents = text === null ? nothing() : contentsIn(source, text)
    this.#read = { stamp, contents }
    return contents
  }

  async #stamp(): Promise<string> {
    try {
      const { mtimeNs, size, ino } = await stat(this.#file, { bigint: true })
      return `${mtimeNs} ${size} ${ino}`
    } catch {
      return 'missing'
    }
  }

  async #write(contents: Contents): Promise<void> {
    await writeDurably(this.#file, `${JSON.stringify(contents, null, 2)}\n`)
  }
}
