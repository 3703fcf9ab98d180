import { resolve } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { Secret } from '../settings/secret.ts'
import type { Settings } from '../settings/settings.ts'
import { savedMailPassword } from './notices/send-notice.ts'
import type { OpenHome } from './open-home.ts'

/** What people change of a location's settings beside the site. What is left out stays as it is. */
export type SettingsChange = {
  [Part in 'name' | 'noTransmit' | 'allowanceBytes' | 'transmitTimes' | 'notices']?: Settings[Part] | undefined
} & {
  backups?: { [Part in keyof Settings['backups']]?: Settings['backups'][Part] | undefined } | undefined
  mailPassword?: string | undefined
  /** The web address that gets notices; null = none any more. */
  webhook?: string | null | undefined
}

/** Saves a change of the settings. Makes the folder for backup copies, so that a wrong path is told now. Errors: USAGE, LOCAL_FILE_REFUSED. */
export async function changeSettings(open: OpenHome, change: SettingsChange): Promise<Settings> {
  const { settings, secrets } = open
  const { backups: given, mailPassword } = change
  const backups = {
    keepTransmissions: given?.keepTransmissions ?? settings.backups.keepTransmissions,
    keepDays: given?.keepDays ?? settings.backups.keepDays,
    folder: given?.folder === undefined ? settings.backups.folder : given.folder === '' ? '' : resolve(given.folder),
  }
  if (backups.folder !== '' && backups.folder !== settings.backups.folder) await makeNamedFolder(backups.folder)
  const { mailPassword: savedPassword, webhook: savedWebhook, ...others } = secrets
  const kept =
    mailPassword !== undefined
      ? new Secret(mailPassword)
      : change.notices === undefined
        ? savedPassword
        : savedMailPassword(change.notices.mail, settings.notices?.mail ?? null, savedPassword)
  const webhook = change.webhook === undefined ? savedWebhook : secretOf(change.webhook)
  await open.save(
    {
      ...settings,
      name: change.name ?? settings.name,
      noTransmit: change.noTransmit ?? settings.noTransmit,
      allowanceBytes: change.allowanceBytes ?? settings.allowanceBytes,
      ...(change.transmitTimes === undefined ? {} : { transmitTimes: change.transmitTimes }),
      ...(change.notices === undefined ? {} : { notices: change.notices }),
      backups,
    },
    {
      ...others,
      ...(kept === undefined ? {} : { mailPassword: kept }),
      ...(webhook === undefined ? {} : { webhook }),
    },
  )
  return open.settings
}

const secretOf = (text: string | null) => (text === null ? undefined : new Secret(text))

async function makeNamedFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CentralOfficeError('LOCAL_FILE_REFUSED', `The folder ${folder} cannot be made (${code}).`, {
      hint: 'Choose a folder on a disk that is there, and that this user may write to.',
      cause: error,
    })
  }
}
