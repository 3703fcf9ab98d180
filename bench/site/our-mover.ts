import { connectToSite } from '../../src/site/ftp-site.ts'
import type { SiteHabits } from '../../src/site/habits.ts'
import type { Site } from '../../src/site/site.ts'
import type { BenchSite } from '../ground/sites.ts'
import type { FileMover } from './file-mover.ts'

/**
 * The site layer as a transmission uses it: progress told to somebody, sizes checked, and what was found out about the site
 * kept for the next visit. Works where the account lands, as the peers do.
 */
export const ourMover = ({ settings, password }: BenchSite, maxBytes: number): FileMover => {
  let habits: SiteHabits | undefined
  const visit = async (work: (site: Site) => Promise<unknown>, port?: number) => {
    const site = await connectToSite(settings('', port), password, { habits })
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
