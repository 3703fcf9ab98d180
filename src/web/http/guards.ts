import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie } from 'hono/cookie'
import { CentralOfficeError } from '../../model/errors.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { sessionCookie } from './session-cookie.ts'
import type { Reach } from './surroundings.ts'

const MIB = 1024 * 1024
/** Where more than the usual 1 MiB may come. */
const larger: Record<string, number> = { '/api/join': 5 * MIB }

const changes = ({ req }: Context): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(req.method)

/**
 * Nothing is answered under a name that is not ours: a page from elsewhere whose name was made to point to this computer (DNS
 * rebinding) says its own name here.
 */
export const ownNameOnly =
  ({ hosts }: Reach): MiddlewareHandler =>
  async (c, next) => {
    if (!hosts.has((c.req.header('host') ?? '').toLowerCase()))
      throw refused('the name in its address is not one of ours')
    await next()
  }

/**
 * A change is asked for by our own pages only, which every browser tells by Origin or Sec-Fetch-Site. Other programs say the
 * Origin too. What is read is kept from pages of elsewhere as well, for a store's figures are nobody else's.
 */
export const ownPagesOnly =
  ({ origins }: Reach): MiddlewareHandler =>
  async (c, next) => {
    const origin = c.req.header('origin')
    const from = c.req.header('sec-fetch-site')
    if (origin !== undefined && !origins.has(origin)) throw refused('it comes from a page of elsewhere')
    if (from !== undefined && from !== 'same-origin' && (changes(c) || from !== 'none'))
      throw refused('it comes from a page of elsewhere')
    if (changes(c) && origin === undefined && from === undefined)
      throw refused('it does not say where it comes from (Origin)')
    await next()
  }

/** A form of another page cannot send JSON, so that a body has to be it. */
export const jsonOnly: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  const hasBody = Number(c.req.header('content-length') ?? 0) > 0
  if (changes(c) && (hasBody || type !== undefined) && type !== 'application/json')
    throw refused('its body is not JSON (Content-Type: application/json)')
  await next()
}

export const smallBodies: MiddlewareHandler = (c, next) => {
  // Every browser tells the length of what it sends; what comes in pieces without an end is no page of ours.
  if (c.req.header('transfer-encoding') !== undefined) throw refused('it does not tell the length of its body')
  const most = larger[c.req.path] ?? MIB
  return bodyLimit({
    maxSize: most,
    onError: () => {
      throw new CentralOfficeError('REQUEST_TOO_LARGE', 'That is more than can be taken at once.', {
        hint: `Send less than ${Math.floor(most / 1000)} kB.`,
      })
    },
  })(c, next)
}

/** What may be asked before anybody has signed in. */
const open = new Set(['/api/session', '/api/sign-in', '/api/welcome', '/api/openapi.json'])

export const signedInOnly =
  (sessions: Sessions, reach: Reach): MiddlewareHandler =>
  async (c, next) => {
    if (!open.has(c.req.path) && !(await sessions.holds(getCookie(c, sessionCookie(reach))))) throw signInNeeded()
    await next()
  }

export const signInNeeded = (): CentralOfficeError =>
  new CentralOfficeError('SIGN_IN_NEEDED', 'You are not signed in, or it is too long ago.', {
    hint: 'Sign in and go on.',
  })

const refused = (why: string): CentralOfficeError =>
  new CentralOfficeError('REQUEST_REFUSED', `The request was refused: ${why}.`, {
    hint: 'Open the pages at the address that Central Office printed when it was started.',
  })
