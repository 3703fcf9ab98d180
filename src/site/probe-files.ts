import { randomBytes } from 'node:crypto'
import { clockOffsetBy } from './clock-offset.ts'
import { newConnection } from './connection.ts'
import { fetchBytes } from './download.ts'
import { DataConnectionError, explainFailure } from './failure.ts'
import { isNamed, listFiles } from './listing.ts'
import { at, type Finding, learn, type Probe, Shortcoming } from './probe-step.ts'
import { signedIn } from './sign-in.ts'
import { sizeOnSite } from './size.ts'
import { sendFile, sourceOf } from './transfer.ts'

export const newProbeFiles = (): Probe['files'] => [
  { name: 'empty.dat', bytes: Buffer.alloc(0) },
  { name: 'small.dat', bytes: Buffer.from('1') },
  { name: 'large.dat', bytes: randomBytes(1024 * 1024) },
]

/** Which way files go. */
const dataPath = ({ connection, settings }: Probe): string => {
  if (settings.passive) return `passive data connections (${connection.habits.epsv ? 'EPSV' : 'PASV'})`
  const address = settings.activeAddress ?? connection.client.ftp.socket.localAddress
  const ports =
    settings.activePorts === undefined ? '' : `, ports ${settings.activePorts.from} to ${settings.activePorts.to}`
  return `active data connections (the site connects to ${address}${ports})`
}

export const write = async (probe: Probe, name: string, bytes: Buffer): Promise<void> =>
  sendFile(probe.connection, await sourceOf(bytes), at(probe, name), () => undefined)

export const makeFolder = async ({ connection, folder }: Probe): Promise<Finding> => {
  await connection.command(`MKD ${folder}`, 'make-folder')
  return { detail: 'A folder was made.' }
}

export const writeAll = async (probe: Probe): Promise<Finding> => {
  try {
    for (const { name, bytes } of probe.files) {
      await write(probe, name, bytes)
      if (name === 'small.dat') probe.uploadedAt = Date.now()
    }
  } catch (error) {
    if (!(error instanceof DataConnectionError) || !(await worksInOtherMode(probe))) throw error
    const { message } = explainFailure(error, { doing: 'upload', site: probe.connection.site })
    const [now, other] = probe.settings.passive ? ['passive', 'off'] : ['active', 'on']
    return {
      ok: false,
      detail: `${message} With Passive Mode ${other} a file could be written.`,
      remedy: `Turn ${other} Passive Mode: this site does not do ${now} mode for this computer.`,
    }
  }
  return { detail: `Files of 0 bytes, 1 byte and 1 MiB were written, over ${dataPath(probe)}.` }
}

/** Whether a file can be written with Passive Mode the other way round; on a connection of its own. */
const worksInOtherMode = async (probe: Probe): Promise<boolean> => {
  const { options, password, connection } = probe
  const settings = { ...probe.settings, passive: !probe.settings.passive }
  const other = newConnection(settings, password, options, { ...connection.habits })
  try {
    await signedIn(other, settings, password, options.extraCa)
    await write({ ...probe, connection: other }, 'small.dat', Buffer.from('1'))
    return true
  } catch {
    // The other mode is only a guess at what would help: what is told is why the one asked for does not work.
    return false
  } finally {
    other.close()
  }
}

export const list = async (probe: Probe): Promise<Finding> => {
  const listed = await listFiles(probe.connection, probe.folder)
  const absent = probe.files.filter(({ name }) => !listed.some((file) => isNamed(file, name)))
  if (absent.length > 0) {
    throw new Shortcoming(
      `the site does not list ${absent.map(({ name }) => name).join(', ')}, which it had just taken`,
    )
  }
  if (probe.connection.habits.mlsd) return { detail: 'The files just written are listed.' }
  return {
    ok: 'limited',
    detail:
      'The files just written are listed, in the old form only (LIST): it is read, though sites write it variously.',
    remedy: 'This does for transmissions. Ask the hosting provider whether its FTP server can do MLSD.',
  }
}

export const size = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    const there = await sizeOnSite(probe.connection, at(probe, name))
    if (there !== bytes.length) throw new Shortcoming(`${there ?? 'none'} of ${bytes.length} bytes of ${name} arrived`)
  }
  if (probe.connection.habits.size) return { detail: 'The sizes are right.' }
  return {
    ok: 'limited',
    detail: 'The site tells sizes in listings only: every upload takes a little longer.',
    remedy: 'Ask the hosting provider to allow the FTP command SIZE.',
  }
}

export const read = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    const back = await fetchBytes(probe.connection, at(probe, name), bytes.length)
    if (!back.equals(bytes)) throw new Shortcoming(`${name} came back different from what was written`)
  }
  return { detail: 'What was written came back byte for byte.' }
}

export const overwrite = (probe: Probe): Promise<Finding> =>
  learn(probe, 'overwrite', async () => {
    await write(probe, 'small.dat', Buffer.from('22'))
    const there = await sizeOnSite(probe.connection, at(probe, 'small.dat'))
    if (there !== 2) throw new Shortcoming('the old file stayed')
    return { detail: 'A file can be overwritten.' }
  })

export const rename = (probe: Probe): Promise<Finding> =>
  learn(probe, 'rename', async () => {
    await probe.connection.command(`RNFR ${at(probe, 'small.dat')}`, 'rename')
    await probe.connection.command(`RNTO ${at(probe, 'renamed.dat')}`, 'rename')
    const there = await sizeOnSite(probe.connection, at(probe, 'renamed.dat'))
    if (there === null) throw new Shortcoming('the new name is not there')
    return { detail: 'A file can be renamed.' }
  })

export const clock = async (probe: Probe): Promise<Finding> => {
  const offset = await clockOffsetBy(probe.connection, at(probe, 'small.dat'), probe.uploadedAt)
  probe.clockOffset = offset
  if (offset === null) {
    return {
      ok: 'limited',
      detail:
        'The site does not tell the time of a file: where the newest change wins, the clocks of the locations decide.',
      remedy:
        'Ask the hosting provider to allow the FTP command MDTM; until then keep the clock of every location right.',
    }
  }
  const seconds = Math.round(offset / 1000)
  const detail = `The clock of the site is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} this computer's.`
  if (Math.abs(seconds) < 300) return { detail }
  return {
    ok: 'limited',
    limit: 'clocks differ',
    detail,
    remedy:
      'Check date, time and time zone of this computer; if they are right, tell the hosting provider that its clock is wrong.',
  }
}
