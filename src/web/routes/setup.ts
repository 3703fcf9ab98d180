import { createRoute } from '@hono/zod-openapi'
import { changeSettings } from '../../location/change-settings.ts'
import { Notices } from '../../model/notices.ts'
import { settingsCode } from '../../site/settings-code.ts'
import { Join, Joined, Setup, SetupChange } from '../contract/setup.ts'
import { answers, apiRoutes, takes } from '../http/api-routes.ts'
import { mailPasswordFor } from '../mail-password.ts'
import type { Pages } from '../pages.ts'

export const setupRoutes = (pages: Pages) => {
  const { open, engine, events } = pages
  const shown = (): Setup => {
    const { role, name, transmitTimes, noTransmit, backups, allowanceBytes, notices, database, store, chunkBytes } =
      open.settings
    return {
      role,
      name,
      transmitTimes: transmitTimes ?? { kind: 'by hand' },
      noTransmit,
      backups,
      allowanceBytes,
      notices: notices ?? Notices.parse({}),
      home: open.home.folder,
      database,
      usualBackupFolder: open.home.backups,
      leastAllowanceBytes: 3 * chunkBytes,
      mailPasswordSet: open.secrets.mailPassword !== undefined,
      webhookAt: open.secrets.webhook === undefined ? null : new URL(open.secrets.webhook.reveal()).origin,
      store: store ?? null,
    }
  }
  return apiRoutes()
    .openapi(
      createRoute({ method: 'get', path: '/api/setup', responses: answers(Setup, 'The settings of this location') }),
      (c) => c.json(shown(), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/setup',
        request: takes(SetupChange),
        responses: answers(Setup, 'What was given is saved'),
      }),
      async (c) => {
        const change = c.req.valid('json')
        if (change.notices !== undefined) mailPasswordFor(open, change.notices, change.mailPassword)
        await changeSettings(open, change)
        events.changed('setup', 'home')
        return c.json(shown(), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/join',
        request: takes(Join),
        responses: answers(Joined, 'This store has joined the network'),
      }),
      async (c) => {
        const { store, site, tables } = await engine.writing.ask('join', c.req.valid('json'))
        await open.reload()
        events.changed('setup', 'site', 'home')
        return c.json({ number: store.number, name: store.name, settingsCode: settingsCode(site), tables }, 200)
      },
    )
}
