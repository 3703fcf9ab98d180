/** What a piece of work is given beside its question. */
export type Surroundings = {
  /** Home folder of the location. */
  folder: string
  /** Tells the asker of something while the work goes on. */
  tell: (event: unknown) => void
  /** Aborted when the asker wants it to stop. */
  signal: AbortSignal
}

/** What a thread can be asked, by name. Questions, answers and events are plain data. */
export type Work = Record<string, (given: never, surroundings: Surroundings) => Promise<unknown>>
