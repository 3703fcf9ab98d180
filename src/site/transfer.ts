import { type FileHandle, open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Connection } from './connection.ts'
import { flight } from './flight.ts'
import { levelsOf } from './sign-in.ts'

export type Progress = (bytes: number) => void

/** A path makes half the speed of a stream with big buffers. */
const bufferSize = 1024 * 1024

export type Source = { size: number; open(): Readable }

export const sourceOf = async (source: string | Uint8Array): Promise<Source> => {
  if (typeof source !== 'string') return { size: source.byteLength, open: () => readableOf(source) }
  const { size } = await stat(source)
  return { size, open: () => readInTurn(source, size) }
}

/** One that is being sent, one that waits for its turn, one that is being read. */
const buffersInTurn = 3

/**
 * The first `size` bytes of a file, read into the same few buffers again and again: an ordinary stream takes a new one for each piece,
 * and the system hands out and clears its memory anew, which takes longer than sending. Whoever takes the stream must be done with a
 * piece before asking for the next but one. A socket is, for each piece but the last is larger than what a socket takes before it asks
 * for a pause.
 */
const readInTurn = (path: string, size: number): Readable => {
  const pieceSize = Math.min(bufferSize, size)
  const buffers: Buffer[] = []
  let file: FileHandle | undefined
  let at = 0
  let turn = 0
  let unreadable: unknown

  const nextPiece = async (from: FileHandle): Promise<Buffer | null> => {
    const wanted = Math.min(pieceSize, size - at)
    const buffer = buffers[turn % buffersInTurn] ?? Buffer.allocUnsafeSlow(pieceSize)
    buffers[turn++ % buffersInTurn] = buffer
    let filled = 0
    // A file on another computer may come in smaller pieces than were asked for.
    while (filled < wanted) {
      const { bytesRead } = await from.read(buffer, filled, wanted - filled, at + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    at += filled
    return filled > 0 ? buffer.subarray(0, filled) : null
  }

  return new Readable({
    highWaterMark: bufferSize,
    construct(done) {
      open(path).then((opened) => {
        file = opened
        done()
      }, done)
    },
    read() {
      if (file === undefined) return
      nextPiece(file).then(
        (piece) => this.push(piece),
        (error) => {
          unreadable = error
          this.destroy(error)
        },
      )
    },
    // An error that is not its own is that of the data connection, of which the site may have more to say: see gate.ts.
    destroy(error, done) {
      const own = error === unreadable ? error : null
      if (file === undefined) done(own)
      else file.close().then(() => done(own), done)
    },
  })
}

const readableOf = (bytes: Uint8Array): Readable => {
  let at = 0
  return new Readable({
    highWaterMark: bufferSize,
    read() {
      this.push(at < bytes.byteLength ? bytes.subarray(at, at + bufferSize) : null)
      at += bufferSize
    },
    destroy: (_, done) => done(null),
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
