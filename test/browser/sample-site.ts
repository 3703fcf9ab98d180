import type { Setup } from '../../src/web/contract/setup.ts'
import type { ProbeResult, ProbeStep, SavedSite } from '../../src/web/contract/site.ts'

export const sampleSite: SavedSite = {
  settings: {
    host: 'ftp.example.com',
    homeDir: 'central-office/riverside',
    username: 'shops',
    port: 21,
    tls: 'explicit',
    passive: true,
    pinnedCertificate: '',
  },
  passwordSet: true,
  settingsCode: 'K7QF-2M9D',
  limits: ['no rename'],
}

export const sampleSetup: Setup = {
  role: 'office',
  name: 'Riverside Auto Group',
  transmitTimes: { kind: 'at', times: ['07:30', '12:15', '19:00'], weekdays: [1, 2, 3, 4, 5, 6] },
  noTransmit: false,
  backups: { folder: '', keepTransmissions: 30, keepDays: 90 },
  allowanceBytes: 1_000_000_000,
  notices: {
    silentHours: 48,
    leftOut: true,
    failures: 3,
    mail: {
      host: 'mail.example.com',
      port: 587,
      tls: 'explicit',
      username: 'office',
      from: 'office@example.com',
      to: ['owner@example.com'],
    },
  },
  home: '/home/office/central-office',
  database: '/home/office/central-office/office.db',
  usualBackupFolder: '/home/office/central-office/backups',
  leastAllowanceBytes: 50_331_648,
  mailPasswordSet: true,
  webhookAt: 'https://hooks.example.com',
  store: null,
}

const step = (
  name: string,
  detail: string,
  milliseconds: number,
  ok: ProbeStep['ok'] = true,
  remedy = '',
  limit = '',
): ProbeStep => ({ name, ok, milliseconds, detail, remedy, limit })

/** A site whose certificate nobody vouches for, and which refuses to delete. */
export const sampleProbeSteps: ProbeStep[] = [
  step('resolve', 'ftp.example.com is 192.0.2.17.', 12),
  step('connect', 'ftp.example.com:21 answers.', 31),
  step('encrypt', 'Encrypted; the certificate is of CN=ftp.example.com.', 84),
  step('sign-in', 'Username and password were accepted.', 66),
  step('open-home', 'Home Dir is there.', 29),
  step('make-folder', 'A folder can be made.', 30),
  step('write', 'Files can be written.', 140),
  step('list', 'The folder is listed whole, with sizes.', 38),
  step('size', 'Sizes are told.', 22),
  step('read', 'What was written came back byte for byte.', 97),
  step('resume', 'Downloads can be resumed.', 61),
  step('many-entries', 'A folder with 120 entries is listed whole.', 1_310),
  step('clock', "The site's clock differs by 1.4 s.", 25),
  step('overwrite', 'A file can be overwritten.', 80),
  step(
    'rename',
    'It did not work: 550 Permission denied.',
    27,
    'limited',
    'Ask the hosting provider to give this account the right to rename files.',
    'no rename',
  ),
  step('names', 'Files and folders named as in transmissions come and go.', 180),
  step('features', 'MLSD, SIZE, MDTM, REST.', 24),
  step('connections', '3 connections at a time.', 210),
  step(
    'delete',
    'It did not work: 550 Permission denied.',
    26,
    false,
    'Ask the hosting provider to give this account the right to delete files.',
  ),
]

const sampleProbeResult: ProbeResult = {
  verdict: 'not usable',
  text: 'Not usable: see the steps that failed and what to do about them.',
  steps: sampleProbeSteps,
  limits: ['no rename'],
  certificate: {
    subject: 'ftp.example.com',
    issuer: 'ftp.example.com',
    validFrom: Date.UTC(2026, 0, 1),
    validUntil: Date.UTC(2028, 0, 1),
    fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    trusted: false,
    problem: 'it was issued by itself',
  },
  clockOffset: 1_400,
  freeBytes: 7_300_000_000,
  settingsCode: 'K7QF-2M9D',
}

export const sampleProbe = { steps: sampleProbeSteps, result: sampleProbeResult }

const untrustedSteps = sampleProbeSteps.map((each, at): ProbeStep => {
  if (at < 2) return each
  if (at > 2) return step(each.name, '', 0, 'skipped')
  return step(
    each.name,
    'The certificate is not trusted: it was issued by itself.',
    84,
    false,
    'Compare its fingerprint.',
  )
})

/** A certificate that nobody vouches for; nothing more was tried. */
export const untrustedProbe = { steps: untrustedSteps, result: { ...sampleProbeResult, steps: untrustedSteps } }
