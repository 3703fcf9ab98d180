import { getConnInfo } from '@hono/node-server/conninfo'
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { programVersion } from '../../model/program-version.ts'
import { ChangePassword, Session, SignIn, Welcome } from '../contract/session.ts'
import { Done } from '../contract/words.ts'
import { answers, apiRoutes, done, takes } from '../http/api-routes.ts'
import { giveSession, sessionCookie, takeSession } from '../http/session-cookie.ts'
import type { Pages } from '../pages.ts'

/** Signing in and out, and the password. */
export const sessionRoutes = (pages: Pages) => {
  const { sessions, reach, open, events } = pages
  const token = (c: Context) => getCookie(c, sessionCookie(reach))
  const about = async (signedIn: boolean, ended: Session['ended'] = null): Promise<Session> => ({
    signedIn,
    role: open.settings.role,
    name: open.settings.name,
    number: open.settings.store?.number ?? null,
    version: programVersion,
    needsPassword: await sessions.needsPassword(),
    ended,
  })

  return apiRoutes()
    .openapi(
      createRoute({ method: 'get', path: '/api/session', responses: answers(Session, 'Who is asking, and whom') }),
      async (c) => c.json(await about(await sessions.holds(token(c)), await sessions.endOf(token(c))), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/sign-in',
        request: takes(SignIn),
        responses: answers(Session, 'Signed in'),
      }),
      async (c) => {
        giveSession(c, reach, await sessions.signIn(c.req.valid('json').password, addressOf(c, pages)))
        return c.json(await about(true), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/welcome',
        request: takes(Welcome),
        responses: answers(Session, 'The password is set, and you are signed in'),
      }),
      async (c) => {
        const { token, password } = c.req.valid('json')
        giveSession(c, reach, await sessions.welcome(token, password, addressOf(c, pages)))
        return c.json(await about(true), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/password',
        request: takes(ChangePassword),
        responses: answers(Done, 'The password is another; all other sessions have ended'),
      }),
      async (c) => {
        const { current, password } = c.req.valid('json')
        giveSession(c, reach, await sessions.changePassword(current, password, addressOf(c, pages)))
        events.tell({ type: 'signed-out' })
        return c.json(done, 200)
      },
    )
    .openapi(createRoute({ method: 'post', path: '/api/sign-out', responses: answers(Done, 'Signed out') }), (c) => {
      sessions.end(token(c))
      takeSession(c, reach)
      events.tell({ type: 'signed-out' })
      return c.json(done, 200)
    })
}

/** Of whoever asks; a proxy names it last in X-Forwarded-For. */
const addressOf = (c: Context, { reach }: Pages): string => {
  const told = reach.behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return told || (getConnInfo(c).remote.address ?? '')
}
