import { Refusal } from '../refusal.ts'
import type { Commands } from './command.ts'

/** Who is there, and what is encrypted (RFC 959, 4.1.1; RFC 4217). */
export const signInCommands: Commands = {
  USER: (session, argument) => {
    if (session.setup.requireTls && !session.secure) throw new Refusal(530, 'Encrypt the connection first (AUTH TLS)')
    session.username = argument
    session.signedIn = false
    session.reply(331, 'Password, please')
  },

  PASS: (session, argument) => {
    if (session.username === undefined) throw new Refusal(503, 'USER first')
    const { username, password } = session.setup
    session.signedIn = session.username === username && argument === password
    session.username = undefined
    if (!session.signedIn) throw new Refusal(530, 'Sign-in incorrect')
    session.reply(230, 'Signed in')
  },

  AUTH: async (session, argument) => {
    if (!session.setup.secureContext || session.setup.tls !== 'explicit') throw new Refusal(502, 'No TLS here')
    if (!/^(TLS|TLS-C|SSL)$/i.test(argument)) throw new Refusal(504, 'Only AUTH TLS is known')
    if (session.secure) throw new Refusal(503, 'The connection is encrypted already')
    session.reply(234, 'Go on with TLS')
    await session.goSecure()
  },

  PBSZ: (session, argument) => {
    if (!session.secure) throw new Refusal(503, 'AUTH TLS first')
    if (!/^\d+$/.test(argument)) throw new Refusal(501, 'A size, please')
    session.reply(200, 'PBSZ=0')
  },

  PROT: (session, argument) => {
    if (!session.secure) throw new Refusal(503, 'AUTH TLS first')
    const level = argument.toUpperCase()
    if (level === 'S' || level === 'E') throw new Refusal(536, 'Only C and P are possible')
    if (level !== 'C' && level !== 'P') throw new Refusal(504, 'C or P, please')
    session.protection = level
    session.reply(200, level === 'P' ? 'Data will be encrypted' : 'Data will be in the clear')
  },
}
