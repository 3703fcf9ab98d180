import { randomBytes } from 'node:crypto'
import { clockOffsetBy } from './clock-offset.ts'
import { fetchBytes } from './download.ts'
import { flight } from './flight.ts'
import { listFiles } from './listing.ts'
import { at, type Finding, type Probe } from './probe-step.ts'
import { deleteFiles } from './remove.ts'
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

const write = async (probe: Probe, name: string, bytes: Buffer): Promise<void> =>
  sendFile(probe.connection, await sourceOf(bytes), at(probe, name), () => undefined)

export const makeFolder = async ({ connection, folder }: Probe): Promise<Finding> => {
  await connection.command(`MKD ${folder}`, 'make-folder')
  return { detail: 'A folder was made.' }
}

export const writeAll = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    await write(probe, name, bytes)
    if (name === 'small.dat') probe.uploadedAt = Date.now()
  }
  return { detail: `Files of 0 bytes, 1 byte and 1 MiB were written, over ${dataPath(probe)}.` }
}

export const list = async (probe: Probe): Promise<Finding> => {
  const listed = await listFiles(probe.connection, probe.folder)
  const absent = probe.files.filter(({ name }) => !listed.some((file) => file.name === name))
  if (absent.length > 0) {
    throw new Error(`the site does not list ${absent.map(({ name }) => name).join(', ')}, which it had just taken`)
  }
  return { detail: 'The files just written are listed.' }
}

export const size = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    const there = await sizeOnSite(probe.connection, at(probe, name))
    if (there !== bytes.length) throw new Error(`${there ?? 'none'} of ${bytes.length} bytes of ${name} arrived`)
  }
  if (probe.connection.habits.size) return { detail: 'The sizes are right.' }
  return { ok: 'limited', detail: 'The site tells sizes in listings only: every upload takes a little longer.' }
}

export const read = async (probe: Probe): Promise<Finding> => {
  for (const { name, bytes } of probe.files) {
    const back = await fetchBytes(probe.connection, at(probe, name), bytes.length)
    if (!back.equals(bytes)) throw new Error(`${name} came back different from what was written`)
  }
  return { detail: 'What was written came back byte for byte.' }
}

export const overwrite = async (probe: Probe): Promise<Finding> => {
  probe.connection.habits.overwrite = false
  await write(probe, 'small.dat', Buffer.from('22'))
  const there = await sizeOnSite(probe.connection, at(probe, 'small.dat'))
  if (there !== 2) throw new Error('the old file stayed')
  probe.connection.habits.overwrite = true
  return { detail: 'A file can be overwritten.' }
}

export const rename = async (probe: Probe): Promise<Finding> => {
  probe.connection.habits.rename = false
  await probe.connection.command(`RNFR ${at(probe, 'small.dat')}`, 'ask')
  await probe.connection.command(`RNTO ${at(probe, 'renamed.dat')}`, 'ask')
  const there = await sizeOnSite(probe.connection, at(probe, 'renamed.dat'))
  if (there === null) throw new Error('the new name is not there')
  probe.connection.habits.rename = true
  return { detail: 'A file can be renamed.' }
}

export const clock = async (probe: Probe): Promise<Finding> => {
  const offset = await clockOffsetBy(probe.connection, at(probe, 'large.dat'), probe.uploadedAt)
  probe.clockOffset = offset
  if (offset === null) return { ok: 'limited', detail: 'The site does not tell the time of a file.' }
  const seconds = Math.round(offset / 1000)
  const detail = `The clock of the site is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} this computer's.`
  if (Math.abs(seconds) < 300) return { detail }
  return { ok: 'limited', detail, remedy: 'Check date, time and time zone of this computer.' }
}

/** Also the tidying up: after this step nothing of the probe is left on the site. */
export const removeProbeFiles = async (probe: Probe): Promise<Finding> => {
  for (const name of [...probe.files.map((file) => file.name), 'renamed.dat']) {
    await deleteFiles(probe.connection, [at(probe, name)])
    if ((await sizeOnSite(probe.connection, at(probe, name))) !== null) {
      throw new Error('the site said the file was deleted, yet it is still there')
    }
  }
  const folders = [...probe.entries.map((name) => at(probe, name)), probe.folder]
  const replies = await flight(
    probe.connection,
    folders.map((folder) => `RMD ${folder}`),
    'remove',
  )
  const code = replies.at(-1)?.code ?? 0
  if (code < 400) return { detail: 'Files and folders can be deleted.' }
  return { ok: 'limited', detail: `Files can be deleted, folders cannot: the empty folder ${probe.folder} stays.` }
}
