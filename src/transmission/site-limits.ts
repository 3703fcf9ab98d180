import { concernsFile } from '../site/failure.ts'
import type { Site } from '../site/site.ts'
import { noteProblem } from './contain-problems.ts'
import type { Visit } from './visit.ts'

/** A file to be deleted; `store` is the number of the store whose it is, '' in a store's own visit. */
type Done = { store: string; path: string }

/** Deletes files that are done with. False where some stay: then `visit.deletions` knows whose, and it stops nothing. */
export async function removeDone(visit: Visit, site: Site, files: Done[]): Promise<boolean> {
  if (files.length === 0) return true
  const { deletions } = visit
  if (deletions.isHopeless) return false
  const refusals = await site.remove(...files.map(({ path }) => path))
  for (const { path, error } of refusals)
    for (const file of files) if (file.path === path) deletions.noteRefused(file.store, error)
  if (refusals.length < files.length) deletions.noteDeleted()
  return refusals.length === 0
}

/**
 * Deletes a damaged payload, so that its sender sees that it has to send it again. Where it cannot be deleted an empty manifest
 * says the same; the sender writes over it.
 */
export async function removeDamaged(
  visit: Visit,
  site: Site,
  { store = '', manifest, dat }: { store?: string | undefined; manifest: string; dat: string },
): Promise<void> {
  const files = [manifest, dat].map((path) => ({ store, path }))
  if (await removeDone(visit, site, files)) return
  try {
    await site.upload(Buffer.alloc(0), manifest)
  } catch (error) {
    // Nor overwritten: the damage stays, and is told at every visit until somebody deletes the file.
    if (!concernsFile(error)) throw error
  }
}

/** Tells at the end of a visit which files stay on the site. */
export function tellDeletions(visit: Visit): void {
  const { warnings, problems } = visit.deletions.summary()
  for (const warning of warnings) visit.report(warning)
  for (const { store, error } of problems) noteProblem(visit, error, store === '' ? undefined : store)
}

/** Tells where the site's clock is not where it was: then no times are compared by it until two visits find the same. */
export function tellClock(visit: Visit): void {
  const { jump } = visit.clock
  if (jump === null) return
  const seconds = Math.round(Math.abs(jump) / 1000)
  visit.report({
    step: 'send',
    level: 'warn',
    text: `the clock of the site, or that of this computer, is ${seconds} s ${jump < 0 ? 'behind' : 'ahead of'} where it was: until it keeps still, the clocks of the locations decide where the newest change wins`,
    hint: 'See that date, time and time zone of this computer are right.',
  })
}
