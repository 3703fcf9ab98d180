import { randomUUID } from 'node:crypto'
import { renameSync } from 'node:fs'
import { type FileHandle, open, stat, truncate } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { replace } from '../../../files/replace.ts'
import { exists } from '../existence.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { receiveData, sendData } from '../transfer.ts'
import type { Commands } from './command.ts'

/** Read from the disk in pieces of so many bytes. */
const highWaterMark = 1024 * 1024

/** Files sent and received (RFC 959, 4.1.3; RFC 3659, 5). */
export const transferCommands: Commands = {
  RETR: async (session, argument) => {
    const start = takeRestart(session)
    const path = await session.locate(argument)
    if (!(await stat(path)).isFile()) throw new Refusal(550, 'Not a file')
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (start > size) throw new Refusal(554, 'The file is not that long')
      const bytes = file.createReadStream({ start, highWaterMark, autoClose: false })
      await sendData(session, `Here come ${size - start} bytes`, bytes, size - start)
    } finally {
      await file.close()
    }
  },

  STOR: async (session, argument) => {
    const start = takeRestart(session)
    const named = await session.locate(argument)
    const path = session.setup.autoRename && (await exists(named)) ? `${named}.1` : named
    if (session.setup.noOverwrite && (await exists(path))) throw new Refusal(553, 'Already exists')
    if (session.effect.outOfSight !== undefined) return receiveOutOfSight(session, path, session.effect.outOfSight)
    if (session.setup.hiddenStores) return receiveHidden(session, path)
    if (start > 0) await cutShort(path, start)
    await receiveInto(session, await open(path, start > 0 ? 'a' : 'w'))
  },

  APPE: async (session, argument) => {
    await receiveInto(session, await open(await session.locate(argument), 'a'))
  },

  REST: (session, argument) => {
    if (!/^\d{1,15}$/.test(argument)) throw new Refusal(501, 'A position, please')
    session.restart = Number(argument)
    session.reply(350, `The next transfer starts at ${session.restart}`)
  },

  /** The transfer, if there was one, ended and was answered when this arrived. */
  ABOR: (session) => session.reply(226, 'Nothing goes on any more'),
}

const takeRestart = (session: Session): number => {
  const start = session.restart
  session.restart = 0
  return start
}

/** What the file holds from `start` on makes room for what comes. */
const cutShort = async (path: string, start: number): Promise<void> => {
  if (start > (await stat(path)).size) throw new Refusal(554, 'The file is not that long')
  await truncate(path, start)
}

/** Received beside the root folder, where nobody sees it, and moved to its place when its time has come. */
const receiveOutOfSight = async (session: Session, path: string, milliseconds: number): Promise<void> => {
  await stat(dirname(path))
  const aside = `${session.setup.root}-late-${randomUUID()}`
  await receiveInto(session, await open(aside, 'w'))
  const appear = () => {
    clearTimeout(timer)
    session.gone.removeEventListener('abort', appear)
    try {
      renameSync(aside, path)
    } catch {
      // On Windows the target may be open for a moment; where the site was closed meanwhile, nobody waits for it.
      void replace(aside, path).catch(() => undefined)
    }
  }
  const timer = Number.isFinite(milliseconds) ? setTimeout(appear, milliseconds) : undefined
  if (session.gone.aborted) appear()
  else session.gone.addEventListener('abort', appear)
}

const receiveHidden = async (session: Session, path: string): Promise<void> => {
  const hidden = join(dirname(path), `.in.${basename(path)}.`)
  if (await exists(hidden)) throw new Refusal(550, `Temporary hidden file /${basename(hidden)} already exists`)
  await receiveInto(session, await open(hidden, 'w'), () => replace(hidden, path))
}

const receiveInto = async (session: Session, file: FileHandle, atEnd?: () => Promise<void>): Promise<void> => {
  try {
    await receiveData(session, 'Send it', (chunk) => file.appendFile(chunk), atEnd)
  } finally {
    await file.close()
  }
}
