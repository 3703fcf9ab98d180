import { open } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { FTPError } from 'basic-ftp'
import { remove } from '../files/remove.ts'
import { replace } from '../files/replace.ts'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Connection } from './connection.ts'
import { explainReason } from './failure.ts'
import { openIntake } from './intake.ts'
import { sizeOnSite } from './size.ts'
import { type Progress, tracked } from './transfer.ts'

/**
 * One download of a file of `size` bytes over any number of attempts, by way of `target.part`, so that `target` is whole or untouched. An attempt
 * after the first goes on where the last one broke off, on sites that can do it; what was put together so is for the
 * caller to verify, as any file from a site. Nothing is kept for another visit: who could say then what it belongs to?
 */
export const downloadOnce = (path: string, target: string, size: number, onProgress?: Progress) => {
  const part = `${target}.part`
  let kept = 0

  const fetchFrom = async (connection: Connection, start: number): Promise<void> => {
    kept = start
    const file = await open(part, start > 0 ? 'r+' : 'w')
    const intake = openIntake(file, start, size, () => tooLarge(path, size))
    try {
      const progress = onProgress && ((bytes: number) => onProgress(start + bytes))
      connection.gate.intake = intake
      await tracked(connection, size - start, progress, () => connection.client.downloadTo(intake.sink, path, start))
      await file.truncate(intake.written)
    } finally {
      connection.gate.intake = undefined
      // What came before the connection was lost need not come again; if the disk refuses it, it does.
      await intake.flush().catch(() => undefined)
      kept = intake.written
      await file.close()
    }
  }

  /** Some sites and proxies end a transfer in the middle and say that all went well. What the site lacks itself, it cannot send. */
  const refuseCutShort = async (connection: Connection): Promise<void> => {
    if (kept >= size) return
    const there = await sizeOnSite(connection, path)
    if (there !== null && there > kept)
      throw explainReason('cut-short', { doing: 'download', site: connection.site, path })
  }

  return {
    /** Bytes that arrived and are kept. */
    get kept() {
      return kept
    },
    attempt: async (connection: Connection): Promise<void> => {
      const start = connection.habits.rest ? kept : 0
      try {
        await fetchFrom(connection, start)
      } catch (error) {
        if (start === 0 || !(isRefusedRestart(error) || isTooLarge(error))) throw error
        connection.habits.rest = false
        if (isTooLarge(error)) throw ignoredRestart(path, error)
        await fetchFrom(connection, 0)
      }
      await refuseCutShort(connection)
      await replace(part, target)
    },
    /** To be called after the last attempt. */
    tidyUp: () => remove(part),
  }
}

/** Refuses more than `maxBytes`, so that no site can fill the memory of this computer. */
export const fetchBytes = async (connection: Connection, path: string, maxBytes: number): Promise<Buffer> => {
  const parts: Buffer[] = []
  let bytes = 0
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      parts.push(chunk)
      bytes += chunk.length
      done(bytes > maxBytes ? tooLarge(path, maxBytes) : null)
    },
  })
  await connection.client.downloadTo(sink, path)
  return Buffer.concat(parts)
}

/** 550 means the file itself: it is gone meanwhile. */
const isRefusedRestart = (error: unknown): boolean =>
  error instanceof FTPError && error.code >= 500 && ![530, 550].includes(error.code)

const isTooLarge = (error: unknown): boolean => hasCode(error, 'SITE_DAMAGED_FILE')

const tooLarge = (path: string, maxBytes: number): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_DAMAGED_FILE',
    `"${path}" on the site is larger than the ${maxBytes} bytes it may have.`,
    {
      hint: 'Nothing needs to be done: the file is asked for again.',
    },
  )

/** The site said it would go on in the middle, and began at the beginning. */
const ignoredRestart = (path: string, cause: unknown): CentralOfficeError =>
  new CentralOfficeError('SITE_DAMAGED_FILE', `The site did not go on with "${path}" where the connection was lost.`, {
    hint: 'Nothing needs to be done: the file is fetched from its beginning.',
    retryable: true,
    cause,
  })
