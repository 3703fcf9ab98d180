import type { Command } from 'commander'
import { z } from 'zod'
import { lastEnd } from '../../location/last-transmission.ts'
import { type Looked, lookAtLocation } from '../../location/look-at-location.ts'
import { overviewOwn } from '../../location/own-overview.ts'
import { overviewStores } from '../../location/store-overview.ts'
import { readLog } from '../../location/transmission-log.ts'
import { countOf } from '../../model/count-text.ts'
import { showStoreNumber } from '../../model/ids.ts'
import type { Home } from '../../settings/home.ts'
import { homeDoubts } from '../../settings/home-doubts.ts'
import type { Settings } from '../../settings/settings.ts'
import { settingsCode } from '../../site/settings-code.ts'
import { leftOutAtOffice, leftOutAtStore } from '../../transmission/left-out-tables.ts'
import { readLinks } from '../../transmission/store-links.ts'
import type { StoreReplica } from '../../transmission/store-replica.ts'
import type { Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { refusedLines } from '../doubt-lines.ts'
import { leftOutLines } from '../left-out-lines.ts'
import { onSiteText, storeLines } from '../store-lines.ts'
import { showTime } from '../time-text.ts'
import { timesText } from '../times-text.ts'

/** A transmission writes some lines a store; its end is among the last of so many. */
const LOG_LINES = 5_000

export function addStatus(program: Command, surroundings: Surroundings): void {
  define(
    program.command('status').description('how this location stands; works while another process runs it'),
    'central-office status --json',
    surroundings,
    z.object({}),
    (_, { home }) =>
      lookAtLocation(home, async (location) => {
        const warnings = await homeDoubts(location.home, location.settings)
        const common = await commonPart(location.settings, location.home)
        const own = location.role === 'office' ? await officePart(location) : await storePart(location)
        return {
          document: {
            ...(common.document as object),
            ...(own.document as object),
            warnings: warnings.map(({ code, message, hint }) => ({ code, message, hint })),
          },
          lines: [...common.lines, ...own.lines],
        }
      }),
  )
}

async function commonPart(settings: Settings, home: Home): Promise<Outcome> {
  const { site, store, noTransmit, transmitTimes = { kind: 'by hand' as const } } = settings
  const code = site && settingsCode(site)
  const last = lastEnd(await readLog(home, LOG_LINES))
  return {
    document: {
      role: settings.role,
      name: settings.name,
      home: home.folder,
      database: settings.database,
      noTransmit,
      transmitTimes,
      store: store ?? null,
      site: site && { host: site.host, port: site.port, tls: site.tls, plain: site.tls === 'off', settingsCode: code },
      lastTransmission: last,
    },
    lines: [
      `${settings.role === 'office' ? 'Office' : `Store${store ? ` ${showStoreNumber(store.number)}` : ''}`} "${settings.name}" in ${home.folder}`,
      `Database           ${settings.database}`,
      site
        ? `FTP site           ${site.host} port ${site.port}, settings code ${code}${site.tls === 'off' ? ', PLAIN FTP' : ''}`
        : 'FTP site           not configured',
      ...(noTransmit ? ['No Transmit        ON'] : []),
      `Transmits          ${timesText(transmitTimes)}`,
      `Last transmission  ${last ? `${showTime(last.at)}, ${last.text}` : 'none yet'}`,
    ],
  }
}

async function officePart(office: Extract<Looked, { role: 'office' }>): Promise<Outcome> {
  const stores = await overviewStores(office)
  const leftOut = leftOutAtOffice(await readLinks(office.database))
  return { document: { stores, leftOut }, lines: ['', ...storeLines(stores), ...leftOutLines(leftOut)] }
}

async function storePart({ replica, settings }: Extract<Looked, { role: 'store' }>): Promise<Outcome> {
  if (!replica || !settings.store)
    return {
      document: { joined: false },
      lines: ['Not joined yet: ask the office for an invitation, then: central-office join INVITATION_FILE'],
    }
  return joinedPart(replica, settings)
}

async function joinedPart(replica: StoreReplica, { allowanceBytes }: Settings): Promise<Outcome> {
  const { setupRefused } = await replica.state()
  const { loading, heldRows, outbox, onSite, refusedTables } = await overviewOwn(replica, allowanceBytes)
  const leftOut = await leftOutAtStore(replica)
  return {
    document: { joined: true, loading, heldRows, outbox, onSite, refusedTables, leftOut, setupRefused },
    lines: [
      ...(loading ? ['Initial load       under way'] : []),
      `Outbox             ${outbox.length ? `${countOf(outbox.length, 'payload')} the office has not acknowledged yet` : 'empty'}`,
      `On the site        ${onSiteText(onSite)}`,
      `Held rows          ${heldRows ? `${heldRows}: this database refuses them for now; see: central-office parked list` : 'none'}`,
      ...refusedLines(setupRefused),
      ...leftOutLines(leftOut),
    ],
  }
}
