import { NoticeWatch } from '../../location/notices/notice-watch.ts'
import type { WatchedStore } from '../../location/notices/occurrences.ts'
import type { StoreOverview } from '../../location/store-overview.ts'
import { type TimeEvent, Times } from '../../location/times.ts'
import { TransmissionLog } from '../../location/transmission-log.ts'
import type { CentralOfficeError } from '../../model/errors.ts'
import type { Pages } from '../pages.ts'

/** What goes on by itself while the pages are served: transmissions at their times, and notices. Returns how to stop it. `catchUpAfter`: as in `ServeOptions`. */
export async function startStandingWork(pages: Pages, catchUpAfter?: number): Promise<{ stop: () => Promise<void> }> {
  const { open, engine, events, transmissions, tail } = pages
  const log = (write: (log: TransmissionLog) => void) => {
    try {
      write(new TransmissionLog(open.home, open.settings.logLevel))
      tail.poke()
    } catch {
      // A full disk; nothing of it is dear.
    }
  }
  const times = new Times({
    home: open.home,
    settings: () => open.settings,
    transmit: () => void transmissions.start(),
    told: (event) => log((lines) => noteTime(lines, event)),
    ...(catchUpAfter === undefined ? {} : { pause: catchUpAfter }),
  })
  const notices = new NoticeWatch({
    home: open.home,
    settings: () => open.settings,
    secrets: () => open.secrets,
    stores: async () =>
      open.settings.role === 'office' ? await engine.reading.ask('stores', null).then(watched) : null,
    leftOut: async () => (await engine.reading.ask('overview', null)).leftOut,
    failed: (error) => log((lines) => lines.note('warn', `a notice could not be sent: ${error.message}`, about(error))),
  })
  const unlisten = events.listen((event) => {
    if (event.type === 'changed' && event.what.includes('setup')) void times.look()
    if (event.type === 'ended') void notices.ended(event.transmission)
  })
  await times.start()
  await notices.start()
  pages.nextTransmission = () => times.next
  return {
    stop: async () => {
      unlisten()
      await times.stop()
      await notices.stop()
    },
  }
}

const about = (error: Error) => {
  const { code, hint } = error as CentralOfficeError
  return { ...(code === undefined ? {} : { code }), ...(hint === undefined ? {} : { hint }) }
}

function noteTime(log: TransmissionLog, { due, late, leftOut }: TimeEvent): void {
  const when = new Date(due).toLocaleString('sv')
  if (leftOut) log.note('warn', `the transmission of ${when} was left out: ${leftOut.message}`, about(leftOut))
  else if (late) log.note('info', `the transmission of ${when} was missed and is caught up`)
  else log.note('info', `it is ${when}: time to transmit`)
}

const watched = (stores: StoreOverview[]): WatchedStore[] =>
  stores.map(({ guid, number, name, state, lastContact }) => ({
    guid,
    number,
    name,
    ignored: state === 'ignored',
    lastContact,
  }))
