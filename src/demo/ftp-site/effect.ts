import type { Entry, ListingFormat } from './listing.ts'

/** What a fault may do to the visitor whose command it struck. */
export type Visitor = {
  /** Answers the command. What is answered after that is not sent. */
  reply(code: number, text: string): void
  /** Closes the control connection once all replies are sent. */
  hangUp(): void
  /** Cuts the data connection. */
  cutData(): void
  /** Closes control and data connection at once. */
  drop(): void
  /** Aborted when the control connection is gone. */
  readonly gone: AbortSignal
}

/** With this reply, with 150 and a data connection that is closed at once, or with a listing that says so. */
export type MissingAnswer = number | 'closed' | 'text'

/** Bytes on their way to or from the disk. */
export type Bytes = AsyncIterable<Buffer>

/** What is different about one command. Nothing set = all goes well. */
export type Effect = {
  /** Done instead of the command. */
  instead?: (visitor: Visitor) => void | Promise<void>
  /** Stands in the way of the data. `total` bytes will come; undefined where the visitor is the one who knows. */
  data?: (bytes: Bytes, visitor: Visitor, total: number | undefined) => Bytes
  /** What a listing shows of what is there. */
  entries?: (entries: Entry[]) => Entry[]
  /** How MLSD writes a line. */
  facts?: (line: string) => string
  /** How LIST looks. */
  listFormat?: ListingFormat
  /** What SIZE says of a size. */
  size?: (size: number) => number
  /** An upload stays out of sight, in whole, for so many milliseconds or, with Infinity, until its visitor has gone. */
  outOfSight?: number
  /** How the site tells that what the command is about is missing. */
  missing?: MissingAnswer
  /** The work is done, but the connections close instead of the reply. */
  loseReply?: boolean
}
