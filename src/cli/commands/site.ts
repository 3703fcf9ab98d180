import type { Command } from 'commander'
import { z } from 'zod'
import { CentralOfficeError, hasCode } from '../../model/errors.ts'
import type { SiteSettings } from '../../model/site-settings.ts'
import { openHome } from '../../settings/home.ts'
import { readSecrets, type Secrets } from '../../settings/secrets.ts'
import { readSettings } from '../../settings/settings-file.ts'
import { probeSite } from '../../site/probe.ts'
import { settingsCode } from '../../site/settings-code.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { stepLines, verdictLines } from '../probe-lines.ts'
import { withHome } from '../running-location.ts'
import { addSiteOptions, namesSite, passwordFrom, SiteOptions, siteFrom } from '../site-options.ts'

const SetOptions = SiteOptions.safeExtend({ plainOk: z.literal(true).optional() })

export function addSite(program: Command, surroundings: Surroundings): void {
  const site = program.command('site').description('FTP Configuration: the site that all locations share')

  define(
    addSiteOptions(
      site.command('set').description('enter and save the FTP site; what is not named stays as it is'),
    ).option('--plain-ok', 'yes, plain FTP: what is in clear on the way is known'),
    'central-office site set --host ftp.example.com --username shops --home-dir network',
    surroundings,
    SetOptions,
    (given, context) =>
      withHome(context.home, async (open) => {
        const settings = siteFrom(given, open.settings.site)
        if (settings.tls === 'off' && open.settings.site?.tls !== 'off')
          await confirmPlain(given.plainOk ?? false, context)
        const password = await passwordFrom(given, open.secrets.password, context, true)
        await open.save({ ...open.settings, site: settings }, { ...open.secrets, password })
        const shown = shownSite(settings)
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
      return shownSite(settings)
    },
  )

  define(
    addSiteOptions(site.command('test').description('Test Connection: tries everything a transmission needs')),
    'central-office site test\ncentral-office site test --host ftp.example.com --username shops',
    surroundings,
    SiteOptions,
    testSite,
  )
}

async function testSite(given: SiteOptions, context: Context): Promise<Outcome> {
  const unsaved = namesSite(given)
  const { settings: before, secrets } = await saved(context.home, unsaved)
  if (!unsaved && before === null) throw notConfigured()
  const settings = siteFrom(given, before)
  const password = await passwordFrom(given, secrets.password, context, unsaved)
  context.tell(`Testing ${settings.host} port ${settings.port}${unsaved ? ' (these settings are not saved)' : ''}`)
  const result = await probeSite(settings, password.reveal(), {
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

async function confirmPlain(agreed: boolean, { questions }: Context): Promise<void> {
  if (agreed) return
  const why = 'Plain FTP shows the account and its password to everybody on the way; payloads stay sealed.'
  if (questions.canAsk) {
    const answer = await questions.ask(`${why} Use it all the same? (yes/no)`)
    if (/^y(es)?$/i.test(answer.trim())) return
  }
  throw new CentralOfficeError('USAGE', why, {
    hint: 'Use --tls explicit if the site can do it; otherwise confirm once with --plain-ok. Nothing was saved.',
  })
}

function shownSite(site: SiteSettings): Outcome {
  const code = settingsCode(site)
  const tls = { off: 'off: PLAIN FTP, the account can be read on the way', explicit: 'explicit', implicit: 'implicit' }[
    site.tls
  ]
  return {
    document: { ...site, settingsCode: code, plain: site.tls === 'off' },
    lines: [
      `Host           ${site.host}`,
      `Home Dir       ${site.homeDir || '(where the account lands)'}`,
      `Username       ${site.username}`,
      `Port           ${site.port}`,
      `Enable SSL     ${tls}`,
      `Passive Mode   ${site.passive ? 'on' : 'off'}`,
      ...(site.pinnedCertificate ? [`Certificate    ${site.pinnedCertificate} (trusted by its fingerprint)`] : []),
      `Settings code  ${code}`,
    ],
  }
}

const notConfigured = (): CentralOfficeError =>
  new CentralOfficeError('SITE_NOT_CONFIGURED', 'The FTP site is not configured at this location.', {
    hint: 'Enter it with: central-office site set --host HOST --username NAME',
  })
