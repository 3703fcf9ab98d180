import { Thread, threadProgram } from '../../threads/thread.ts'
import type { Work } from '../../threads/work.ts'
import type { Browsing } from './browsing.ts'
import type { Reading } from './reading.ts'
import type { Transmitting } from './transmitting.ts'
import { engineErrors, type PlainError } from './wire.ts'
import type { Writing } from './writing.ts'

type EngineThread<Can extends Work> = Thread<Can, PlainError>

/**
 * What works beside the thread that answers requests, so that a page never waits for a transmission: one thread transmits, one
 * makes short changes, one looks. Each has its own connection to the location's database.
 */
export class Engine {
  readonly transmitting: EngineThread<Transmitting>
  readonly writing: EngineThread<Writing>
  readonly reading: EngineThread<Reading>
  /** Looks into tables. */
  readonly browsing: EngineThread<Browsing>
  /** The same, where all rows have to be sorted for it: that may take seconds. */
  readonly sorting: EngineThread<Browsing>

  constructor(folder: string) {
    const thread = <Can extends Work>(name: string): EngineThread<Can> =>
      new Thread<Can, PlainError>(threadProgram(name, import.meta.url), { folder, errors: engineErrors })
    this.transmitting = thread('transmitting-thread')
    this.writing = thread('writing-thread')
    this.reading = thread('reading-thread')
    this.browsing = thread('browsing-thread')
    this.sorting = thread('browsing-thread')
  }

  async close(): Promise<void> {
    const all = [this.transmitting, this.writing, this.reading, this.browsing, this.sorting]
    await Promise.all(all.map((thread) => thread.close()))
  }
}
