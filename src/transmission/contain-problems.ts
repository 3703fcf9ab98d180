import { ZodError } from 'zod'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import { describeFault } from '../settings/checked-json.ts'
import { concernsFile } from '../site/failure.ts'
import type { Visit } from './visit.ts'

/** Whose work it is. */
export type Contained = {
  /** At the office: the store's number, as people know it. */
  store?: string
  /** Trouble with files of this stream does not end the visit, as long as the site can still list this folder. */
  folder?: string
  /** A failure that ends the visit all the same. */
  ends?: (error: unknown) => boolean
}

/**
 * Runs the work of one stream. What is wrong with its payloads, or with its files on the site, is reported, and the other streams go
 * on; a failure of the whole site or of this computer ends the visit. At the office, what the program or the database stumbles over in
 * the work for one store is that store's as well.
 */
export async function containProblems(visit: Visit, work: () => Promise<void>, about: Contained = {}): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    const error = about.store === undefined ? thrown : nameUnexpected(visit, thrown)
    if (!(error instanceof CentralOfficeError) || about.ends?.(error)) throw error
    if (
      !concernsOneStream(error) &&
      !(about.store !== undefined && stumbles(error)) &&
      !(await isTroubleWithFiles(visit, error, about.folder))
    )
      throw error
    noteProblem(visit, error, about.store)
  }
}

/** Puts a problem into the result of the visit and tells it. `store`: the number as people know it. */
export function noteProblem(visit: Visit, { code, message, hint }: CentralOfficeError, store?: string): void {
  const about = store === undefined ? {} : { store }
  visit.result.problems.push({ code, message, hint, ...about })
  visit.report({ step: 'import', level: 'warn', text: message, code, hint, ...about })
}

const concernsOneStream = ({ code }: CentralOfficeError): boolean =>
  code.startsWith('PAYLOAD_') ||
  code === 'SCHEMA_DIFFERS' ||
  // While the visit was under way.
  code === 'STORE_RETIRED' ||
  code === 'CAPTURE_OFF' ||
  code === 'ALLOWANCE_REACHED' ||
  code === 'STREAM_FORKED' ||
  code === 'SITE_DAMAGED_FILE' ||
  code === 'SITE_MISSING_FILE'

const stumbles = ({ code }: CentralOfficeError): boolean => code === 'INTERNAL' || code === 'DATABASE_REFUSED'

/** What nobody foresaw gets a name; a failure of the system (a file, a socket) stays what it is, for it may meet everybody. */
function nameUnexpected(visit: Visit, error: unknown): unknown {
  const ofSystem = error instanceof Error && 'syscall' in error
  if (error instanceof CentralOfficeError || ofSystem || visit.signal?.aborted) return error
  return new CentralOfficeError('INTERNAL', `The program stumbled over something of this store (${saidBy(error)}).`, {
    hint: 'Nothing of it is lost, and the other stores go on. Report it with the log of this transmission.',
    cause: error,
  })
}

/** What JSON.parse says is left out, for it quotes the text. */
function saidBy(error: unknown): string {
  if (error instanceof ZodError) return describeFault(error)
  return error instanceof Error && !(error instanceof SyntaxError) ? `${error.name}: ${error.message}` : 'unreadable'
}

/** Each of them took a minute and more. */
const MOST_LOST = 3

/** One stream after the other lost its connection, and nothing was carried in between: it is the line, or the site. */
function isLostForAll(visit: Visit): boolean {
  const { received, sent } = visit.result
  const moved = received.payloads + sent.payloads
  const before = visit.lost?.moved === moved ? visit.lost.streams : 0
  visit.lost = { moved, streams: before + 1 }
  return visit.lost.streams >= MOST_LOST
}

/** The same reply, or silence, may mean one file or all of the site: a listing, which needs a data connection too, tells. */
async function isTroubleWithFiles(visit: Visit, error: CentralOfficeError, folder?: string): Promise<boolean> {
  if (folder === undefined || visit.signal?.aborted) return false
  if (!concernsFile(error) && !(hasCode(error, 'SITE_DROPPED', 'SITE_TIMEOUT') && !isLostForAll(visit))) return false
  try {
    await visit.lanes.run((site) => site.list(folder))
    return true
  } catch {
    return false
  }
}
