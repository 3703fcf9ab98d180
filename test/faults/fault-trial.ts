import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { CentralOfficeError } from '../../src/model/errors.ts'
import type { VisitResult } from '../../src/model/visit-event.ts'
import { DaysWork } from './days-work.ts'
import type { FaultKind } from './fault-kinds.ts'
import { patient, SiteNetwork } from './site-network.ts'

export type Role = 'store' | 'office'

/** One command of a visit. */
export type Moment = {
  verb: string
  /** `RETR .dat`, or the verb alone. */
  name: string
  /** Expression for the paths of such commands. */
  path: RegExp
  /** So many such commands came before it in the visit. */
  earlier: number
  /** So many commands of any kind, the greeting included. */
  index: number
}

const KINDS_OF_PATH = [/\.dat$/, /\.manifest$/, /(visit|office)\.[^/]+$/]

/** The last mark of either side stands until its next one. */
const MARK = /\/(visit|office)\.[0-9a-f.]+$/

/**
 * One store and its office, whose visits go wrong at one command after the other: for each there is fresh work on both
 * sides, a visit with the fault, and visits without one until nothing moves any more.
 */
export class FaultTrial {
  readonly role: Role
  readonly network: SiteNetwork
  readonly #work: DaysWork
  #moments: Moment[] = []
  #days = 0
  #dayIsOpen = false

  private constructor(role: Role, network: SiteNetwork) {
    this.role = role
    this.network = network
    this.#work = new DaysWork(network)
  }

  static async start(t: Parameters<typeof SiteNetwork.start>[0], role: Role, site: FtpSiteOptions = {}) {
    const trial = new FaultTrial(role, await SiteNetwork.start(t, 1, { site }))
    await trial.#work.begin()
    await trial.#record()
    return trial
  }

  /** The commands of a visit that receives and sends and in which nothing goes wrong, the greeting first. */
  get moments(): readonly Moment[] {
    return this.#moments
  }

  async #record(): Promise<void> {
    const { site } = this.network
    await this.beginDay()
    await this.visit(this.role === 'store' ? 'office' : 'store')
    const sofar = site.commands.length
    const { sent, received } = await this.visit(this.role)
    await site.quiet()
    assert.ok(sent.payloads > 0 && received.payloads > 0)
    // The good-bye is sent as the connection closes: nobody waits for what comes of it.
    const lines = site.commands.slice(sofar).filter((line) => line !== 'QUIT')
    const counts = new Map<string, number>()
    this.#moments = ['CONNECT', ...lines].map((line, index) => {
      const [verb = '', ...rest] = line.split(' ')
      const path = KINDS_OF_PATH.find((kind) => kind.test(rest.join(' ')))
      const name = path ? `${verb} ${path.source}` : verb
      const earlier = counts.get(name) ?? 0
      counts.set(name, earlier + 1)
      return { verb, name, path: path ?? /^/, earlier, index }
    })
    await this.endDay()
  }

  /**
   * A visit in which each of these commands is struck. Then the day ends; with `goOn` only if the visit came to its end:
   * after one that broke off the next may be struck on the same day. Throws where anything is not as it should be.
   */
  async strike(kind: FaultKind, moments: readonly Moment[], goOn = false): Promise<void> {
    // A busy machine is late too, and then more happens in a visit with short deadlines than it was to.
    for (let left = kind.deadlines === undefined ? 0 : 2; ; ) {
      const isNewDay = !this.#dayIsOpen
      if (isNewDay) {
        await this.beginDay()
        await this.visit(this.role === 'store' ? 'office' : 'store')
      }
      const { brokeOff, complaint } = await this.#faultyVisit(kind, moments)
      if (!goOn || !brokeOff || complaint) await this.endDay()
      if (complaint === null) return
      // What was struck earlier on the same day may have left this visit other things to do.
      if (isNewDay && left-- === 0) throw complaint
    }
  }

  async #faultyVisit(kind: FaultKind, moments: readonly Moment[]) {
    const { network } = this
    const sofar = network.site.struck.length
    for (const moment of moments) network.site.inject(faultAt(kind, moment))
    network.deadlines = kind.deadlines ?? patient
    const outcome = await this.visit(this.role).catch((error: unknown) => error)
    network.deadlines = patient
    await network.site.quiet()
    network.site.clearFaults()
    const struck = network.site.struck.slice(sofar)
    const complaint = complaintAbout(kind, outcome, struck.length < moments.length ? struck : null)
    return { brokeOff: outcome instanceof Error, complaint }
  }

  /** Fresh work on both sides. */
  async beginDay(): Promise<void> {
    this.#dayIsOpen = true
    await this.#work.edit()
  }

  /** If a day has begun: visits until nothing moves any more, and all is as it should be. */
  async endDay(): Promise<void> {
    if (!this.#dayIsOpen) return
    this.#dayIsOpen = false
    // Half the time the other side comes first, and finds what a fault left.
    const roles: Role[] = ['store', 'office']
    await this.#settle(++this.#days % 2 === 0 ? roles : roles.reverse())
    // A mark that could not be taken away goes when its side has something to send again.
    if (this.#filesLeft().length > 3) {
      await this.#work.edit()
      await this.#settle(roles)
    }
    await this.#check()
  }

  /** Waits until the site has seen the visitor go, so that commands can be counted. */
  async visit(role: Role): Promise<VisitResult> {
    await this.network.site.quiet()
    return role === 'store' ? this.network.visitStore() : this.network.visitOffice()
  }

  async #settle(roles: Role[]): Promise<void> {
    for (let round = 0; round < 6; round++) {
      let problems = 0
      for (const role of roles) problems += (await this.visit(role)).problems.length
      if (problems === 0 && this.network.payloads().length === 0) return
    }
    assert.fail(`these stay: ${this.network.payloads()}`)
  }

  #filesLeft(): string[] {
    return this.network.files().map((file) => file.replace(MARK, '/$1'))
  }

  /** Agreement, nothing lost, and nothing left behind: on the site, and in the home folders. */
  async #check(): Promise<void> {
    const { network } = this
    await this.#work.check()
    const { guid, store } = network.shop
    const ofStore = `to-store/${guid}`
    assert.deepEqual(this.#filesLeft(), ['to-office/office', `${ofStore}/joined`, `${ofStore}/visit`], 'on the site')
    assert.deepEqual(readdirSync(network.site.root), ['network'], 'beside the network')
    for (const { home } of [store.open, network.office.open])
      for (const folder of [home.work, home.outbox]) assert.deepEqual(readdirSync(folder), [], folder)
  }
}

const faultAt = ({ do: action, extent = 'one' }: FaultKind, { verb, path, earlier, index }: Moment): Fault =>
  extent === 'everything'
    ? { command: '*', after: index, times: Number.POSITIVE_INFINITY, do: action }
    : {
        command: verb,
        path,
        after: earlier,
        times: extent === 'one' ? 1 : Number.POSITIVE_INFINITY,
        do: action,
      }

/** Whatever happens on a site, people are told what it was: no failure of the program, no half-understood one. */
function complaintAbout({ overcome }: FaultKind, outcome: unknown, tooFew: string[] | null): Error | null {
  if (outcome instanceof Error && !(outcome instanceof CentralOfficeError)) return outcome
  const told = outcome instanceof CentralOfficeError ? [outcome] : (outcome as VisitResult).problems
  const wrong = told.filter(({ code }) => overcome === true || !/^(SITE|PAYLOAD)_/.test(code))
  const texts = wrong.map(({ code, message }) => `${code}: ${message}`)
  const isDone = !(outcome instanceof Error) && moved(outcome as VisitResult)
  if (overcome && !isDone) texts.push('not everything was received and sent')
  if (tooFew) texts.push(`struck were only ${tooFew.join(', ') || 'none'}`)
  return texts.length === 0 ? null : new Error(texts.join('\n'))
}

/** On any day there is something to receive and something to send. */
const moved = ({ received, sent }: VisitResult): boolean => received.payloads > 0 && sent.payloads > 0
