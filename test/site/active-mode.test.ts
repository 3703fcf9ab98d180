import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { hasCode } from '../../src/model/errors.ts'
import { portsToTry } from '../../src/site/active-mode.ts'
import { aSite, quick, visit } from './sites.ts'

const announced = (commands: readonly string[]): number[] =>
  commands.flatMap((line) => {
    const [, high, low] = /^PORT (?:\d+,){4}(\d+),(\d+)$/.exec(line) ?? []
    return high === undefined ? [] : [Number(high) * 256 + Number(low)]
  })

test('active mode keeps to its range of ports, and passes over one that is taken', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const activePorts = { from: Math.min(port, 65_520) - 2, to: Math.min(port, 65_520) + 8 }
  const site = await aSite(t)
  const visited = await visit(t, site, { passive: false, activePorts })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await visited.upload(Buffer.from(name), name)
  const ports = announced(site.commands)
  assert.equal(ports.length, 6)
  assert.ok(ports.every((one) => one >= activePorts.from && one <= activePorts.to && one !== port))
})

test('where every port of the range is taken, that is an error of the second connection', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const visited = await visit(t, await aSite(t), { passive: false, activePorts: { from: port, to: port } })
  await assert.rejects(visited.upload(Buffer.from('x'), 'x'), (error) => hasCode(error, 'SITE_DROPPED'))
})

test('active mode announces the address of the router where one is set', async (t) => {
  const site = await aSite(t)
  const settings = { passive: false, activeAddress: '192.0.2.7' }
  const visited = await visit(t, site, settings, { deadlines: { ...quick, pause: 1 } })
  // The embedded site refuses to connect to strangers, as many do.
  await assert.rejects(visited.upload(Buffer.from('x'), 'x'))
  assert.ok(site.commands.some((line) => line.startsWith('PORT 192,0,2,7,')))
})

test('every port of a range is tried once, whatever chance says', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  const port = fc.integer({ min: 1024, max: 65_535 })
  fc.assert(
    fc.property(port, fc.integer({ min: 0, max: 300 }), chance, (from, more, drawn) => {
      const to = Math.min(from + more, 65_535)
      const expected = Array.from({ length: to - from + 1 }, (_, at) => from + at)
      assert.deepEqual(
        portsToTry({ from, to }, drawn).toSorted((a, b) => a - b),
        expected,
      )
    }),
  )
  assert.deepEqual(portsToTry(undefined, 0.5), [0])
})
