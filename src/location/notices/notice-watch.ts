import { join } from 'node:path'
import { Notices } from '../../model/notices.ts'
import type { Home } from '../../settings/home.ts'
import type { Secrets } from '../../settings/secrets.ts'
import type { Settings } from '../../settings/settings.ts'
import type { LeftOutTable } from '../../transmission/left-out-tables.ts'
import { keep, readKept } from '../kept-file.ts'
import { noticeOf } from './notice-text.ts'
import { judgeOccurrences, NoticeMemory, noteEnd, nothingYet, type WatchedStore } from './occurrences.ts'
import { sendNotice } from './send-notice.ts'

export type NoticeWatchOptions = {
  home: Home
  settings: () => Settings
  secrets: () => Secrets
  /** The stores as the office knows them; null at a store. */
  stores: () => Promise<WatchedStore[] | null>
  /** Tables that the replica setup wants and that do not transmit. */
  leftOut: () => Promise<LeftOutTable[]>
  /** A notice could not be sent; it is tried again at the next look. Told once for each fault. */
  failed: (error: Error) => void
  /** Between two looks, milliseconds. Default: five minutes. */
  pause?: number
  now?: () => number
}

type Ended = Parameters<typeof noteEnd>[1]

/** Tells people what goes wrong when nobody looks at the pages: each occurrence once, and once when it is well again. */
export class NoticeWatch {
  readonly #options: NoticeWatchOptions
  readonly #now: () => number
  #memory: NoticeMemory = nothingYet()
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> = Promise.resolve()
  #lastFaults = ''

  constructor(options: NoticeWatchOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  async start(): Promise<void> {
    this.#memory = (await readKept(this.#file, NoticeMemory)) ?? nothingYet()
    this.#timer = setInterval(() => void this.look(), this.#options.pause ?? 300_000)
    this.#timer.unref()
  }

  /** A transmission has ended. */
  async ended(transmission: Ended): Promise<void> {
    this.#memory = noteEnd(this.#memory, transmission)
    await this.look({ changed: true })
  }

  /** Looks for what is to be told, and tells it. Never fails. */
  look({ changed = false }: { changed?: boolean } = {}): Promise<void> {
    this.#running = this.#running.then(() => this.#look(changed)).catch((error: Error) => this.#tellFaults([error]))
    return this.#running
  }

  /** What is being sent is broken off, and sent after the next start. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#stop.abort()
    await this.#running
  }

  get #file(): string {
    return join(this.#options.home.folder, 'notices.json')
  }

  async #look(changed: boolean): Promise<void> {
    const { name, notices = Notices.parse({}) } = this.#options.settings()
    const { mailPassword, webhook = null } = this.#options.secrets()
    const ways = { mail: notices.mail, webhook }
    if (ways.mail === null && ways.webhook === null) {
      if (changed) await keep(this.#file, this.#memory)
      return
    }
    const stores = notices.silentHours === null ? null : await this.#options.stores()
    const leftOut = notices.leftOut ? await this.#options.leftOut() : []
    const { tell, forget } = judgeOccurrences(notices, this.#memory, stores, leftOut, this.#now())
    const told = { ...this.#memory.told }
    for (const about of forget) delete told[about]
    const faults: Error[] = []
    for (const occurrence of tell) {
      const notice = noticeOf(occurrence, name, this.#now())
      const end = await sendNotice(notice, ways, mailPassword, this.#stop.signal)
      if (this.#stop.signal.aborted && !end.sent) break
      faults.push(...end.faults)
      if (!end.sent) continue
      if (occurrence.state === 'begun') told[occurrence.about] = occurrence.since
      else delete told[occurrence.about]
    }
    if (changed || tell.length > 0 || forget.length > 0) {
      this.#memory = { ...this.#memory, told }
      await keep(this.#file, this.#memory)
    }
    if (tell.length > 0) this.#tellFaults(faults)
  }

  #tellFaults(faults: Error[]): void {
    const text = faults.map(({ message }) => message).join('\n')
    if (text !== this.#lastFaults) for (const fault of faults) this.#options.failed(fault)
    this.#lastFaults = text
  }
}
