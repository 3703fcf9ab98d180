import type { LiveState } from '../../src/web/contract/events.ts'
import type { Activity, LogLine, Transmission } from '../../src/web/contract/transmission.ts'

const DAY = 24 * 3_600_000

const said: [level: LogLine['level'], step: string, store: string, text: string, hint?: string, code?: string][] = [
  ['info', 'connect', '', 'connecting to ftp.example.com'],
  ['info', 'receive', '', '6 payloads wait'],
  ['info', 'receive', '12', 'received 2 payloads, 1,048 rows'],
  ['info', 'import', '12', 'merged 1,048 rows, 3 conflicts'],
  ['info', 'receive', '19', 'received 1 payload, 156 rows'],
  [
    'warn',
    'import',
    '40',
    '12 rows are parked: a part number is not in the price list',
    'They are tried again at every transmission.',
    'DATABASE_REFUSED',
  ],
  ['info', 'export', '12', '44 rows'],
  ['info', 'send', '12', 'sent payload 96, 2.1 kB'],
  [
    'error',
    'send',
    '26',
    'the site refused to store a file: 552 quota exceeded',
    'Ask the hosting provider for more room.',
    'SITE_FULL',
  ],
  ['info', 'done', '', 'completed with problems'],
]

export const sampleLines = (now: number): LogLine[] =>
  said.map(([level, step, store, text, hint = '', code = ''], index) => ({
    number: index + 1,
    at: now - (said.length - index) * 7_000,
    level,
    step,
    store,
    text,
    hint,
    code,
    transmission: 't-9',
  }))

export const sampleTransmission = (at: number, outcome: Transmission['outcome'], id: string): Transmission => ({
  id,
  startedAt: at,
  endedAt: at + 72_400,
  outcome,
  message: outcome === 'failed' ? 'ftp.example.com did not answer in time.' : 'completed',
  code: outcome === 'failed' ? 'SITE_TIMEOUT' : null,
  hint: outcome === 'failed' ? 'It is tried again at the next time.' : '',
  received: { payloads: 6, rows: 1_204, bytes: 812_000 },
  sent: { payloads: 3, rows: 88, bytes: 21_400 },
  conflicts: 3,
  parked: 0,
  problems:
    outcome === 'problems'
      ? [
          {
            store: '26',
            code: 'SITE_FULL',
            message: 'The site refused to store a file.',
            hint: 'Ask the hosting provider for more room.',
          },
        ]
      : [],
})

/** A month with quiet days, busy days and failures, up to today. */
export const sampleActivity = (month: string, now: number): Activity => {
  const first = new Date(Number(month.slice(0, 4)), Number(month.slice(5)) - 1, 1, 19).getTime()
  const transmissions: Transmission[] = []
  const days: Activity['days'] = []
  for (
    let at = first, number = 1;
    at < now && new Date(at).getMonth() + 1 === Number(month.slice(5));
    at += DAY, number += 1
  ) {
    if (number % 7 === 0) continue
    const failed = number % 6 === 2
    transmissions.unshift(
      sampleTransmission(at, failed ? 'failed' : number % 5 === 0 ? 'problems' : 'completed', `t-${month}-${number}`),
    )
    days.push({
      day: `${month}-${String(number).padStart(2, '0')}`,
      transmissions: 1 + (number % 4),
      failures: failed ? 1 : 0,
      receivedRows: 1_204 * number,
      sentRows: 88,
    })
  }
  return { month, days, transmissions }
}

export const quietState = (now: number): LiveState => ({
  transmission: null,
  last: sampleTransmission(now - 25 * 60_000, 'problems', 't-9'),
  probe: null,
  lastLine: said.length,
})

export const runningState = (now: number): LiveState => ({
  ...quietState(now),
  transmission: {
    id: 't-10',
    startedAt: now - 41_000,
    cancelling: false,
    progress: {
      step: 'import',
      store: '12',
      text: 'importing payload 118 of 121',
      bar: { done: 7_340_032, total: 16_777_216, unit: 'bytes' },
      rate: 1_850_000,
    },
  },
})
