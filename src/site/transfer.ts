import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { FTPError } from 'basic-ftp'
import { CentralOfficeError } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { listFiles } from './listing.ts'
import { levelsOf } from './sign-in.ts'

export type Progress = (bytes: number) => void

/** A path makes half the speed of a stream with big buffers. */
const bufferSize = 1024 * 1024

export type Source = { size: number; open(): Readable }

export const sourceOf = async (source: string | Uint8Array): Promise<Source> =>
  typeof source === 'string'
    ? { size: (await stat(source)).size, open: () => createReadStream(source, { highWaterMark: bufferSize }) }
    : { size: source.byteLength, open: () => readableOf(source) }

const readableOf = (bytes: Uint8Array): Readable => {
  let at = 0
  return new Readable({
    highWaterMark: bufferSize,
    read() {
      this.push(at < bytes.byteLength ? bytes.subarray(at, at + bufferSize) : null)
      at += bufferSize
    },
  })
}

/** Sends a file once. `onSent` is called when the last byte has left: from then on only the reply can be lost. */
export const sendFile = async (
  connection: Connection,
  source: Source,
  path: string,
  onSent: () => void,
  onProgress?: Progress,
): Promise<void> => {
  const stream = source.open().once('end', onSent)
  try {
    await tracked(connection, source.size, onProgress, () => connection.client.uploadFrom(stream, path))
  } finally {
    stream.destroy()
  }
}

/**
 * Makes every level of the folder a file lies in. True if the last one was not there before: sites answer variously about
 * a folder that exists, so a refusal says nothing.
 */
export const makeFolderOf = async (connection: Connection, path: string): Promise<boolean> => {
  let made = false
  for (const level of levelsOf(path).slice(0, -1)) {
    made = (await connection.ask(`MKD ${level}`, 'make-folder')).code < 300
  }
  return made
}

/** Bytes of a file on the site, null where it is missing. */
export const sizeOnSite = async (connection: Connection, path: string): Promise<number | null> => {
  if (connection.habits.size) {
    const { code, message } = await connection.ask(`SIZE ${path}`, 'ask')
    const size = /^213[ -]\s*(\d+)/.exec(message)?.[1]
    if (size !== undefined) return Number(size)
    if (code === 550) return null
    if (code < 500 || ![500, 501, 502, 504].includes(code)) throw new FTPError({ code, message })
    connection.habits.size = false
  }
  const at = path.lastIndexOf('/')
  const files = await listFiles(connection, path.slice(0, Math.max(at, 0)))
  return files.find((file) => file.name === path.slice(at + 1))?.size ?? null
}

/** Deletes a file; one that is missing already is no error. */
export const deleteFile = async (connection: Connection, path: string): Promise<void> => {
  const { code, message } = await connection.ask(`DELE ${path}`, 'remove')
  if (code < 400) return
  const gone =
    code === 550 && classifyReply(code, message, 'ask') !== 'busy' && (await sizeOnSite(connection, path)) === null
  if (!gone) throw new FTPError({ code, message })
}

/** Fetches into `target` by way of `target.part`, so that `target` is whole or untouched. */
export const fetchFile = async (
  connection: Connection,
  path: string,
  target: string,
  maxBytes: number,
  onProgress?: Progress,
): Promise<void> => {
  const part = `${target}.part`
  const file = await open(part, 'w')
  try {
    try {
      const sink = limited(path, maxBytes, (chunks) => writeAll(file, chunks))
      await tracked(connection, maxBytes, onProgress, () => connection.client.downloadTo(sink, path))
    } finally {
      await file.close()
    }
    await rename(part, target)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

export const fetchBytes = async (connection: Connection, path: string, maxBytes: number): Promise<Buffer> => {
  const parts: Buffer[] = []
  const sink = limited(path, maxBytes, async (chunks) => void parts.push(...chunks))
  await connection.client.downloadTo(sink, path)
  return Buffer.concat(parts)
}

/** Takes at most `maxBytes`, so that no site can fill this computer. */
const limited = (path: string, maxBytes: number, take: (chunks: Buffer[]) => Promise<void>): Writable => {
  let bytes = 0
  const accept = (chunks: Buffer[], done: (error?: Error | null) => void) => {
    for (const chunk of chunks) bytes += chunk.length
    if (bytes > maxBytes) done(tooLarge(path, maxBytes))
    else take(chunks).then(() => done(), done)
  }
  return new Writable({
    highWaterMark: bufferSize,
    write: (chunk, _, done) => accept([chunk], done),
    writev: (items, done) =>
      accept(
        items.map(({ chunk }) => chunk),
        done,
      ),
  })
}

const writeAll = async (file: FileHandle, chunks: Buffer[]): Promise<void> => {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten
  }
}

const tooLarge = (path: string, maxBytes: number): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_DAMAGED_FILE',
    `"${path}" on the site is larger than the ${maxBytes} bytes it may have.`,
    {
      hint: 'Nothing needs to be done: the file is asked for again.',
    },
  )

const tracked = async <T>(
  { client }: Connection,
  total: number,
  onProgress: Progress | undefined,
  work: () => Promise<T>,
): Promise<T> => {
  // The library counts bytes on the wire, which TLS makes a few more.
  if (onProgress !== undefined) client.trackProgress((info) => onProgress(Math.min(info.bytes, total)))
  try {
    return await work()
  } finally {
    client.trackProgress()
  }
}
