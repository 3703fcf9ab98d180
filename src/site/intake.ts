import type { FileHandle } from 'node:fs/promises'
import { Writable } from 'node:stream'

/** What the disk is given at a time, and the most that is read at a time: a quarter of it takes a fifth to a third longer. */
const slabSize = 1024 * 1024

/** A slab with less room than this goes to the disk: filling it to the last byte would take ever smaller reads. */
const tooLittleRoom = 64 * 1024

export type Intake = {
  /** Room for what comes next, never none. To be asked for again after each `took`. */
  room(): Uint8Array
  /** So many bytes stand at the beginning of that room now. False: nothing more may come before `onRoom` is called, once. */
  took(bytes: number, onRoom: () => void): boolean
  /** Takes what comes as a stream, ends the intake, and is destroyed where it fails: with too many bytes, or on the disk. */
  readonly sink: Writable
  /** Writes what has come and is not in the file yet. */
  flush(): Promise<void>
  /** Where the bytes end that are in the file. */
  readonly written: number
}

/**
 * Puts what a download brings into a file, from `start` on: while one slab is written the other one fills. A plain
 * connection reads straight into the slab, which takes two thirds of the time of a stream with its new buffer for every
 * 64 KB. Never takes what lies beyond `end`: then `sink` fails with `beyond()`.
 */
export const openIntake = (file: FileHandle, start: number, end: number, beyond: () => Error): Intake => {
  // A small file needs no large slab; one of unknown size is cut short at `end` anyhow.
  const size = Math.min(slabSize, Math.max(0, end - start) + tooLittleRoom)
  let filling: Buffer = Buffer.allocUnsafeSlow(size)
  let spare: Buffer | undefined
  let filled = 0
  let taken = start
  let written = start
  /** Stays where it failed, so that nothing is written behind a gap. */
  let writing: Promise<void> | undefined
  let waiting: (() => void) | undefined

  const other = (): Buffer => {
    spare ??= Buffer.allocUnsafeSlow(size)
    return spare
  }

  /** Writes the slab that fills, and goes on as long as the other one is full by then. */
  const writeSlabs = async (): Promise<void> => {
    do {
      const bytes = filling.subarray(0, filled)
      const next = other()
      spare = filling
      filling = next
      filled = 0
      const onRoom = waiting
      waiting = undefined
      onRoom?.()
      await writeWhole(file, bytes, written)
      written += bytes.length
    } while (waiting !== undefined)
    writing = undefined
  }

  const write = (): Promise<void> => {
    writing ??= writeSlabs()
    return writing
  }

  const flush = async (): Promise<void> => {
    while (writing !== undefined || filled > 0) await write()
  }

  // While both are full, the next bytes come into the one that is written now: none come before that is done.
  const room = (): Uint8Array => (waiting === undefined ? filling.subarray(filled) : other())

  const took = (bytes: number, onRoom: () => void): boolean => {
    taken += bytes
    if (taken > end) {
      sink.destroy(beyond())
      return false
    }
    filled += bytes
    if (size - filled >= tooLittleRoom) return true
    if (writing !== undefined) {
      waiting = onRoom
      return false
    }
    write().catch((error) => sink.destroy(error))
    return true
  }

  const put = (chunk: Uint8Array, done: () => void): void => {
    let rest = chunk
    while (rest.length > 0) {
      const space = room()
      const some = rest.subarray(0, space.length)
      space.set(some)
      rest = rest.subarray(some.length)
      if (!took(some.length, () => put(rest, done))) return
    }
    done()
  }

  const sink = new Writable({
    highWaterMark: slabSize,
    write: (chunk: Buffer, _, done) => put(chunk, done),
    final: (done) => void flush().then(() => done(), done),
  })

  return {
    room,
    took,
    sink,
    flush,
    get written() {
      return written
    },
  }
}

const writeWhole = async (file: FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten
  }
}
