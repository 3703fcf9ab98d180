import { CentralOfficeError } from '../model/errors.ts'
import type { Guid } from '../model/ids.ts'
import type { VisitEvent, VisitResult } from '../model/visit-event.ts'
import type { Sealer } from '../payload/sealer.ts'
import type { Home } from '../settings/home.ts'
import type { ParallelSites } from '../site/parallel.ts'
import type { Site } from '../site/site.ts'
import type { BackupCopy } from './backup.ts'
import type { Deletions } from './deletions.ts'
import type { HomeDisk } from './home-disk.ts'
import type { SiteClock } from './site-clock.ts'

/** One connection to the site, or several (see site/parallel.ts). */
export type Lanes = Pick<ParallelSites, 'run' | 'limit'>

/** What one transmission works with. */
export type Visit = {
  site: Site
  /** Connections to the site for what can be done side by side; `site` is one of them. */
  lanes: Lanes
  home: Home
  disk: HomeDisk
  backup: BackupCopy
  sealer: Sealer
  /** About how large a chunk of an initial load gets, bytes. */
  chunkBytes: number
  /** What the files of one store may take on the site, bytes. */
  allowanceBytes: number
  /** The site's clock against this one. */
  clock: SiteClock
  /** What became of the files that this visit was to delete. */
  deletions: Deletions
  /** Streams that lost their connection one after the other, and how many payloads had been carried until then. */
  lost?: { moved: number; streams: number }
  signal: AbortSignal | undefined
  /** A person says that this computer replaces the one that transmitted under this name before. */
  takeOver?: boolean
  report: (event: VisitEvent) => void
  result: VisitResult
}

export const emptyResult = (): VisitResult => ({
  received: { payloads: 0, rows: 0, bytes: 0 },
  sent: { payloads: 0, rows: 0, bytes: 0 },
  conflicts: 0,
  parked: 0,
  problems: [],
  leftOut: [],
  roundTrips: 0,
  milliseconds: 0,
})

/** Throws CANCELLED between two payloads once somebody asked to stop. */
export function checkCancelled(visit: Visit): void {
  if (visit.signal?.aborted)
    throw new CentralOfficeError('CANCELLED', 'The transmission was cancelled.', {
      hint: 'What was done so far is kept; the next transmission goes on from there.',
      retryable: true,
    })
}

export const forked = (who: string): CentralOfficeError =>
  new CentralOfficeError('STREAM_FORKED', `${who} sends from a second database under the same name.`, {
    hint: 'Nothing of the second one is taken, and it is told so. Make sure only one computer sends under this name. If the new one replaces the one before, which is gone for good, say so there: central-office transmit --take-over, or “This computer replaces the other one” on the Transmit page.',
  })

/** Name of a payload's local files, without ending. */
export const localName = (guid: Guid, epoch: string, number: number): string =>
  `${guid}.${epoch}.${String(number).padStart(9, '0')}`
