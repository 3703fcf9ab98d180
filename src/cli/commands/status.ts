import type { Command } from 'commander'
import { z } from 'zod'
import { type LogLine, readLog } from '../../location/transmission-log.ts'
import { showStoreNumber } from '../../model/ids.ts'
import type { Home } from '../../settings/home.ts'
import type { Settings } from '../../settings/settings.ts'
import { settingsCode } from '../../site/settings-code.ts'
import type { StoreReplica } from '../../transmission/store-replica.ts'
import type { Outcome } from '../context.ts'
import { countOf } from '../count-text.ts'
import { define, type Surroundings } from '../define.ts'
import { type Looked, lookAtLocation } from '../look-at-location.ts'
import { refusedLines } from '../setup-doubts.ts'
import { onSite, onSiteText, overviewStores, storeLines } from '../store-overview.ts'
import { showTime } from '../time-text.ts'

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
        const common = await commonPart(location.settings, location.home)
        const own = location.role === 'office' ? await officePart(location) : await storePart(location)
        return {
          document: { ...(common.document as object), ...(own.document as object) },
          lines: [...common.lines, ...own.lines],
        }
      }),
  )
}

async function commonPart(settings: Settings, home: Home): Promise<Outcome> {
  const { site, store, noTransmit } = settings
  const code = site && settingsCode(site)
  const last = lastEnd(await readLog(home, LOG_LINES))
  return {
    document: {
      role: settings.role,
      name: settings.name,
      home: home.folder,
      database: settings.database,
      noTransmit,
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
      `Last transmission  ${last ? `${showTime(last.at)}, ${last.text}` : 'none yet'}`,
    ],
  }
}

/** How the last transmission ended. */
function lastEnd(lines: LogLine[]): { at: number; good: boolean; text: string; code: string | null } | null {
  const end = lines.findLast(({ step, result, level }) => step === 'done' && (result !== undefined || level >= 50))
  if (!end) return null
  const problems = Array.isArray(end.result?.problems) ? end.result.problems.length : 0
  return { at: end.time, good: end.level < 50 && problems === 0, text: end.msg, code: end.code ?? null }
}

async function officePart(office: Extract<Looked, { role: 'office' }>): Promise<Outcome> {
  const stores = await overviewStores(office)
  return { document: { stores }, lines: ['', ...storeLines(stores)] }
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
  const { loading, setupRefused } = await replica.state()
  const heldRows = await replica.parkedRows()
  const outbox = (await replica.outbox.entries()).map(({ number, rows, uploaded }) => ({ number, rows, uploaded }))
  const taken = onSite(await replica.outbox.use(), allowanceBytes)
  const refusedTables = (await replica.refusedTables()).map(({ table, why }) => ({
    table,
    code: why.code,
    message: why.message,
    hint: why.hint,
  }))
  return {
    document: { joined: true, loading, heldRows, outbox, onSite: taken, refusedTables, setupRefused },
    lines: [
      ...(loading ? ['Initial load       under way'] : []),
      `Outbox             ${outbox.length ? `${countOf(outbox.length, 'payload')} the office has not acknowledged yet` : 'empty'}`,
      `On the site        ${onSiteText(taken)}`,
      `Held rows          ${heldRows ? `${heldRows}: this database refuses them for now; see: central-office parked list` : 'none'}`,
      ...refusedLines(setupRefused),
      ...refusedTables.flatMap(({ message, hint }) => [`Not transmitted: ${message}`, `  ${hint}`]),
    ],
  }
}
