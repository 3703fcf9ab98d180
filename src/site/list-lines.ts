import { type FileInfo, parseList } from 'basic-ftp'

/** None of the lines of a listing is of a form that is known. */
export class UnknownListing extends Error {
  readonly line: string

  constructor(line: string, options?: ErrorOptions) {
    super('No line of the listing is understood.', options)
    this.name = 'UnknownListing'
    this.line = line
  }
}

/**
 * Each line for itself: names come from outside, and one that looks like a line of another kind must not hide the others.
 * Throws UnknownListing only where no line at all is understood.
 */
export const parseLines = (listing: string): FileInfo[] => {
  const understood: FileInfo[][] = []
  let unknown: UnknownListing | undefined
  for (const line of listing.split(/\r?\n/)) {
    try {
      understood.push(parseList(withPlainSize(line)))
    } catch (cause) {
      unknown ??= new UnknownListing(line, { cause })
    }
  }
  const entries = understood.flat()
  if (unknown !== undefined && entries.length === 0) throw unknown
  return entries
}

/** IIS writes 1,048,576 where Windows is set so: `02-03-26  04:05AM   1,048,576 name`. */
const withPlainSize = (line: string): string => {
  const [, before, size, after] =
    /^(\d{2}[-/.]\d{2}[-/.]\d{2,4}\s+\S+\s+)(\d{1,3}(?:[,.'\u00a0\u202f]\d{3})+)(\s+\S.*)$/.exec(line) ?? []
  return size === undefined ? line : `${before}${size.replace(/\D/g, '')}${after}`
}
