import { randomBytes } from 'node:crypto'
import { CentralOfficeError } from '../model/errors.ts'
import { Epoch } from '../model/ids.ts'
import type { Visit } from './visit.ts'

export const newEpoch = (): Epoch => Epoch.parse(randomBytes(8).toString('hex'))

/** Tells that a database was put back from a backup, and what is done about it. */
export function tellRestored(visit: Visit, consequence: string, store?: string): void {
  visit.report({
    step: 'connect',
    level: 'warn',
    code: 'DATABASE_RESTORED',
    text: `This database, or the home folder, is older than what was sent from here: it was restored from a backup. ${consequence}`,
    hint: 'Nothing needs to be done: the next transmissions of both sides bring back what is missing.',
    ...(store === undefined ? {} : { store }),
  })
}

/** `who`: This store, This office. `by`: The office, or which store. */
export const refused = (who: string, by: string): CentralOfficeError =>
  new CentralOfficeError(
    'STREAM_FORKED',
    `${by} takes nothing of what ${who.toLowerCase()} sends: it has received from another database under the same name.`,
    {
      hint: `Only one of the two may go on. If this one replaces the other, which is gone for good: central-office transmit --take-over, or “This computer replaces the other one” on the Transmit page. Nothing of this one was sent; what is entered here waits.`,
    },
  )

/** `who`: This store, This office. */
export const copied = (who: string): CentralOfficeError =>
  new CentralOfficeError(
    'STREAM_FORKED',
    `${who} has transmitted from another computer, another folder, or a copy of this computer since.`,
    {
      hint: 'Only one of the two may go on. If this one replaces the other, which is gone for good: central-office transmit --take-over, or “This computer replaces the other one” on the Transmit page. Nothing of this one was sent; what is entered here waits.',
    },
  )

export const otherOffice = (): CentralOfficeError =>
  new CentralOfficeError('HOME_DIR_IN_USE', 'Another office uses this Home Dir on the FTP site.', {
    hint: 'Give each office a Home Dir of its own in the FTP Configuration. If the other office is gone for good: central-office transmit --take-over, or “This office replaces the other one” on the Transmit page.',
  })
