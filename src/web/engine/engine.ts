import type { Browsing } from './browsing.ts'
import type { Reading } from './reading.ts'
import { Thread } from './thread.ts'
import type { Transmitting } from './transmitting.ts'
import type { Writing } from './writing.ts'

/**
 * What works beside the thread that answers requests, so that a page never waits for a transmission: one thread transmits, one
 * makes short changes, one looks. Each has its own connection to the location's database.
 */
export class Engine {
  readonly transmitting: Thread<Transmitting>
  readonly writing: Thread<Writing>
  readonly reading: Thread<Reading>
  /** Looks into tables. */
  readonly browsing: Thread<Browsing>
  /** The same, where all rows have to be sorted for it: that may take seconds. */
  readonly sorting: Thread<Browsing>

  constructor(folder: string) {
    this.transmitting = new Thread('transmitting-thread', folder)
    this.writing = new Thread('writing-thread', folder)
    this.reading = new Thread('reading-thread', folder)
    this.browsing = new Thread('browsing-thread', folder)
    this.sorting = new Thread('browsing-thread', folder)
  }

  async close(): Promise<void> {
    const all = [this.transmitting, this.writing, this.reading, this.browsing, this.sorting]
    await Promise.all(all.map((thread) => thread.close()))
  }
}
