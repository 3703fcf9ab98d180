import type { Connection } from './connection.ts'
import { flight } from './flight.ts'

const questions = ['AVBL', 'XQUOTA', 'SITE QUOTA']

/** Bytes that may still be stored, null where the site does not tell; most do not. */
export const freeSpace = async (connection: Connection): Promise<number | null> => {
  const replies = await flight(connection, questions, 'ask')
  const told = replies.flatMap(({ code, message }) => (code < 300 ? (freeIn(message) ?? []) : []))
  return told.length === 0 ? null : Math.min(...told)
}

/**
 * Free bytes in a reply to AVBL (draft-peterson-streamlined-ftp-command-extensions: "213 12345"), XQUOTA ("Disk usage: 1",
 * "Disk limit: 2" on lines of their own, Serv-U) or SITE QUOTA ("Uploaded Kb: 1.00/2.00", ProFTPD). Null: it holds none,
 * or no limit.
 */
export const freeIn = (reply: string): number | null => {
  const plain = /^213[ -]\s*(\d{1,15})\s*$/.exec(reply.trim())?.[1]
  if (plain !== undefined) return Number(plain)
  const usage = /disk usage:\s*(\d{1,15})/i.exec(reply)?.[1]
  const limit = /disk limit:\s*(\d{1,15})/i.exec(reply)?.[1]
  if (usage !== undefined && limit !== undefined) return atLeastNone(Number(limit) - Number(usage))
  const [, unit = '', used, most] =
    /uploaded\s+(bytes|kb|mb|gb):\s*(\d{1,15}(?:\.\d+)?)\s*\/\s*(\d{1,15}(?:\.\d+)?)/i.exec(reply) ?? []
  if (used === undefined || most === undefined) return null
  return atLeastNone(Math.floor((Number(most) - Number(used)) * (units[unit.toLowerCase()] ?? 1)))
}

const units: Record<string, number> = { bytes: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

const atLeastNone = (bytes: number): number => Math.max(0, bytes)
