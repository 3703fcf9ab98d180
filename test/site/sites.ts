import type { TestContext } from 'node:test'
import { type FtpSite, startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import type { SiteSettings } from '../../src/model/site-settings.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { Deadlines, SiteOptions } from '../../src/site/options.ts'
import type { Site } from '../../src/site/site.ts'

type SetUp = Parameters<typeof startFtpSite>[0]

/** Short, so that tests of what goes wrong are quick; long enough for a busy machine. */
export const quick: Partial<Deadlines> = { connect: 5_000, command: 5_000, dataIdle: 5_000, pause: 5 }

/** An embedded site that is closed with the test. */
export const aSite = async (t: TestContext, setUp: SetUp = {}): Promise<FtpSite> => {
  const site = await startFtpSite(setUp)
  t.after(() => site.close())
  return site
}

export const settingsFor = (site: FtpSite, more: Partial<SiteSettings> = {}): SiteSettings => ({
  host: site.host === '127.0.0.1' ? 'localhost' : site.host,
  homeDir: 'network',
  username: site.username,
  port: site.port,
  tls: 'off',
  passive: true,
  pinnedCertificate: '',
  ...more,
})

/** Signs in to an embedded site; closed with the test. */
export const visit = async (
  t: TestContext,
  site: FtpSite,
  more: Partial<SiteSettings> = {},
  options: SiteOptions = {},
): Promise<Site> => {
  const all = { deadlines: quick, extraCa: site.certificate, ...options }
  const visited = await connectToSite(settingsFor(site, more), site.password, all)
  t.after(() => visited.close())
  return visited
}

/** How often a command reached the site. */
export const times = (site: FtpSite, command: string): number =>
  site.commands.filter((line) => line.split(' ')[0] === command).length
