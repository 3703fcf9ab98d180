import { createRoute } from '@hono/zod-openapi'
import { asksAboutPlain, savedPasswordFor, siteFrom, WHY_NOT_PLAIN } from '../../location/site-entry.ts'
import { readHabits } from '../../location/site-memory.ts'
import type { SiteSettings } from '../../model/site-settings.ts'
import { Secret } from '../../settings/secret.ts'
import { knownLimits } from '../../site/habits.ts'
import { probeCertificate } from '../../site/probe-certificate.ts'
import { settingsCode } from '../../site/settings-code.ts'
import { ProbeStarted, SavedSite, SiteCertificate, SiteEntry } from '../contract/site.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import { FieldFault } from '../http/error-body.ts'
import type { Pages } from '../pages.ts'

/** FTP Configuration. The password goes in and never out. */
export const siteRoutes = (pages: Pages) => {
  const { open, probes, events } = pages

  const shown = async (): Promise<SavedSite> => {
    const { site } = open.settings
    return {
      settings: site,
      passwordSet: open.secrets.password !== undefined,
      settingsCode: site && settingsCode(site),
      limits: site === null ? [] : knownLimits(await readHabits(open.home, site)),
    }
  }

  const entered = (entry: SiteEntry): { settings: SiteSettings; password: Secret<string> } => {
    const saved = open.settings.site
    const { password, plainOk, ...given } = entry
    const settings = settingsOf(given, saved)
    if (asksAboutPlain(settings, saved) && !plainOk)
      throw new FieldFault(
        { plainOk: WHY_NOT_PLAIN },
        'Choose explicit if the site can do it; otherwise say that you know. Nothing was sent or saved.',
      )
    const kept =
      password === undefined ? savedPasswordFor(settings, saved, open.secrets.password) : new Secret(password)
    if (kept === undefined) throw new FieldFault({ password: 'enter the password of the account' })
    return { settings, password: kept }
  }

  return apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/site',
        responses: answers(SavedSite, 'FTP Configuration, without the password'),
      }),
      async (c) => c.json(await shown(), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/site',
        request: takes(SiteEntry),
        responses: answers(SavedSite, 'Saved'),
      }),
      async (c) => {
        const { settings, password } = entered(c.req.valid('json'))
        await open.save({ ...open.settings, site: settings }, { ...open.secrets, password })
        events.changed('site', 'home', 'setup')
        return c.json(await shown(), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/site/test',
        request: takes(SiteEntry),
        responses: answers(ProbeStarted, 'Test Connection has begun; its steps come over /api/events'),
      }),
      async (c) => {
        const { settings, password } = entered(c.req.valid('json'))
        return c.json(await probes.start(settings, password), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/site/test/cancel',
        responses: answers(Done, 'Test Connection has ended'),
      }),
      async (c) => {
        await probes.cancel()
        return c.json(done, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/site/certificate',
        request: takes(SiteEntry),
        responses: answers(
          SiteCertificate,
          'The certificate that the site presents; nothing was sent to it but a greeting',
        ),
      }),
      async (c) => {
        const { password: _, plainOk: __, ...given } = c.req.valid('json')
        const settings = settingsOf(given, open.settings.site)
        return c.json({ certificate: await probeCertificate(settings), pinned: settings.pinnedCertificate }, 200)
      },
    )
}

/** The page sends the whole of it; only a pinned certificate stays by itself, as long as the host does. */
const settingsOf = (given: Omit<SiteEntry, 'password' | 'plainOk'>, saved: SiteSettings | null): SiteSettings => {
  const pin = given.pinnedCertificate ?? (saved?.host === given.host ? saved.pinnedCertificate : '')
  return siteFrom({ ...given, pinnedCertificate: pin }, null)
}
