import type { Questions } from './questions.ts'

/** What every command works with. */
export type Context = {
  /** The home folder, as named by --home, CENTRAL_OFFICE_HOME or by default. */
  home: string
  /** One JSON document instead of text. */
  json: boolean
  /** Prints a line at once, while the work goes on. Nothing with --json. */
  tell: (line: string) => void
  /** Writes text as it is to standard output, and waits until it is taken; on a terminal without what would act on it. */
  write: (text: string) => Promise<void>
  /** Prints a line for the person alone, on standard error. */
  note: (line: string) => void
  /** True where standard error is a terminal: a line on it can be redrawn. */
  terminal: boolean
  /** Draws over the last line of the terminal; '' clears it. */
  redraw: (line: string) => void
  questions: Questions
  /** Aborted by Ctrl-C, and by whatever else asks the program to end. */
  signal: AbortSignal
}

/** What a command has to say at its end. */
export type Outcome = {
  /** For programs: the one document of --json. */
  document: unknown
  /** For people. */
  lines: string[]
  /** True: it was carried out, and what came of it is not good. */
  failed?: boolean
}
