import { CentralOfficeError, hasCode } from '../model/errors.ts'
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
 * on; a failure of the whole site, of this computer or of the program ends the visit.
 */
export async function containProblems(visit: Visit, work: () => Promise<void>, about: Contained = {}): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CentralOfficeError) || about.ends?.(error)) throw error
    if (!concernsOneStream(error) && !(await isTroubleWithFiles(visit, error, about.folder))) throw error
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
  code === 'CAPTURE_OFF' ||
  code === 'ALLOWANCE_REACHED' ||
  code === 'STREAM_FORKED' ||
  code === 'SITE_DAMAGED_FILE' ||
  code === 'SITE_MISSING_FILE'

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
