import { readFile } from 'node:fs/promises'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { SiteHabits } from '../../src/site/habits.ts'
import type { Site } from '../../src/site/site.ts'
import type { FileMover, SiteAccess } from './file-mover.ts'

/**
 * The site layer as a transmission uses it: progress told to somebody, sizes checked, and what was found out about the site
 * kept for the next visit.
 */
export const ourMover = ({ caFile, password, ...access }: SiteAccess, maxBytes: number): FileMover => {
  let habits: SiteHabits | undefined
  const visit = async (work: (site: Site) => Promise<unknown>, port = access.port) => {
    const settings = SiteSettings.parse({ ...access, port, tls: caFile === null ? 'off' : 'explicit' })
    const extraCa = caFile === null ? undefined : await readFile(caFile, 'utf8')
    const site = await connectToSite(settings, password, { extraCa, habits })
    try {
      await work(site)
    } finally {
      habits = site.habits
      await site.close()
    }
  }
  const progress = () => undefined
  return {
    name: 'ours',
    upload: (localFile, name) => visit((site) => site.upload(localFile, name, progress)),
    download: (name, localFile) => visit((site) => site.download(name, localFile, maxBytes, progress)),
    look: (folder, port) => visit((site) => site.list(folder), port),
  }
}
