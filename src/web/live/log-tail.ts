import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../engine/engine.ts'
import type { Events } from './events.ts'
import { levels, logLine } from './log-line.ts'

/** Lines asked for at a time. */
const LINES = 500
/** Lines come in bursts: one look serves them all. Milliseconds. */
const PAUSE = 120

/** Follows the location's log and tells of its new lines. */
export class LogTail {
  readonly #engine: Engine
  readonly #events: Events
  #last = 0
  #looking: Promise<void> | null = null
  #again = false

  constructor(engine: Engine, events: Events) {
    this.#engine = engine
    this.#events = events
  }

  /** Number of the last line that was told. */
  get last(): number {
    return this.#last
  }

  /** Finds the end of the log. */
  async start(): Promise<void> {
    const { lines } = await this.#engine.reading.ask('logLatest', { limit: 1 })
    this.#last = lines.at(-1)?.number ?? 0
  }

  /** There is a new line. */
  poke(): void {
    if (this.#looking !== null) {
      this.#again = true
      return
    }
    this.#looking = pause(PAUSE)
      .then(() => this.#look())
      // The lines are in the file: the next look finds them.
      .catch(() => undefined)
      .finally(() => {
        this.#looking = null
        if (this.#again) this.poke()
      })
  }

  /** Tells all lines there are by now. */
  async catchUp(): Promise<void> {
    await this.#looking
    await this.#look().catch(() => undefined)
  }

  async #look(): Promise<void> {
    this.#again = false
    for (let more = true; more; ) {
      const found = await this.#engine.reading.ask('logAfter', { after: this.#last, limit: LINES })
      more = found.more
      const lines = found.lines.filter((line) => line.number > this.#last)
      this.#last = lines.at(-1)?.number ?? this.#last
      const shown = lines.filter(({ level }) => level >= levels.info).map(logLine)
      if (shown.length > 0) this.#events.tell({ type: 'log', lines: shown })
    }
  }
}
