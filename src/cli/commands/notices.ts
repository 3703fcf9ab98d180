import type { Command } from 'commander'
import { z } from 'zod'
import { changeSettings } from '../../location/change-settings.ts'
import { savedMailPassword } from '../../location/notices/send-notice.ts'
import { type Tried, tryNotices } from '../../location/notices/try-notices.ts'
import { officeOnly, withHome } from '../../location/running-location.ts'
import { countOf } from '../../model/count-text.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { Notices } from '../../model/notices.ts'
import { openHome } from '../../settings/home.ts'
import { readSecrets, type Secrets } from '../../settings/secrets.ts'
import { readSettings } from '../../settings/settings-file.ts'
import type { Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import {
  addNoticeOptions,
  mailPasswordFrom,
  NoticeOptions,
  namesMail,
  noticesFrom,
  webhookFrom,
} from '../notice-options.ts'

export function addNotices(program: Command, surroundings: Surroundings): void {
  const notices = program
    .command('notices')
    .description('an e-mail or a web address is told when something needs a person, while the pages are served')

  define(
    notices.command('show', { isDefault: true }).description('of what is told, and whom'),
    'central-office notices',
    surroundings,
    z.object({}),
    async (_, { home }) => {
      const { settings, secrets } = await saved(home)
      return shown(settings.notices, secrets)
    },
  )

  define(
    addNoticeOptions(notices.command('set').description('change it; what is not named stays as it is')),
    'central-office notices set --silent-hours 48 --failures 3 --mail-host mail.example.com --mail-username owner --from office@example.com --to owner@example.com',
    surroundings,
    NoticeOptions,
    (given, context) =>
      withHome(context.home, async (open) => {
        if (open.settings.role === 'store' && typeof given.silentHours === 'number') throw officeOnly()
        const before = open.settings.notices ?? Notices.parse({})
        const webhook = await webhookFrom(given, context)
        const wanted = noticesFrom(given, before)
        const { mailPassword } = open.secrets
        const kept = savedMailPassword(wanted.mail, before.mail, mailPassword)
        const handed =
          wanted.mail !== null && namesMail(given)
            ? await mailPasswordFrom(given, wanted.mail.username, kept, context)
            : undefined
        await changeSettings(open, { notices: wanted, mailPassword: handed?.reveal(), webhook })
        const now = shown(wanted, open.secrets)
        return { document: now.document, lines: ['Saved.', ...now.lines, 'Next: central-office notices test'] }
      }),
  )

  define(
    notices.command('test').description('send a test notice every way that is saved'),
    'central-office notices test',
    surroundings,
    z.object({}),
    async (_, { home }) => {
      const { settings, secrets } = await saved(home)
      const { mail = null } = settings.notices ?? {}
      const { webhook = null } = secrets
      if (mail === null && webhook === null)
        throw new CentralOfficeError('USAGE', 'Nobody is set up to be told.', {
          hint: 'See how with: central-office notices set --help',
        })
      return triedOutcome(await tryNotices({ mail, webhook }, secrets.mailPassword, settings.name))
    },
  )
}

async function saved(folder: string) {
  const home = await openHome(folder)
  return { settings: await readSettings(home), secrets: await readSecrets(home) }
}

function triedOutcome(tried: Tried): Outcome {
  const line = (way: string, end: string | null) =>
    end === null ? [] : [end === '' ? `${way}: sent.` : `${way}: ${end}`]
  return {
    document: tried,
    lines: [...line('E-mail', tried.mail), ...line('Web address', tried.webhook)],
    failed: [tried.mail, tried.webhook].some((end) => end !== null && end !== ''),
  }
}

/** A web address may hold a key: its place is shown, and no more. */
function shown(notices: Notices | undefined, secrets: Secrets): Outcome {
  const { silentHours, failures, leftOut, mail } = notices ?? Notices.parse({})
  const webhook = secrets.webhook && new URL(secrets.webhook.reveal())
  const mailPasswordSet = secrets.mailPassword !== undefined
  const tls = { explicit: 'STARTTLS', implicit: 'TLS', off: 'NOT ENCRYPTED' }
  return {
    document: { silentHours, failures, leftOut, mail, mailPasswordSet, webhook: webhook?.origin ?? null },
    lines: [
      `Silent stores      ${silentHours === null ? 'not told' : `told after ${countOf(silentHours, 'hour')}`}`,
      `Failures           ${failures === null ? 'not told' : `told after ${failures} in a row`}`,
      `Tables left out    ${leftOut ? 'told' : 'not told'}`,
      `E-mail             ${mail === null ? 'none' : `to ${mail.to.join(', ')} through ${mail.host} port ${mail.port}, ${tls[mail.tls]}`}`,
      `Web address        ${webhook ? `at ${webhook.host}` : 'none'}`,
    ],
  }
}
