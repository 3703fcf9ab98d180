import type { Socket } from 'node:net'
import { allCommands, openToAll } from './commands/all-commands.ts'
import type { Effect, MissingAnswer } from './effect.ts'
import { isMissing } from './existence.ts'
import { Refusal, refusalFor } from './refusal.ts'
import { Session } from './session.ts'
import type { SiteSetup } from './site-options.ts'
import { refusalBySwitch } from './switches.ts'

/** Serves one visitor from greeting to good-bye: his commands one at a time, in the order they came. */
export const serveVisit = async (socket: Socket, setup: SiteSetup, full: boolean): Promise<void> => {
  const session = new Session(socket, setup)
  if (setup.tls === 'implicit') {
    session.protection = 'P'
    await session.goSecure()
  }
  await perform(session, 'CONNECT', '', () => greet(session, full))
  for (let line = await session.lines.next(); line !== undefined; line = await session.lines.next()) {
    const { command, argument } = parseCommand(line)
    await perform(session, command, argument, () => {
      const work = allowedCommand(session, command)
      return work(session, argument)
    })
  }
}

/** The name in upper case; the argument is all after one space, for names may begin and end with spaces. */
const parseCommand = (line: string): { command: string; argument: string } => {
  const space = line.indexOf(' ')
  const command = space === -1 ? line : line.slice(0, space)
  return { command: command.trim().toUpperCase(), argument: space === -1 ? '' : line.slice(space + 1) }
}

const greet = (session: Session, full: boolean): void => {
  if (full) {
    session.reply(421, 'Too many connections, try again later')
    session.hangUp()
  } else if (session.setup.multilineGreeting) {
    session.reply(220, 'Central Office demo site', '220 is not the end of this greeting', 'Ready')
  } else {
    session.reply(220, 'Central Office demo site')
  }
}

const perform = async (
  session: Session,
  command: string,
  argument: string,
  work: () => void | Promise<void>,
): Promise<void> => {
  const effect: Effect = session.setup.faults.strike(command, pathFor(session, argument))
  session.begin(effect)
  try {
    await (effect.instead ? effect.instead(session) : work())
  } catch (error) {
    if (effect.missing !== undefined && isMissing(error)) return answerMissing(session, effect.missing)
    const refusal = refusalFor(error)
    session.reply(refusal.code, refusal.message)
  }
}

const answerMissing = async (session: Session, answer: MissingAnswer): Promise<void> => {
  if (typeof answer === 'number') return session.reply(answer, 'Requested action not taken')
  const socket = await session.openData('Opening the data connection')
  if (answer === 'closed') {
    socket.destroy()
    return session.reply(451, 'Requested action aborted')
  }
  socket.end('ls: No such file or directory\r\n')
  session.reply(226, 'Transfer complete')
}

/** What a fault's path is compared with: the virtual path, or the bare argument where it makes no path. */
const pathFor = (session: Session, argument: string): string => {
  try {
    return session.resolve(argument || '.')
  } catch (error) {
    if (error instanceof Refusal) return argument
    throw error
  }
}

const allowedCommand = (session: Session, command: string) => {
  const work = allCommands.get(command)
  if (!work) throw new Refusal(502, 'Command not known')
  if (!session.signedIn && !openToAll.has(command)) throw new Refusal(530, 'Sign in first')
  const refusal = refusalBySwitch(session.setup, command)
  if (refusal) throw refusal
  return work
}
