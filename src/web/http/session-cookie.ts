import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { ABSOLUTE } from '../sessions/sessions.ts'
import type { Reach } from './surroundings.ts'

/** Browsers keep cookies by name, not by port: two locations on one computer must not take each other's. */
export const sessionCookie = ({ secure, port }: Reach): string => `${secure ? '__Host-' : ''}central-office-${port}`

export const giveSession = (c: Context, reach: Reach, token: string): void =>
  setCookie(c, sessionCookie(reach), token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: reach.secure,
    maxAge: ABSOLUTE / 1_000,
  })

export const takeSession = (c: Context, reach: Reach): void => {
  deleteCookie(c, sessionCookie(reach), { path: '/', secure: reach.secure })
}
