import type { CentralOfficeError } from '../model/errors.ts'
import type { SiteHabits } from './habits.ts'

/** A file on the site, as a listing tells it. Names come from outside: they are data until parsed. */
export type SiteFile = { name: string; size: number }

/** A file that the site does not let be deleted, or not now, with what it said. */
export type Refusal = { path: string; error: CentralOfficeError }

/**
 * What the program asks of an FTP site: narrow, so that another kind of site fits behind it. Paths are relative to Home
 * Dir, with `/` between parts, made of parts this program chose or parsed (never of what a listing said).
 * Every failure is a CentralOfficeError with a SITE_* code.
 */
export interface Site {
  /** Files (not folders) directly in `folder`. An empty or a missing folder gives []. Never infer deletion from it. */
  list(folder: string): Promise<SiteFile[]>
  /** Lists in another way, where `list` gave `shown` files and one that is there was not among them. */
  listAgain(folder: string, shown: number): Promise<SiteFile[]>
  /** Writes a new file whole, makes its folder if missing, and checks the size afterwards; a cut-short file is removed. */
  upload(source: string | Uint8Array, path: string, onProgress?: (bytes: number) => void): Promise<void>
  /**
   * Fetches a file of so many bytes into a local file, replacing it. Refuses more (SITE_DAMAGED_FILE), and goes on where a transfer
   * ended early; fewer come only where the site has no more. Missing: SITE_MISSING_FILE.
   */
  download(path: string, target: string, size: number, onProgress?: (bytes: number) => void): Promise<void>
  /** Fetches a small file into memory, as `download` does. */
  read(path: string, maxBytes: number): Promise<Buffer>
  /** Bytes of a file on the site; null where it is missing. */
  size(path: string): Promise<number | null>
  /** Deletes files in this order, in one flight. One that is already gone is no error; those that the site refuses to delete are handed back. */
  remove(...paths: string[]): Promise<Refusal[]>
  /** What to add to this machine's clock to get the site's, in milliseconds, measured by MDTM of a file just uploaded. Null: the site cannot tell. */
  clockOffset(path: string, uploadedAt: number): Promise<number | null>
  /** Control-connection round trips so far (commands sent whose reply was awaited). */
  readonly roundTrips: number
  /** What was found out about the site so far; may be kept, and handed over when connecting the next time. */
  readonly habits: SiteHabits
  close(): Promise<void>
}
