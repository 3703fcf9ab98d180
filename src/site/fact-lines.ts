import { FileInfo, FileType } from 'basic-ftp'
import { parseLines, UnknownListing } from './list-lines.ts'

/**
 * A listing by MLSD (RFC 3659, 7). Names and values of facts come in any case (`Type=File`), some sites leave `type` out, or give
 * that of the system (`OS.unix=file`). Throws UnknownListing where there are lines and none of them is of that form. Beside one that is,
 * lines of other forms count as in LIST: one line of nonsense must not hide the others.
 */
export const parseFactLines = (listing: string): FileInfo[] => {
  const lines = listing.split(/\r?\n/).filter((line) => line.trim() !== '')
  const entries = lines.map((line) => entryIn(line))
  const [first] = lines
  if (first !== undefined && entries.every((entry) => entry === null)) throw new UnknownListing(first)
  return lines.flatMap((line, i) => {
    const entry = entries[i] ?? null
    return entry === null ? linesOfList(line) : (entry.info ?? [])
  })
}

function linesOfList(line: string): FileInfo[] {
  try {
    return parseLines(line)
  } catch (error) {
    if (error instanceof UnknownListing) return []
    throw error
  }
}

/** Null: not of this form. `info` null: the folder itself, the one above it, or nothing that lies in it. */
const entryIn = (line: string): { info: FileInfo | null } | null => {
  const [, facts, name] = /^((?:[^\s=;]+=[^;]*;)+) (.+)$/.exec(line) ?? []
  if (facts === undefined || name === undefined) return null
  const values = new Map(facts.split(';').map((fact) => factIn(fact)))
  const type = typeOf(values)
  if (type === null || name === '.' || name === '..' || name.includes('/')) return { info: null }
  const info = new FileInfo(name)
  info.type = type
  const size = values.get('size') ?? ''
  info.size = /^\d{1,15}$/.test(size) ? Number(size) : 0
  return { info }
}

const factIn = (fact: string): [name: string, value: string] => {
  const equals = fact.indexOf('=')
  return [fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1)]
}

const typeOf = (facts: Map<string, string>): FileType | null => {
  const type = facts
    .get('type')
    ?.toLowerCase()
    .replace(/^os\.[^=]*=/, '')
  if (type === undefined) return facts.has('sizd') ? FileType.Directory : FileType.File
  if (type === 'cdir' || type === 'pdir') return null
  if (type === 'file') return FileType.File
  if (type === 'dir') return FileType.Directory
  return /^s(ym)?link/.test(type) ? FileType.SymbolicLink : FileType.Unknown
}
