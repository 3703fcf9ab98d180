import { mkdir, rmdir, stat } from 'node:fs/promises'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import type { Commands } from './command.ts'

/** Where the visitor is, and folders made and removed (RFC 959, 4.1.1 and 4.1.3). */
export const folderCommands: Commands = {
  PWD: (session) => session.reply(257, `${quoted(session.folder)} is the working folder`),
  CWD: (session, argument) => enter(session, argument),
  CDUP: (session) => enter(session, '..'),

  MKD: async (session, argument) => {
    await mkdir(await session.locate(argument))
    session.reply(257, `${quoted(session.resolve(argument))} made`)
  },

  RMD: async (session, argument) => {
    if (session.resolve(argument) === '/') throw new Refusal(550, 'The root folder stays')
    await rmdir(await session.locate(argument))
    session.reply(250, 'Removed')
  },
}

const enter = async (session: Session, argument: string): Promise<void> => {
  const found = await stat(await session.locate(argument))
  if (!found.isDirectory()) throw new Refusal(550, 'Not a folder')
  session.folder = session.resolve(argument)
  session.reply(250, `${quoted(session.folder)} is the working folder`)
}

/** A quotation mark within stands twice (RFC 959, appendix II). */
const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`
