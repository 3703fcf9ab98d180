import type { Command } from 'commander'
import { z } from 'zod'
import { withHome } from '../../location/running-location.ts'
import { asksAboutPlain, siteFrom, WHY_NOT_PLAIN } from '../../location/site-entry.ts'
import { readHabits } from '../../location/site-memory.ts'
import { testSite } from '../../location/test-site.ts'
import { CentralOfficeError, hasCode } from '../../model/errors.ts'
import type { SiteSettings } from '../../model/site-settings.ts'
import { type Home, openHome } from '../../settings/home.ts'
import { readSecrets, type Secrets } from '../../settings/secrets.ts'
import { readSettings } from '../../settings/settings-file.ts'
import { knownLimits } from '../../site/habits.ts'
import { settingsCode } from '../../site/settings-code.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { stepLines, verdictLines } from '../probe-lines.ts'
import { addSiteOptions, entryFrom, namesSite, passwordFrom, SiteOptions } from '../site-options.ts'

export function addSite(program: Command, surroundings: Surroundings): void {
  const site = program.command('site').description('FTP Configuration: the site that all locations share')

  define(
    addSiteOptions(site.command('set').description('enter and save the FTP site; what is not named stays as it is')),
    'central-office site set --host ftp.example.com --username shops --home-dir network',
    surroundings,
    SiteOptions,
    (given, context) =>
      withHome(context.home, async (open) => {
        const settings = siteFrom(entryFrom(given), open.settings.site)
        await confirmPlain(settings, open.settings.site, given, context)
        const before = { settings: open.settings.site, password: open.secrets.password }
        const password = await passwordFrom(given, settings, before, context, true)
        await open.save({ ...open.settings, site: settings }, { ...open.secrets, password })
        const shown = shownSite(settings, knownLimits(await readHabits(open.home, settings)))
        return { document: shown.document, lines: ['Saved.', ...shown.lines, 'Next: central-office site test'] }
      }),
  )

  define(
    site.command('show').description('the saved site, with the settings code to compare with other locations'),
    'central-office site show',
    surroundings,
    z.object({}),
    async (_, { home }) => {
      const { settings } = await saved(home)
      if (settings === null) throw notConfigured()
      return shownSite(settings, knownLimits(await readHabits(await openHome(home), settings)))
    },
  )

  define(
    addSiteOptions(site.command('test').description('Test Connection: tries everything a transmission needs')),
    'central-office site test\ncentral-office site test --host ftp.example.com --username shops',
    surroundings,
    SiteOptions,
    testConnection,
  )
}

async function testConnection(given: SiteOptions, context: Context): Promise<Outcome> {
  const unsaved = namesSite(given)
  const { settings: before, secrets } = await saved(context.home, unsaved)
  if (!unsaved && before === null) throw notConfigured()
  const settings = siteFrom(entryFrom(given), before)
  await confirmPlain(settings, before, given, context)
  const known = { settings: before, password: secrets.password }
  const password = await passwordFrom(given, settings, known, context, unsaved)
  context.tell(`Testing ${settings.host} port ${settings.port}${unsaved ? ' (these settings are not saved)' : ''}`)
  const result = await testSite(await homeIfThere(context.home), settings, password, {
    signal: context.signal,
    onStep: (step) => stepLines(step).forEach(context.tell),
  })
  return {
    document: { saved: !unsaved, settingsCode: settingsCode(settings), ...result },
    lines: verdictLines(result, settings),
    failed: result.verdict === 'not usable',
  }
}

/** What is saved; with `maybe`, nothing where there is no home yet: a site can be tried before anything is set up. */
async function saved(folder: string, maybe = false): Promise<{ settings: SiteSettings | null; secrets: Secrets }> {
  try {
    const home = await openHome(folder)
    return { settings: (await readSettings(home)).site, secrets: await readSecrets(home) }
  } catch (error) {
    if (maybe && hasCode(error, 'HOME_NOT_FOUND')) return { settings: null, secrets: {} }
    throw error
  }
}

async function homeIfThere(folder: string): Promise<Home | null> {
  try {
    return await openHome(folder)
  } catch (error) {
    if (hasCode(error, 'HOME_NOT_FOUND')) return null
    throw error
  }
}

/** Once: what is saved was confirmed. Whoever turns TLS on and off again is asked again. */
async function confirmPlain(
  settings: SiteSettings,
  saved: SiteSettings | null,
  { plainOk }: SiteOptions,
  { questions }: Context,
): Promise<void> {
  if (plainOk || !asksAboutPlain(settings, saved)) return
  if (questions.canAsk) {
    const answer = await questions.ask(`${WHY_NOT_PLAIN} Use it all the same? (yes/no)`)
    if (/^y(es)?$/i.test(answer.trim())) return
  }
  throw new CentralOfficeError('USAGE', WHY_NOT_PLAIN, {
    hint: 'Use --tls explicit if the site can do it; otherwise confirm once with --plain-ok. Nothing was sent or saved.',
  })
}

function shownSite(site: SiteSettings, limits: string[]): Outcome {
  const code = settingsCode(site)
  const tls = { off: 'off: PLAIN FTP, the account can be read on the way', explicit: 'explicit', implicit: 'implicit' }[
    site.tls
  ]
  return {
    document: { ...site, settingsCode: code, plain: site.tls === 'off', limits },
    lines: [
      `Host           ${site.host}`,
      `Home Dir       ${site.homeDir || '(where the account lands)'}`,
      `Username       ${site.username}`,
      `Port           ${site.port}`,
      `Enable SSL     ${tls}`,
      `Passive Mode   ${site.passive ? 'on' : 'off'}`,
      ...(site.pinnedCertificate ? [`Certificate    ${site.pinnedCertificate} (trusted by its fingerprint)`] : []),
      ...(limits.length > 0 ? [`Known limits   ${limits.join(', ')}`] : []),
      `Settings code  ${code}`,
    ],
  }
}

const notConfigured = (): CentralOfficeError =>
  new CentralOfficeError('SITE_NOT_CONFIGURED', 'The FTP site is not configured at this location.', {
    hint: 'Enter it with: central-office site set --host HOST --username NAME',
  })
