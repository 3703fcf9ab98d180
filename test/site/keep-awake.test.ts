import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import type { Deadlines } from '../../src/site/options.ts'
import { aSite, quick, times, visit } from './sites.ts'

const waking: Partial<Deadlines> = { ...quick, idle: 20, awake: 60 }

const watched = async (t: TestContext): Promise<{ site: FtpSite; heard: EventEmitter }> => {
  const heard = new EventEmitter()
  const site = await aSite(t, { onCommand: (line) => heard.emit(line.split(' ')[0] ?? '') })
  return { site, heard }
}

test('a connection without work is kept awake for a while, then left alone', async (t) => {
  const { site, heard } = await watched(t)
  const noop = once(heard, 'NOOP')
  await visit(t, site, {}, { deadlines: waking })
  await noop
  await pause(250)
  assert.equal(times(site, 'NOOP'), 3)
  assert.equal(site.connections, 1)
})

test('nothing is sent on the control connection while a transfer goes on, however long it takes', async (t) => {
  const { site } = await watched(t)
  const visited = await visit(t, site, {}, { deadlines: { ...waking, awake: 100_000 } })
  site.inject({ command: 'STOR', do: { kind: 'slow', bytesPerSecond: 100_000 } })
  await visited.upload(Buffer.alloc(30_000), 'a.dat')
  const from = site.commands.findIndex((line) => line.startsWith('STOR'))
  const to = site.commands.findIndex((line) => line.startsWith('SIZE'))
  assert.deepEqual(site.commands.slice(from, to), ['STOR a.dat'])
  assert.equal(visited.habits.size, true)
})

test('an operation that comes while the site is being kept awake waits for the answer', async (t) => {
  const { site, heard } = await watched(t)
  const visited = await visit(t, site, {}, { deadlines: waking })
  for (const name of ['a', 'b', 'c']) {
    await once(heard, 'NOOP')
    await visited.upload(Buffer.from(name), name)
    assert.equal(String(await visited.read(name, 10)), name)
  }
  assert.equal(site.connections, 1)
})

test('a connection found lost when it was to be kept awake is made anew by the next operation', async (t) => {
  const { site, heard } = await watched(t)
  const visited = await visit(t, site, {}, { deadlines: waking })
  site.inject({ command: 'NOOP', do: { kind: 'disconnect-idle' } })
  await once(heard, 'NOOP')
  await visited.upload(Buffer.from('x'), 'a.dat')
  assert.deepEqual(await visited.list(''), [{ name: 'a.dat', size: 1 }])
  assert.equal(site.connections, 2)
})

test('a closed site is not kept awake', async (t) => {
  const { site, heard } = await watched(t)
  const visited = await visit(t, site, {}, { deadlines: waking })
  await once(heard, 'NOOP')
  await visited.close()
  const before = times(site, 'NOOP')
  await pause(80)
  assert.equal(times(site, 'NOOP'), before)
})
