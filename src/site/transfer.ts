import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Connection } from './connection.ts'
import { flight } from './flight.ts'
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
  const lines = levelsOf(path)
    .slice(0, -1)
    .map((level) => `MKD ${level}`)
  const last = (await flight(connection, lines, 'make-folder')).at(-1)
  return last !== undefined && last.code < 300
}

/** Tells of bytes moved while `work` transfers; `start` bytes were there before. */
export const tracked = async <T>(
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
