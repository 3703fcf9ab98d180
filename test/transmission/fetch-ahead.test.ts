import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import { CentralOfficeError, hasCode } from '../../src/model/errors.ts'
import { parsePayloadName, payloadPath } from '../../src/payload/file-names.ts'
import { sealManifest } from '../../src/payload/manifest-codec.ts'
import type { Site } from '../../src/site/site.ts'
import { FetchAhead } from '../../src/transmission/fetch-ahead.ts'
import type { IncomingStream } from '../../src/transmission/incoming.ts'
import { Removals } from '../../src/transmission/removals.ts'
import { Room } from '../../src/transmission/room.ts'
import type { Visit } from '../../src/transmission/visit.ts'
import { epoch, guid, key, manifest } from '../payload/fixture.ts'

const roomFor = (payloads: number): Room => new Room({ payloads, bytes: 1 })

const path = (number: number): string => payloadPath('to-office', guid, epoch, number, 'manifest')

/** Acknowledgements of these numbers wait on a site that answers as `reads` says, over two connections. */
function stream(numbers: number[], room: Room, reads: (path: string) => Promise<Buffer>) {
  const lanes = { limit: 2, run: <T>(work: (site: Site) => Promise<T>) => work({ read: reads } as unknown as Site) }
  // Nothing else of it is used for payloads without a file.
  const visit = { lanes } as unknown as Visit
  const incoming: IncomingStream = {
    ...{ direction: 'to-office', guid, key, sender: 'Store 1', removals: new Removals(visit, async () => undefined) },
    unfinished: async () => null,
    noteUnfinished: async () => undefined,
    seen: async () => ({}),
    noteSeen: async () => undefined,
    noteRefused: async () => undefined,
    heard: { began: 0 },
    noteOver: async () => undefined,
    position: () => Promise.reject(new Error('not to be asked')),
    incomplete: false,
    names: numbers.flatMap((number) => parsePayloadName('to-office', path(number).split('/').at(-1) ?? '') ?? []),
    room,
  }
  return new FetchAhead(visit, incoming)
}

const sealed = (number: number): Buffer =>
  Buffer.from(sealManifest({ ...manifest, number, dat: null }, key, 'to-office'))

const numberIn = (file: string): number => Number(/\d{9}/.exec(file.split('.')[2] ?? '')?.[0])

/** Takes all there is, giving up the room of each before the next. */
async function takeAll(ahead: FetchAhead): Promise<number[]> {
  const taken: number[] = []
  for (;;) {
    const arrived = await ahead.next(epoch, taken.length + 1)
    if (!arrived) return taken
    taken.push(arrived.fetched.manifest.number)
    arrived.giveUpRoom()
  }
}

test('a later number that comes first does not take the room that an earlier one needs', async () => {
  const first = Promise.withResolvers<void>()
  const ahead = stream([1, 2, 3], roomFor(1), async (file) => {
    if (numberIn(file) === 1) await first.promise
    return sealed(numberIn(file))
  })
  const all = takeAll(ahead)
  for (let turn = 0; turn < 5; turn++) await later()
  first.resolve()
  assert.deepEqual(await all, [1, 2, 3])
})

test('so many numbers are asked for ahead, up to the first that does not wait', async () => {
  const asked: number[] = []
  const ahead = stream([1, 2, 3, 4, 5, 6, 8], roomFor(9), async (file) => {
    asked.push(numberIn(file))
    return sealed(numberIn(file))
  })
  await ahead.next(epoch, 1)
  assert.deepEqual(asked, [1, 2, 3, 4])
  await ahead.next(epoch, 2)
  await ahead.next(epoch, 3)
  await ahead.next(epoch, 4)
  assert.deepEqual(asked, [1, 2, 3, 4, 5, 6])
  await ahead.close()
})

test('while the life of a stream is not known, one number is asked for', async () => {
  const asked: number[] = []
  const ahead = stream([1, 2, 3], roomFor(9), async (file) => {
    asked.push(numberIn(file))
    return sealed(numberIn(file))
  })
  await ahead.next(null, 1)
  assert.deepEqual(asked, [1])
})

test('what goes wrong with a later number is told when its turn comes', async () => {
  const lost = new CentralOfficeError('SITE_DROPPED', 'gone', { hint: '' })
  const ahead = stream([1, 2, 3], roomFor(9), async (file) => {
    if (numberIn(file) === 3) throw lost
    return numberIn(file) === 2 ? Buffer.from('forged') : sealed(numberIn(file))
  })
  assert.equal((await ahead.next(epoch, 1))?.fetched.manifest.number, 1)
  assert.deepEqual(ahead.doubts, [])
  assert.equal(await ahead.next(epoch, 2), null)
  assert.ok(hasCode(ahead.doubts[0], 'PAYLOAD_NOT_AUTHENTIC'))
  await assert.rejects(ahead.next(epoch, 3), (error) => error === lost)
})

test('closing gives up the room of what was fetched and is not wanted any more', async () => {
  const room = roomFor(3)
  const ahead = stream([1, 2, 3], room, async (file) => sealed(numberIn(file)))
  const arrived = await ahead.next(epoch, 1)
  arrived?.giveUpRoom()
  await ahead.close()
  for (let payload = 0; payload < 3; payload++) await room.take(0)
})
