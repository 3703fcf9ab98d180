import { join } from 'node:path'
import { z } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import type { TransmitTimes } from '../model/transmit-times.ts'
import type { Home } from '../settings/home.ts'
import type { Settings } from '../settings/settings.ts'
import { keep, readKept } from './kept-file.ts'
import { nextTime } from './next-time.ts'

/** Up to when the times were seen to, and which they were. */
const Seen = z.object({ upTo: z.number(), times: z.string() })

/** What became of a time: a transmission was started, late or not; or not, and why. */
export type TimeEvent = { due: number; late: boolean; leftOut: CentralOfficeError | null }

export type TimesOptions = {
  home: Home
  settings: () => Settings
  /** Starts a transmission; throws where it cannot. TRANSMITTING counts as one. */
  transmit: () => void
  told?: (event: TimeEvent) => void
  /**
   * Milliseconds before a missed time is caught up, after the start and after sleep: the network of a computer comes up later.
   * Default: a minute.
   */
  pause?: number
  now?: () => number
}

/** The clock is looked at so often, so that sleep and changed clocks do no harm. Milliseconds. */
const LOOK = 20_000
/** Later than so many milliseconds is told as late; and whose clock was not looked at for so long has slept. */
const LATE = 120_000

/**
 * Transmits by itself at the transmission times of the settings, as long as it runs. Times that were missed because the computer was
 * off, or slept, are caught up by one transmission. While No Transmit is on they pass.
 */
export class Times {
  readonly #options: TimesOptions
  readonly #now: () => number
  #seen: z.infer<typeof Seen> | null = null
  /** Since when the computer is awake, as far as is known here. */
  #awakeSince = 0
  #lookedAt = 0
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: TimesOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  async start(): Promise<void> {
    this.#seen = await readKept(this.#file, Seen)
    this.#awakeSince = this.#now()
    this.#lookedAt = this.#awakeSince
    await this.look()
  }

  /** When a transmission is due next, milliseconds; null: none is planned. */
  get next(): number | null {
    const { noTransmit, transmitTimes } = this.#options.settings()
    if (noTransmit || this.#seen === null) return null
    const due = nextTime(transmitTimes, this.#from(textOf(transmitTimes)))
    return due === null ? null : Math.max(due, this.#notBefore(due))
  }

  /** Sees to the times now; to be called when the settings have changed. Never fails. */
  look(): Promise<void> {
    this.#running = this.#running.then(() => this.#look())
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    await this.#running
  }

  get #file(): string {
    return join(this.#options.home.folder, 'times.json')
  }

  /** Since when times count. Times that are new begin now: nothing of them was missed. So they do where the clock was put back. */
  #from(times: string): number {
    const now = this.#now()
    return this.#seen?.times === times ? Math.min(this.#seen.upTo, now) : now
  }

  async #look(): Promise<void> {
    if (this.#stopped) return
    const { transmitTimes, noTransmit } = this.#options.settings()
    const times = textOf(transmitTimes)
    const now = this.#now()
    if (now - this.#lookedAt > LATE) this.#awakeSince = now
    // The clock was put back: nothing waits for a moment that it had shown by mistake.
    this.#awakeSince = Math.min(this.#awakeSince, now)
    this.#lookedAt = now
    const from = this.#from(times)
    if (this.#seen?.times !== times || this.#seen.upTo > now) await this.#note(from, times)
    const due = nextTime(transmitTimes, from)
    if (due !== null && due <= now && noTransmit) await this.#note(now, times)
    else if (due !== null && due <= now && now >= this.#notBefore(due)) await this.#fire(due, now, times)
    this.#wait()
  }

  /** Only what was missed while the computer was off or asleep waits a while. */
  #notBefore(due: number): number {
    return due > this.#awakeSince ? due : this.#awakeSince + (this.#options.pause ?? 60_000)
  }

  async #fire(due: number, now: number, times: string): Promise<void> {
    await this.#note(now, times)
    let leftOut: CentralOfficeError | null = null
    try {
      this.#options.transmit()
    } catch (error) {
      if (!(error instanceof CentralOfficeError)) leftOut = internal(error)
      else if (error.code !== 'TRANSMITTING') leftOut = error
    }
    this.#options.told?.({ due, late: now - due > LATE, leftOut })
  }

  /** A full disk does not keep a shop from transmitting: then it is remembered until the program ends. */
  async #note(upTo: number, times: string): Promise<void> {
    this.#seen = { upTo, times }
    await keep(this.#file, this.#seen).catch(() => undefined)
  }

  #wait(): void {
    if (this.#timer) clearTimeout(this.#timer)
    const next = this.next
    const left = next === null ? LOOK : Math.max(next - this.#now(), 50)
    this.#timer = setTimeout(() => void this.look(), Math.min(LOOK, left))
    this.#timer.unref()
  }
}

/** Times go on whatever happens; a fault of this program is told like any other. */
const internal = (cause: unknown): CentralOfficeError =>
  new CentralOfficeError('INTERNAL', (cause as Error).message, { hint: 'Please report it with the log.', cause })

const textOf = (times: TransmitTimes | undefined): string => JSON.stringify(times ?? null)
