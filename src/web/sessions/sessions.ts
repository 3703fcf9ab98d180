import { createHash, randomBytes } from 'node:crypto'
import { CentralOfficeError } from '../../model/errors.ts'
import type { SessionEnd } from '../contract/session.ts'
import { TooOften } from '../http/error-body.ts'
import { type ElapsedTime, startElapsedTime } from './elapsed-time.ts'
import { EndedSessions } from './ended-sessions.ts'
import { isPassword, type KeptPassword, keepPassword } from './password.ts'
import type { PasswordFile } from './password-file.ts'
import { SignInLimit } from './sign-in-limit.ts'

/** Without a request for so long, a session ends. Milliseconds. The sign-in page names both (ui/src/pages/sign-in/session-end.ts). */
export const IDLE = 12 * 3_600_000
/** After so long it ends in any case. */
export const ABSOLUTE = 7 * 24 * 3_600_000
const MOST_SESSIONS = 1_000

type Session = { began: number; seen: number; salt: string }

/**
 * Who is signed in. A session is a random token in a cookie; only its hash is kept, in memory: a restart signs everybody out.
 * A session belongs to the password it began with. Times are milliseconds, and pass whatever the computer's clock is set to.
 */
export class Sessions {
  readonly #file: PasswordFile
  readonly #limit = new SignInLimit()
  readonly #sessions = new Map<string, Session>()
  readonly #ended = new EndedSessions()
  readonly #elapsed: ElapsedTime
  /** The computer's clock, by which the command line makes one-time links. */
  readonly #clock: () => number
  /** One password is looked at at a time: each takes 32 MiB and a core. */
  #looking: Promise<unknown> = Promise.resolve()

  constructor(file: PasswordFile, elapsed: ElapsedTime = startElapsedTime(), clock: () => number = Date.now) {
    this.#file = file
    this.#elapsed = elapsed
    this.#clock = clock
  }

  async needsPassword(): Promise<boolean> {
    return (await this.#file.password()) === null
  }

  /** Returns the token of a new session. Errors: SIGN_IN_REFUSED, SIGN_IN_TOO_OFTEN. */
  async signIn(password: string, address: string): Promise<string> {
    const kept = await this.#file.password()
    if (kept === null) throw noPassword()
    await this.#try(address, () => isPassword(password, kept))
    return this.#begin(kept.salt)
  }

  /** Sets the password with a one-time link, ends all sessions, and begins one. Errors: WELCOME_EXPIRED, SIGN_IN_TOO_OFTEN. */
  async welcome(token: string, password: string, address: string): Promise<string> {
    await this.#try(address, () => this.#file.isWelcome(token, this.#clock()), welcomeExpired)
    const kept = await keepPassword(password)
    // Of several requests at once that were let in above, one uses the link up here.
    if (!(await this.#file.setPasswordByLink(kept, token, this.#clock()))) throw welcomeExpired()
    return this.#beginAlone(kept)
  }

  /** The same for somebody who knows the password. Errors: SIGN_IN_REFUSED, SIGN_IN_TOO_OFTEN. */
  async changePassword(current: string, password: string, address: string): Promise<string> {
    const kept = await this.#file.password()
    if (kept === null) throw noPassword()
    await this.#try(address, () => isPassword(current, kept))
    const next = await keepPassword(password)
    if (!(await this.#file.replacePassword(kept, next))) throw wrongPassword()
    return this.#beginAlone(next)
  }

  /** Whether the token is of a session that holds; notes that it was used. */
  async holds(token: string | undefined): Promise<boolean> {
    const session = await this.#find(token)
    if (session === null) return false
    session.seen = this.#elapsed()
    return true
  }

  /** The same for a page that only lies open: that is no use of the session. */
  async looks(token: string | undefined): Promise<boolean> {
    return (await this.#find(token)) !== null
  }

  async #find(token: string | undefined): Promise<Session | null> {
    if (token === undefined) return null
    const key = hashOf(token)
    const session = this.#sessions.get(key)
    if (session === undefined) return null
    const now = this.#elapsed()
    const kept = await this.#file.password()
    const isOther = kept?.salt !== session.salt
    const isOld = now - session.began > ABSOLUTE
    if (!isOther && !isOld && now - session.seen <= IDLE) return session
    this.#end(key, isOther ? 'password' : isOld ? 'old' : 'idle')
    return null
  }

  end(token: string | undefined): void {
    if (token !== undefined) this.#end(hashOf(token), 'signed out')
  }

  /** Why the session of the token has ended; null: it holds, or there is no token. */
  async endOf(token: string | undefined): Promise<SessionEnd | null> {
    if (token === undefined || (await this.looks(token))) return null
    return this.#ended.of(hashOf(token)) ?? 'restart'
  }

  #end(key: string, end: SessionEnd): void {
    if (this.#sessions.delete(key)) this.#ended.note(key, end)
  }

  /** After the password was set: every other session is void. */
  #beginAlone({ salt }: KeptPassword): string {
    for (const key of this.#sessions.keys()) this.#end(key, 'password')
    return this.#begin(salt)
  }

  #begin(salt: string): string {
    const token = randomBytes(32).toString('base64url')
    const now = this.#elapsed()
    const oldest = this.#sessions.keys().next()
    if (this.#sessions.size >= MOST_SESSIONS && !oldest.done) this.#sessions.delete(oldest.value)
    this.#sessions.set(hashOf(token), { began: now, seen: now, salt })
    return token
  }

  async #try(address: string, look: () => Promise<boolean>, refused = wrongPassword): Promise<void> {
    const wait = this.#limit.wait(address, this.#elapsed())
    if (wait > 0) throw new TooOften(Math.ceil(wait / 1_000))
    this.#limit.tried(address, this.#elapsed())
    const mine = this.#looking.then(look)
    this.#looking = mine.catch(() => undefined)
    if (!(await mine)) throw refused()
    this.#limit.right(address)
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const wrongPassword = (): CentralOfficeError =>
  new CentralOfficeError('SIGN_IN_REFUSED', 'This is not the password of these pages.', {
    hint: 'Try again. Forgotten? On the computer where Central Office runs: central-office password reset',
  })

const noPassword = (): CentralOfficeError =>
  new CentralOfficeError('SIGN_IN_REFUSED', 'No password has been set for these pages yet.', {
    hint: 'Open the one-time link that Central Office printed when it was started. A new one: central-office password reset',
  })

const welcomeExpired = (): CentralOfficeError =>
  new CentralOfficeError('WELCOME_EXPIRED', 'This one-time link is not good any more.', {
    hint: 'It was used, replaced by another, or is older than a day. A new one: central-office password reset',
  })
