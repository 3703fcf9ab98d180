import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Thread, threadProgram } from '../../src/threads/thread.ts'
import { plainCrossing } from '../../src/threads/wire.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { LiveState, ServerEvent } from '../../src/web/contract/events.ts'
import type { TransmitStarted } from '../../src/web/contract/transmission.ts'
import type { Breaking } from './breaking-thread.ts'
import { network } from './network.ts'
import { freshFolder, servedHome, signedIn } from './served-office.ts'

const stateIn = (events: ServerEvent[]): LiveState | undefined =>
  events.flatMap((event) => (event.type === 'state' ? [event.state] : []))[0]
const linesIn = (events: ServerEvent[]) => events.flatMap((event) => (event.type === 'log' ? event.lines : []))

test('a reload in mid-transmission finds it where it is; it can be cancelled; lines come once', async (t) => {
  const places = await network(t)
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  // The site lets the transmission wait until it is cancelled.
  places.ftp.inject({ command: 'CONNECT', times: 1, do: { kind: 'hang' } })
  const { id } = (await browser.post<TransmitStarted>('/api/transmit')).body
  const first = await browser.events((events) => linesIn(events).length > 0)
  assert.equal((await browser.post<ErrorBody>('/api/transmit')).body.code, 'TRANSMITTING')

  const reloaded = await browser.events((events) => stateIn(events) !== undefined)
  assert.deepEqual(
    [stateIn(reloaded)?.transmission?.id, stateIn(reloaded)?.transmission?.progress.step],
    [id, 'connect'],
  )
  const last = linesIn(first).at(-1)?.number ?? 0
  const { came } = await browser.follow((events) => events.some(({ type }) => type === 'ended'), last)
  assert.equal((await browser.post('/api/transmit/cancel')).status, 200)
  const rest = await came
  const ended = rest.find((event) => event.type === 'ended')
  assert.equal(ended?.type === 'ended' && ended.transmission.outcome, 'cancelled')
  assert.ok(linesIn(rest).length > 0 && linesIn(rest).every(({ number }) => number > last))
  const after = stateIn(await browser.events((events) => stateIn(events) !== undefined))
  assert.deepEqual([after?.transmission, after?.last?.id], [null, id])
})

test('a session that ends closes its events', async (t) => {
  const places = await network(t)
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  const { came } = await browser.follow((events) => events.some(({ type }) => type === 'signed-out'))
  await browser.post('/api/sign-out')
  assert.equal((await came).at(-1)?.type, 'signed-out')
})

test('a thread that breaks down tells whoever waits, and a new one takes its place', async (t) => {
  const thread = new Thread<Breaking>(threadProgram('breaking-thread', import.meta.url), {
    folder: freshFolder(t),
    errors: plainCrossing,
  })
  t.after(() => thread.close())
  assert.equal(await thread.ask('double', 2), 4)
  const waiting = assert.rejects(thread.ask('wait', undefined), { code: 'INTERNAL' })
  // Its own answer may still come out, or not.
  await thread.ask('fall', undefined).catch(() => undefined)
  await waiting
  assert.equal(await thread.ask('double', 3), 6)
  await thread.close()
  await assert.rejects(thread.ask('double', 4), { code: 'CANCELLED' })
})
