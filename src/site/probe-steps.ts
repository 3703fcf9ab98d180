import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { SiteSettings } from '../model/site-settings.ts'
import { clockOffsetBy } from './clock-offset.ts'
import { type Connection, dial, encrypt } from './connection.ts'
import { listFiles } from './listing.ts'
import type { Doing } from './reasons.ts'
import { enterHome, logIn } from './sign-in.ts'
import { deleteFile, fetchBytes, sendFile, sizeOnSite, sourceOf } from './transfer.ts'

export type ProbeStepName =
  | 'resolve'
  | 'connect'
  | 'encrypt'
  | 'sign-in'
  | 'open-home'
  | 'make-folder'
  | 'write'
  | 'list'
  | 'size'
  | 'read'
  | 'overwrite'
  | 'rename'
  | 'clock'
  | 'features'
  | 'delete'

/** What the steps share; filled in as they go. */
export type Probe = {
  connection: Connection
  settings: SiteSettings
  password: string
  extraCa?: string | undefined
  greeting: string
  /** The probe's own folder on the site, its name random so that two locations may probe at the same time. */
  folder: string
  files: { name: string; bytes: Buffer }[]
  uploadedAt: number
  clockOffset: number | null
  freeBytes: number | null
}

export type Finding = { ok?: 'limited' | 'skipped'; detail: string; remedy?: string }

export type StepDefinition = {
  name: ProbeStepName
  doing: Doing
  /** Steps without which this one makes no sense. */
  after: ProbeStepName[]
  /** False: a transmission does without, so that a failure is only a limit. */
  needed: boolean
  run(probe: Probe): Promise<Finding>
}

export const newProbeFiles = (): Probe['files'] => [
  { name: 'empty.dat', bytes: Buffer.alloc(0) },
  { name: 'small.dat', bytes: Buffer.from('1') },
  { name: 'large.dat', bytes: randomBytes(1024 * 1024) },
]

const at = (probe: Probe, name: string): string => `${probe.folder}/${name}`

const write = async (probe: Probe, name: string, bytes: Buffer): Promise<void> =>
  sendFile(probe.connection, await sourceOf(bytes), at(probe, name), () => undefined)

const resolve = async ({ connection, settings }: Probe): Promise<Finding> => {
  if (isIP(settings.host) !== 0) return { ok: 'skipped', detail: `${settings.host} is an address already.` }
  const work = () => lookup(settings.host, { all: true })
  const addresses = await connection.within(connection.deadlines.connect, 'connect', work)
  return { detail: `${settings.host} is ${addresses.map(({ address }) => address).join(', ')}.` }
}

const encryptAndShow = async ({ connection, settings, extraCa }: Probe): Promise<Finding> => {
  if (settings.tls === 'off') {
    return {
      ok: 'limited',
      detail: 'The connection is not encrypted: username and password travel in clear.',
      remedy: 'Turn on Enable SSL if the site offers it.',
    }
  }
  await encrypt(connection, settings, extraCa)
  const facts = connection.certificate()
  if (facts === null) return { detail: 'Encrypted.' }
  const until = new Date(facts.validUntil).toISOString().slice(0, 10)
  return { detail: `Made out to ${facts.subject} by ${facts.issuer}, valid until ${until}, ${facts.fingerprint}.` }
}

const makeFolder = async ({ connection, folder }: Probe): Promise<Finding> => {
  await connection.command(`MKD ${folder}`, 'make-folder')
  return { detail: 'A folder was made.' }
}

const writeAll = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    await write(probe, name, bytes)
    if (name === 'small.dat') probe.uploadedAt = Date.now()
  }
  return { detail: 'Files of 0 bytes, 1 byte and 1 MiB were written.' }
}

const list = async (probe: Probe): Promise<Finding> => {
  const listed = await listFiles(probe.connection, probe.folder)
  const absent = probe.files.filter(({ name }) => !listed.some((file) => file.name === name))
  if (absent.length > 0) {
    throw new Error(`the site does not list ${absent.map(({ name }) => name).join(', ')}, which it had just taken`)
  }
  return { detail: 'The files just written are listed.' }
}

const size = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    const there = await sizeOnSite(probe.connection, at(probe, name))
    if (there !== bytes.length) throw new Error(`${there ?? 'none'} of ${bytes.length} bytes of ${name} arrived`)
  }
  if (probe.connection.habits.size) return { detail: 'The sizes are right.' }
  return { ok: 'limited', detail: 'The site tells sizes in listings only: every upload takes a little longer.' }
}

const read = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    const back = await fetchBytes(probe.connection, at(probe, name), bytes.length)
    if (!back.equals(bytes)) throw new Error(`${name} came back different from what was written`)
  }
  return { detail: 'What was written came back byte for byte.' }
}

const overwrite = async (probe: Probe): Promise<Finding> => {
  await write(probe, 'small.dat', Buffer.from('22'))
  const there = await sizeOnSite(probe.connection, at(probe, 'small.dat'))
  if (there !== 2) throw new Error('the old file stayed')
  return { detail: 'A file can be overwritten.' }
}

const rename = async (probe: Probe): Promise<Finding> => {
  await probe.connection.command(`RNFR ${at(probe, 'small.dat')}`, 'ask')
  await probe.connection.command(`RNTO ${at(probe, 'renamed.dat')}`, 'ask')
  const there = await sizeOnSite(probe.connection, at(probe, 'renamed.dat'))
  if (there === null) throw new Error('the new name is not there')
  return { detail: 'A file can be renamed.' }
}

const clock = async (probe: Probe): Promise<Finding> => {
  const offset = await clockOffsetBy(probe.connection, at(probe, 'large.dat'), probe.uploadedAt)
  probe.clockOffset = offset
  if (offset === null) return { ok: 'limited', detail: 'The site does not tell the time of a file.' }
  const seconds = Math.round(offset / 1000)
  const detail = `The clock of the site is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} this computer's.`
  if (Math.abs(seconds) < 300) return { detail }
  return { ok: 'limited', detail, remedy: 'Check date, time and time zone of this computer.' }
}

const features = async (probe: Probe): Promise<Finding> => {
  const { message } = await probe.connection.ask('FEAT', 'ask')
  const names = message
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim().split(' ')[0] ?? '')
    .filter(Boolean)
  if (names.includes('AVBL')) {
    const free = /^213[ -]\s*(\d+)/.exec((await probe.connection.ask('AVBL', 'ask')).message)?.[1]
    probe.freeBytes = free === undefined ? null : Number(free)
  }
  const space = probe.freeBytes === null ? '' : ` Free space: ${Math.round(probe.freeBytes / 1_000_000)} MB.`
  return { detail: `${names.length === 0 ? 'None announced.' : `${names.join(', ')}.`}${space}` }
}

/** Also the tidying up: after this step nothing of the probe is left on the site. */
export const removeProbeFiles = async (probe: Probe): Promise<Finding> => {
  for (const name of [...probe.files.map((file) => file.name), 'renamed.dat']) {
    await deleteFile(probe.connection, at(probe, name))
    if ((await sizeOnSite(probe.connection, at(probe, name))) !== null) {
      throw new Error('the site said the file was deleted, yet it is still there')
    }
  }
  const { code } = await probe.connection.ask(`RMD ${probe.folder}`, 'remove')
  if (code < 400) return { detail: 'Files and folders can be deleted.' }
  return { ok: 'limited', detail: `Files can be deleted, folders cannot: the empty folder ${probe.folder} stays.` }
}

export const probeSteps: StepDefinition[] = [
  { name: 'resolve', doing: 'connect', after: [], needed: true, run: resolve },
  {
    name: 'connect',
    doing: 'connect',
    after: ['resolve'],
    needed: true,
    run: async (probe) => {
      probe.greeting = await dial(probe.connection, probe.settings, probe.extraCa)
      return { detail: `${probe.connection.site} answers.` }
    },
  },
  { name: 'encrypt', doing: 'secure', after: ['connect'], needed: true, run: encryptAndShow },
  {
    name: 'sign-in',
    doing: 'sign-in',
    after: ['encrypt'],
    needed: true,
    run: async ({ connection, settings, password }) => {
      await logIn(connection, settings.username, password)
      return { detail: 'Username and password were accepted.' }
    },
  },
  {
    name: 'open-home',
    doing: 'open-home',
    after: ['sign-in'],
    needed: true,
    run: async ({ connection, settings, greeting }) => {
      await enterHome(connection, settings, greeting)
      return { detail: settings.homeDir === '' ? 'The folder of the account is used.' : 'Home Dir is there.' }
    },
  },
  { name: 'make-folder', doing: 'make-folder', after: ['open-home'], needed: true, run: makeFolder },
  { name: 'write', doing: 'upload', after: ['make-folder'], needed: true, run: writeAll },
  { name: 'list', doing: 'list', after: ['write'], needed: true, run: list },
  { name: 'size', doing: 'ask', after: ['write'], needed: true, run: size },
  { name: 'read', doing: 'download', after: ['write'], needed: true, run: read },
  { name: 'clock', doing: 'ask', after: ['write'], needed: false, run: clock },
  { name: 'overwrite', doing: 'upload', after: ['write'], needed: false, run: overwrite },
  { name: 'rename', doing: 'ask', after: ['write'], needed: false, run: rename },
  { name: 'features', doing: 'ask', after: ['open-home'], needed: false, run: features },
  { name: 'delete', doing: 'remove', after: ['write'], needed: true, run: removeProbeFiles },
]
