import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Reach } from './surroundings.ts'

/** Browsers keep cookies by name, not by port: two locations on one computer must not take each other's. */
export const sessionCookie = ({ secure, port }: Reach): string => `${secure ? '__Host-' : ''}central-office-${port}`

/** The browser keeps it longer than the session lasts: so it can be said why that has ended. Milliseconds. */
const KEPT_BY_BROWSER = 30 * 24 * 3_600_000

export const giveSession = (c: Context, reach: Reach, token: string): void =>
  setCookie(c, sessionCookie(reach), token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: reach.secure,
    maxAge: KEPT_BY_BROWSER / 1_000,
  })

export const takeSession = (c: Context, reach: Reach): void => {
  deleteCookie(c, sessionCookie(reach), { path: '/', secure: reach.secure })
}
