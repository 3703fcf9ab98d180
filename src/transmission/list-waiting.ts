import { CentralOfficeError } from '../model/errors.ts'
import { concernsFile } from '../site/failure.ts'
import type { Site, SiteFile } from '../site/site.ts'
import { noteProblem } from './contain-problems.ts'
import type { Visit } from './visit.ts'

export type Waiting = {
  files: SiteFile[]
  /** The listing may not show all: the payload wanted next is asked for by its name. */
  incomplete: boolean
}

/** Test Connection has seen a listing of as many entries whole. */
const SHOWN_FOR_SURE = 40

/** More than the content of a mark or of a claim. */
const SMALL_FILE = 4096

/**
 * Lists a folder. `witness`: path of a file that this location left there, null where it has left none. Where that is there and not
 * among those listed, the listing shows nothing or only a part, and the visit does not count as completed, whatever else it does.
 */
export async function listWaiting(visit: Visit, site: Site, folder: string, witness: string | null): Promise<Waiting> {
  const files = await site.list(folder)
  if (!(await isHidden(site, files, witness))) return { files, incomplete: mayBeCutShort(visit, site, files) }
  const others = await site.listAgain(folder, files.length)
  if (!(await isHidden(site, others, witness))) return { files: others, incomplete: false }
  const most = others.length > files.length ? others : files
  noteProblem(visit, most.length === 0 ? showsNothing(folder) : showsPart(folder, most.length))
  return { files: most, incomplete: true }
}

const isHidden = async (site: Site, files: SiteFile[], witness: string | null): Promise<boolean> => {
  if (witness === null) return false
  const name = witness.slice(witness.lastIndexOf('/') + 1).toLowerCase()
  if (files.some((file) => file.name.toLowerCase() === name)) return false
  try {
    await site.read(witness, SMALL_FILE)
    return true
  } catch (error) {
    // Somebody has deleted it, or it cannot be read now: no proof.
    if (!concernsFile(error)) throw error
    return false
  }
}

/** Where the site is known to show so many entries and no more, what may wait beyond is told. */
function mayBeCutShort(visit: Visit, { habits: { listing, remove } }: Site, { length }: SiteFile[]): boolean {
  if (listing === null || length === 0 || length < listing) return remove === false && length >= SHOWN_FOR_SURE
  const { message, code, hint } = cutShort(length)
  visit.report({ step: 'receive', level: 'warn', text: message, code, hint })
  return true
}

const cutShort = (shown: number): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_UNCLEAR_REPLY',
    `The site lists ${shown} files at most: what may wait beyond is asked for by its name, payload by payload.`,
    { hint: 'Ask the hosting provider to raise the number of entries that a listing shows.', retryable: true },
  )

const showsNothing = (folder: string): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_UNCLEAR_REPLY',
    `The site lists no files in "${folder}", although there are some: what waits there may not have been received.`,
    { hint: 'Run Test Connection and show its result to the hosting provider.', retryable: true },
  )

const showsPart = (folder: string, shown: number): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_UNCLEAR_REPLY',
    `The site lists ${shown} files in "${folder}", and more are there: what waits beyond may not have been received.`,
    {
      hint: 'Ask the hosting provider to raise the number of entries that a listing shows, and to let this account delete files.',
      retryable: true,
    },
  )
