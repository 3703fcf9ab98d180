import { Refusal } from '../refusal.ts'
import type { SiteSetup } from '../site-options.ts'
import type { Command, Commands } from './command.ts'

/** What both sides can do and how they talk (RFC 959, 4.1.2 and 4.1.3; RFC 2389). */
export const agreementCommands: Commands = {
  FEAT: (session) => session.reply(211, 'Features', ...featuresOf(session.setup), 'End'),

  OPTS: (session, argument) => {
    if (/^UTF8( ON)?$/i.test(argument)) return session.reply(200, 'Names are UTF-8')
    if (/^MLST( |$)/i.test(argument) && !session.setup.noMlsd) return session.reply(200, 'MLST OPTS type;size;modify;')
    throw new Refusal(501, 'Option not known')
  },

  TYPE: (session, argument) => {
    const type = argument.toUpperCase().replace(/ N$/, '')
    if (type !== 'A' && type !== 'I' && type !== 'L 8') throw new Refusal(504, 'A or I, please')
    session.type = type === 'A' ? 'A' : 'I'
    session.reply(200, session.type === 'A' ? 'Text, sent as it is' : 'Bytes as they are')
  },

  MODE: (session, argument) => onlyOne(session, argument, 'S'),
  STRU: (session, argument) => onlyOne(session, argument, 'F'),
  SYST: (session) => session.reply(215, 'UNIX Type: L8'),
  NOOP: (session) => session.reply(200, 'Here'),
  ALLO: (session) => session.reply(202, 'Not needed'),

  QUIT: (session) => {
    session.reply(221, 'Good bye')
    session.hangUp()
  },
}

const onlyOne = (session: Parameters<Command>[0], argument: string, possible: string): void => {
  if (argument.toUpperCase() !== possible) throw new Refusal(504, `Only ${possible} is possible`)
  session.reply(200, 'As it is')
}

const featuresOf = (setup: SiteSetup): string[] => [
  'UTF8',
  'TVFS',
  'SIZE',
  'MDTM',
  'MFMT',
  ...(setup.noRest ? [] : ['REST STREAM']),
  ...(setup.noMlsd ? [] : ['MLST type*;size*;modify*;']),
  ...(setup.noEpsv ? [] : ['EPSV', 'EPRT']),
  ...(setup.tls === 'explicit' ? ['AUTH TLS'] : []),
  ...(setup.tls === 'off' ? [] : ['PBSZ', 'PROT']),
]
