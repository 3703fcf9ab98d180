import type { CentralOfficeError } from '../../model/errors.ts'
import { showStoreNumber } from '../../model/ids.ts'
import type { Settings } from '../../settings/settings.ts'
import type { LeftOutTable } from '../../transmission/left-out-tables.ts'
import type { Attention, LastTransmission, StoreCard, StoreHome } from '../contract/home.ts'
import { withoutCommands } from '../http/page-hints.ts'

/** Where nobody said after how many hours a silent store is worth a word. */
const USUAL_SILENCE = 72
const HOUR = 3_600_000

const urgency = { error: 0, warn: 1, info: 2 }

/** What this location has to look at, the worst first. `now`: milliseconds. */
export function attentionOf(
  settings: Settings,
  about: {
    doubts: CentralOfficeError[]
    last: LastTransmission | null
    stores: StoreCard[] | null
    own: StoreHome['own']
    leftOut: LeftOutTable[]
  },
  now: number,
): Attention[] {
  const found: Attention[] = [
    ...about.doubts.map(({ message, hint }) => ({
      kind: 'home-not-private' as const,
      level: 'warn' as const,
      text: message,
      hint,
      action: null,
    })),
    ...ofLocation(settings, about.last),
    ...about.leftOut.map((left) => ofLeftOut(left, settings.role)),
    ...(about.stores === null ? ofStore(settings, about.own) : ofOffice(about.stores, settings, now)),
  ]
  return found.sort((a, b) => urgency[a.level] - urgency[b.level])
}

const ofLeftOut = ({ text, hint }: LeftOutTable, role: Settings['role']): Attention => ({
  kind: 'table-refused',
  level: 'warn',
  text,
  hint: withoutCommands(hint),
  action:
    role === 'office'
      ? { label: 'Open Replica Setup', page: '/replica-setup' }
      : { label: 'See the tables', page: '/tables' },
})

function ofLocation({ site, noTransmit, role, store }: Settings, last: LastTransmission | null): Attention[] {
  const found: Attention[] = []
  const joined = role === 'office' || store !== undefined
  if (site === null && joined)
    found.push({
      kind: 'site-not-configured',
      level: 'error',
      text: 'The FTP site is not configured: nothing can be transmitted.',
      hint: 'Enter what the hosting provider told you.',
      action: { label: 'Configure FTP', page: '/setup#site' },
    })
  if (noTransmit)
    found.push({
      kind: 'no-transmit',
      level: 'warn',
      text: 'No Transmit is on: nothing is received or sent.',
      hint: 'What changes meanwhile is kept, and goes with the first transmission after.',
      action: { label: 'Open Setup', page: '/setup' },
    })
  if (site?.tls === 'off')
    found.push({
      kind: 'plain-ftp',
      level: 'info',
      text: 'Plain FTP shows the account and its password to everybody on the way; payloads stay sealed.',
      hint: 'Turn on Enable SSL if the site can do it.',
      action: { label: 'Configure FTP', page: '/setup#site' },
    })
  if (site !== null && joined && last === null)
    found.push({
      kind: 'never-transmitted',
      level: 'info',
      text: 'Nothing has been transmitted yet.',
      hint: '',
      action: { label: 'Transmit', page: '/transmit' },
    })
  if (last !== null && !last.good)
    found.push({
      kind: last.code === null ? 'problems' : 'last-transmission-failed',
      level: last.code === null ? 'warn' : 'error',
      text:
        last.code === null
          ? 'The last transmission completed with problems.'
          : `The last transmission failed: ${last.text}`,
      hint: '',
      action: asksToTakeOver(last)
        ? { label: 'Which one goes on?', page: '/transmit' }
        : { label: 'See the log', page: `/transmit/${last.id}` },
    })
  return found
}

/** Another computer has transmitted under this name: only a person knows which of the two is to go on. */
const asksToTakeOver = ({ code }: LastTransmission): boolean => code === 'STREAM_FORKED' || code === 'HOME_DIR_IN_USE'

function ofOffice(stores: StoreCard[], settings: Settings, now: number): Attention[] {
  const silence = (settings.notices?.silentHours ?? USUAL_SILENCE) * HOUR
  const open = stores.reduce((sum, { openConflicts }) => sum + openConflicts, 0)
  return [
    ...(open > 0
      ? [
          {
            kind: 'conflicts' as const,
            level: 'warn' as const,
            text:
              open === 1
                ? 'One conflict waits for a decision.'
                : `${open.toLocaleString('en')} conflicts wait for a decision.`,
            hint: "Until then the office's value stands everywhere.",
            action: { label: 'Decide', page: '/conflicts' },
          },
        ]
      : []),
    ...(stores.length === 0 && settings.site !== null
      ? [
          {
            kind: 'no-store' as const,
            level: 'info' as const,
            text: 'This network has no store yet.',
            hint: 'Invite the first one.',
            action: { label: 'Invite a store', page: '/stores' },
          },
        ]
      : []),
    ...stores.filter(({ ignored }) => !ignored).flatMap((store) => ofOneStore(store, silence, now)),
  ]
}

function ofOneStore(store: StoreCard, silence: number, now: number): Attention[] {
  const found: Attention[] = []
  const who = `Store ${showStoreNumber(store.number)} ${store.name}`
  const action = { label: 'Open the store', page: `/stores/${store.guid}` }
  if (store.lastContact !== null && now - store.lastContact > silence)
    found.push({
      kind: 'store-silent',
      level: 'warn',
      text: `${who} has not been heard of for ${Math.floor((now - store.lastContact) / HOUR)} hours.`,
      hint: 'Is its computer on, and does it transmit?',
      action,
    })
  if (store.trouble !== null)
    found.push({
      kind: 'store-trouble',
      level: 'warn',
      text: `${who}: ${store.trouble.message}`,
      hint: store.trouble.hint,
      action,
    })
  if (store.parked > 0)
    found.push({
      kind: 'parked',
      level: 'warn',
      text: `${who} holds back ${store.parked === 1 ? 'one row' : `${store.parked.toLocaleString('en')} rows`} that its database refuses.`,
      hint: 'They are tried again at every transmission. At the store, Parked rows says why.',
      action,
    })
  if (store.onSite.heldBack || store.onSite.nearlyFull)
    found.push({
      kind: 'allowance',
      level: store.onSite.heldBack ? 'error' : 'warn',
      text: store.onSite.heldBack
        ? `Payloads for ${who} wait here: its files take all they may on the site.`
        : `The files of ${who} take more than 80 % of what they may on the site.`,
      hint: 'They go once the store has transmitted.',
      action,
    })
  if (store.state === 'refilling')
    found.push({
      kind: 'refill',
      level: 'info',
      text: `${who} and the office fill each other up after a restore.`,
      hint: 'It ends by itself after some transmissions of both.',
      action,
    })
  return found
}

function ofStore({ store }: Settings, own: StoreHome['own']): Attention[] {
  if (own === null)
    return store !== undefined
      ? [
          {
            kind: 'not-joined',
            level: 'error',
            text: 'The database of this store is not the one that joined the network.',
            hint: 'If the database or the computer was lost, it is built again from the office.',
            action: { label: 'Recover', page: '/setup#recover' },
          },
        ]
      : [
          {
            kind: 'not-joined',
            level: 'error',
            text: 'This store has not joined a network yet.',
            hint: 'Ask the office for an invitation.',
            action: { label: 'Join', page: '/setup' },
          },
        ]
  const found: Attention[] = []
  if (own.parked > 0)
    found.push({
      kind: 'parked',
      level: 'warn',
      text:
        own.parked === 1
          ? 'One row from the office is held back: this database refuses it.'
          : `${own.parked.toLocaleString('en')} rows from the office are held back: this database refuses them.`,
      hint: 'What is held back is tried again at every transmission.',
      action: { label: 'See why', page: '/parked' },
    })
  if (own.onSite.heldBack || own.onSite.nearlyFull)
    found.push({
      kind: 'allowance',
      level: own.onSite.heldBack ? 'error' : 'warn',
      text: own.onSite.heldBack
        ? 'Payloads wait here: the files of this store take all they may on the site.'
        : 'The files of this store take more than 80 % of what they may on the site.',
      hint: 'They go once the office has transmitted.',
      action: { label: 'Open Setup', page: '/setup' },
    })
  if (own.refill !== null)
    found.push({
      kind: 'refill',
      level: 'info',
      text:
        own.refill === 'asked'
          ? 'This database was restored: the office was asked for what is missing.'
          : 'The office is sending what this database lacks.',
      hint: 'It ends by itself after some transmissions of both.',
      action: { label: 'Transmit', page: '/transmit' },
    })
  return found
}
