import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hc } from 'hono/client'
import type { Api } from '../../src/web/api.ts'
import type { Activity } from '../../src/web/contract/transmission.ts'
import { signedInOffice } from './served-office.ts'

test('the typed client asks what the API answers', async (t) => {
  const { served, browser } = await signedInOffice(t)
  const client = hc<Api>(served.address, { headers: { cookie: browser.cookie ?? '', origin: served.address } })
  const setup = await (await client.api.setup.$get()).json()
  assert.equal(setup.leastAllowanceBytes, 3 * 16 * 1024 * 1024)
  const activity: Activity = await (await client.api.transmissions.$get({ query: { month: '2026-03' } })).json()
  assert.deepEqual(activity.days, [])
  const saved = await client.api.setup.$put({ json: { name: 'Renamed' } })
  assert.equal((await saved.json()).name, 'Renamed')
  // @ts-expect-error: a month is text
  await client.api.transmissions.$get({ query: { month: 3 } })
})

test('the OpenAPI document names every route, and how each refuses', async (t) => {
  const { browser } = await signedInOffice(t)
  type Document = { openapi: string; paths: Record<string, Record<string, { responses: Record<string, unknown> }>> }
  const { body } = await browser.ask<Document>('/api/openapi.json')
  assert.equal(body.openapi, '3.1.0')
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path))
  assert.ok(operations.length >= 28)
  for (const { responses } of operations) assert.deepEqual(Object.keys(responses).sort(), ['200', 'default'])
})
