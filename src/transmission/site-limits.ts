import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Site, SiteFile } from '../site/site.ts'
import type { Visit } from './visit.ts'

/**
 * Deletes files that are done with. False where the site lets nothing be deleted: then they stay, which is told once a visit
 * and stops nothing, because no name is used twice and what was applied is known by its number.
 */
export async function removeDone(visit: Visit, site: Site, ...paths: string[]): Promise<boolean> {
  if (paths.length === 0) return true
  if (visit.keepsFiles) return false
  try {
    await site.remove(...paths)
    return true
  } catch (error) {
    if (!hasCode(error, 'SITE_FORBIDDEN')) throw error
    if (!visit.keepsFiles) tell(visit, noDelete(error))
    visit.keepsFiles = true
    return false
  }
}

/**
 * Takes a damaged payload away, so that its sender sees that it has to send it again. Where nothing can be deleted an empty
 * manifest says the same; the sender writes over it.
 */
export async function removeDamaged(visit: Visit, site: Site, manifest: string, dat: string): Promise<void> {
  if (await removeDone(visit, site, manifest, dat)) return
  try {
    await site.upload(Buffer.alloc(0), manifest)
  } catch (error) {
    // Nor overwritten: the damage stays, and is told at every visit until somebody deletes the file.
    if (!hasCode(error, 'SITE_FORBIDDEN')) throw error
  }
}

/** Lists a folder; where the site is known to show so many entries and no more, what may wait beyond is told. */
export async function listWaiting(visit: Visit, site: Site, folder: string): Promise<SiteFile[]> {
  const files = await site.list(folder)
  const { listing } = site.habits
  if (listing !== null && files.length > 0 && files.length >= listing) tell(visit, cutShort(files.length))
  return files
}

const tell = (visit: Visit, { message, code, hint }: CentralOfficeError): void =>
  visit.report({ step: 'receive', level: 'warn', text: message, code, hint })

const noDelete = (cause: unknown): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_FORBIDDEN',
    'The site lets no file be deleted: what is done with stays there and fills it.',
    {
      hint: 'Ask the hosting provider to give this account the right to delete files.',
      cause,
    },
  )

const cutShort = (shown: number): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_UNCLEAR_REPLY',
    `The site lists ${shown} files at most: what may wait beyond comes with a later transmission.`,
    { hint: 'Ask the hosting provider to raise the number of entries that a listing shows.', retryable: true },
  )
