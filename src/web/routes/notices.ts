import { createRoute } from '@hono/zod-openapi'
import { tryNotices } from '../../location/notices/try-notices.ts'
import { Secret } from '../../settings/secret.ts'
import { NoticeTest, NoticeTested } from '../contract/notices.ts'
import { answers, apiRoutes, takes } from '../http/api-routes.ts'
import { FieldFault } from '../http/error-body.ts'
import { mailPasswordFor } from '../mail-password.ts'
import type { Pages } from '../pages.ts'

/** Tries the notices as they are entered, before they are saved. */
export const noticesRoutes = ({ open }: Pages) =>
  apiRoutes().openapi(
    createRoute({
      method: 'post',
      path: '/api/notices/test',
      request: takes(NoticeTest),
      responses: answers(NoticeTested, 'A notice was sent every way that is entered, as far as it could be'),
    }),
    async (c) => {
      const { notices, mailPassword, webhook: given } = c.req.valid('json')
      const { mail } = notices
      const webhook = given === undefined ? (open.secrets.webhook ?? null) : given === null ? null : new Secret(given)
      if (mail === null && webhook === null) throw new FieldFault({ webhook: 'enter a mail server or a web address' })
      const password = mailPasswordFor(open, notices, mailPassword)
      return c.json(await tryNotices({ mail, webhook }, password, open.settings.name), 200)
    },
  )
