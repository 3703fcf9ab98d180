import { FTPError } from 'basic-ftp'
import type { CentralOfficeError } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'
import { type Connection, dial, encrypt } from './connection.ts'
import { explainFailure, explainReason } from './failure.ts'
import { flight, oneByOneAgain } from './flight.ts'
import { homeOf } from './home-dir.ts'
import type { Doing } from './reasons.ts'

/** Servers known to mix up commands that are sent before the reply to the last one. */
const oneByOne = /microsoft|madgoat/i

/** Connects, encrypts, signs in and enters Home Dir. Every failure is a CentralOfficeError. */
export const signedIn = async (
  connection: Connection,
  settings: SiteSettings,
  password: string,
  extraCa?: string,
): Promise<void> => {
  const step = stepper(connection)
  const greeting = await step('connect', () => dial(connection, settings, extraCa))
  await step('secure', () => encrypt(connection, settings, extraCa))
  await step('sign-in', () => logIn(connection, settings.username, password))
  await step('open-home', () => enterHome(connection, settings, greeting))
}

/** Runs a step and explains its failure; a failure closes the connection. */
export const stepper =
  (connection: Connection) =>
  async <T>(doing: Doing, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      connection.close()
      throw explainFailure(error, { doing, site: connection.site })
    }
  }

export const logIn = async (connection: Connection, username: string, password: string): Promise<void> => {
  try {
    await connection.within(connection.deadlines.command, 'sign-in', () => connection.client.login(username, password))
  } catch (error) {
    // Some sites echo what they were sent.
    if (error instanceof FTPError && password !== '' && error.message.includes(password)) {
      throw new FTPError({ code: error.code, message: error.message.replaceAll(password, '***') })
    }
    throw error
  }
}

/**
 * Protects data connections, chooses binary transfer and goes into Home Dir, made level by level where it is missing: in
 * one flight where the site can take it. Paths are relative to Home Dir from here on.
 */
export const enterHome = async (connection: Connection, settings: SiteSettings, greeting: string): Promise<void> => {
  const home = homeOf(settings)
  const protect = settings.tls === 'off' ? [] : ['PBSZ 0', 'PROT P']
  const lines = [
    ...protect,
    'TYPE I',
    ...(isAscii(home) ? [] : ['OPTS UTF8 ON']),
    ...(home === '' ? [] : [`CWD ${home}`]),
  ]
  if (oneByOne.test(greeting)) connection.habits.flights = false
  let replies = await flight(connection, lines, 'open-home')
  // Every site knows TYPE I: this one has answered another command first, so they are asked one after the other.
  if (connection.habits.flights && (replies[lines.indexOf('TYPE I')]?.code ?? 0) >= 400)
    replies = await oneByOneAgain(connection, lines, replies, 'open-home')
  const refused = (line: string) => replies.find((reply, at) => lines[at] === line && reply.code >= 400)

  // Without PROT P files would travel in clear: better not at all.
  if (refused('PROT P') !== undefined) throw noProtection(connection)
  const type = refused('TYPE I')
  if (type !== undefined) throw new FTPError(type)
  if (home !== '' && refused(`CWD ${home}`) !== undefined) await makeAndEnter(connection, home)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with control characters
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text)

const makeAndEnter = async (connection: Connection, home: string): Promise<void> => {
  const made = levelsOf(home).map((level) => `MKD ${level}`)
  const last = (await flight(connection, [...made, `CWD ${home}`], 'open-home')).at(-1)
  const { code, message } = last ?? { code: 0, message: '' }
  if (code >= 400) {
    const cause = new FTPError({ code, message })
    throw explainReason('home-forbidden', { doing: 'open-home', site: connection.site, path: home }, cause)
  }
}

/** 'a/b/c' gives 'a', 'a/b', 'a/b/c'; an absolute path stays absolute. */
export const levelsOf = (path: string): string[] => {
  const parts = path.split('/')
  return parts.map((_, at) => parts.slice(0, at + 1).join('/')).filter((level) => level !== '')
}

const noProtection = (connection: Connection): CentralOfficeError =>
  explainReason('tls-not-offered', { doing: 'secure', site: connection.site })
