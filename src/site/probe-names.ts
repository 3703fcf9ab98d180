import { randomBytes, randomUUID } from 'node:crypto'
import { FTPError } from 'basic-ftp'
import { fetchBytes } from './download.ts'
import { explainFailure } from './failure.ts'
import { flight } from './flight.ts'
import { isNamed, listFiles } from './listing.ts'
import { write } from './probe-files.ts'
import { at, type Finding, type Probe, Shortcoming } from './probe-step.ts'
import type { Doing } from './reasons.ts'
import { tryToDelete } from './remove.ts'

/** Of the making of those that transmissions use (docs/PROTOCOL.md): the longest of each kind, in the folders of their kind. */
export const namesLikeThoseUsed = (): { folder: string; names: string[] }[] => {
  const [guid, token, other] = [randomUUID(), randomBytes(8).toString('hex'), randomBytes(8).toString('hex')]
  const number = '999999999'
  const upward = `${guid}.${token}.${number}`
  return [
    { folder: 'to-office', names: [`${upward}.manifest`, `${upward}.dat`, `office.${token}.${number}.${other}`] },
    { folder: `to-store/${guid}`, names: [`${token}.${number}.manifest`, `visit.${number}.${other}`] },
  ]
}

const allowNames =
  'Ask the hosting provider to allow file names of up to 72 characters there, also those that end in .manifest or in no known ending.'

/** Writes, lists and reads files of the names that transmissions use: some sites allow certain endings or lengths only. */
export const tryNames = async (probe: Probe): Promise<Finding> => {
  const { connection } = probe
  const folders = namesLikeThoseUsed()
  const paths = folders.flatMap(({ folder, names }) => names.map((name) => at(probe, `${folder}/${name}`)))
  const made = ['to-office', 'to-store', ...folders.slice(1).map(({ folder }) => folder)].map((name) => at(probe, name))
  try {
    const lines = made.map((folder) => `MKD ${folder}`)
    const refused = (await flight(connection, lines, 'make-folder')).find(({ code }) => code >= 400)
    if (refused !== undefined) throw new FTPError(refused)
    for (const { folder, names } of folders) {
      for (const name of names) await carry(probe, folder, name)
      const listed = await listFiles(connection, at(probe, folder))
      const absent = names.find((name) => !listed.some((file) => isNamed(file, name)))
      if (absent !== undefined) throw new Shortcoming(`the site does not list ${absent}, which it had just taken`)
    }
    return { detail: 'Files and folders named as in transmissions come and go.' }
  } catch (error) {
    // Whatever else is wrong is told as in every step.
    if (!(error instanceof NameRefused)) throw error
    const { message } = explainFailure(error.cause, { doing: error.doing, site: connection.site, path: error.file })
    return { ok: false, detail: message, remedy: allowNames }
  } finally {
    if (!connection.client.closed) {
      await tryToDelete(connection, paths)
      await flight(
        connection,
        made.toReversed().map((folder) => `RMD ${folder}`),
        'remove',
      )
    }
  }
}

class NameRefused extends Error {
  readonly file: string
  readonly doing: Doing

  constructor(file: string, doing: Doing, cause: FTPError) {
    super('The site refuses a name.', { cause })
    this.file = file
    this.doing = doing
  }
}

/** There and back. */
const carry = async (probe: Probe, folder: string, name: string): Promise<void> => {
  const path = `${folder}/${name}`
  await namingRefused(name, 'upload', () => write(probe, path, Buffer.from('1')))
  const back = await namingRefused(name, 'download', () => fetchBytes(probe.connection, at(probe, path), 1))
  if (String(back) !== '1') throw new Shortcoming(`${name} came back different from what was written`)
}

const namingRefused = async <T>(file: string, doing: Doing, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const refused = error instanceof FTPError && error.code >= 500 && error.code !== 552
    throw refused ? new NameRefused(file, doing, error) : error
  }
}
