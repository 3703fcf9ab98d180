import { lstat, rename, stat, unlink, utimes } from 'node:fs/promises'
import { exists } from '../existence.ts'
import { ftpTime, parseFtpTime } from '../listing.ts'
import { locate } from '../paths.ts'
import { Refusal } from '../refusal.ts'
import type { Commands } from './command.ts'

/** What is known of a file, and what changes it without a transfer (RFC 959, 4.1.3; RFC 3659, 3 and 4). */
export const fileCommands: Commands = {
  SIZE: async (session, argument) => {
    const found = await stat(await session.locate(argument))
    if (!found.isFile()) throw new Refusal(550, 'Not a file')
    if (session.type === 'A') throw new Refusal(550, 'SIZE is not possible in text mode')
    session.reply(213, String(session.effect.size?.(found.size) ?? found.size))
  },

  MDTM: async (session, argument) => {
    const found = await stat(await session.locate(argument))
    session.reply(213, ftpTime(session.siteTime(found.mtimeMs)))
  },

  /** draft-somers-ftp-mfxx: MFMT time path. */
  MFMT: async (session, argument) => {
    const [, text = '', name = ''] = /^(\S+) (.+)$/.exec(argument) ?? []
    const time = parseFtpTime(text)
    if (time === undefined) throw new Refusal(501, 'A time and a name, please')
    const seconds = (time - session.setup.clockOffset) / 1000
    await utimes(await session.locate(name), seconds, seconds)
    session.reply(213, `Modify=${ftpTime(time)}; ${name}`)
  },

  DELE: async (session, argument) => {
    const path = await session.locate(argument)
    if ((await lstat(path)).isDirectory()) throw new Refusal(550, 'Is a folder')
    await unlink(path)
    session.reply(250, 'Deleted')
  },

  RNFR: async (session, argument) => {
    await lstat(await session.locate(argument))
    session.renameFrom = session.resolve(argument)
    session.reply(350, 'To what name?')
  },

  RNTO: async (session, argument) => {
    const from = session.renameFrom
    session.renameFrom = undefined
    if (from === undefined) throw new Refusal(503, 'RNFR first')
    const target = await session.locate(argument)
    if (session.setup.noOverwrite && (await exists(target))) throw new Refusal(553, 'Already exists')
    await rename(await locate(session.setup.root, from), target)
    session.reply(250, 'Renamed')
  },
}
