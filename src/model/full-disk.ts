import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { CentralOfficeError } from './errors.ts'

/** With less than this a disk counts as full, bytes: too little for the next piece of what is being written. */
const TOO_LITTLE = 256 * 1024

/** Bytes that this program may still write beside `file`, which need not be there; null where the system does not tell. */
function freeBeside(file: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize
  } catch {
    return null
  }
}

/** The file of these whose disk has the least room; a database says that a disk is full, and not which. */
export function fileOnFullestDisk(file: string, ...others: string[]): string {
  const room = (one: string) => freeBeside(one) ?? Infinity
  return others.reduce((fullest, one) => (room(one) < room(fullest) ? one : fullest), file)
}

/** One of these files that lies on a full disk, null if none does: what passes for a broken disk, or for a lock, may be that. */
export function fileOnFullDisk(...files: [string, ...string[]]): string | null {
  const fullest = fileOnFullestDisk(...files)
  return (freeBeside(fullest) ?? Infinity) < TOO_LITTLE ? fullest : null
}

/** `what`: the file, or the folder. */
export const diskFull = (what: string, cause: unknown): CentralOfficeError =>
  new CentralOfficeError('DISK_FULL', `The disk that holds ${what} is full.`, {
    hint: 'Free some space on that disk, then do the same again. Nothing was lost.',
    retryable: true,
    cause,
  })
