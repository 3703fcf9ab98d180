import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { type Intake, openIntake } from '../../src/site/intake.ts'
import { aSite, quick, visit } from './sites.ts'

const mebibyte = 1024 * 1024
const source = randomBytes(6 * mebibyte)
const tooMuch = new Error('too much')

const freshFile = async (t: TestContext): Promise<{ file: FileHandle; name: string }> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'central-office-intake-'))
  const name = path.join(folder, 'file')
  const file = await open(name, 'w+')
  t.after(async () => {
    await file.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { file, name }
}

/** Gives bytes as a socket does: as much as there is room for, unless paused. Resolves when all were taken or it failed. */
const readInto = async (intake: Intake, bytes: Uint8Array, sizes: readonly number[]): Promise<void> => {
  let at = 0
  for (let read = 0; at < bytes.length && !intake.sink.destroyed; read += 1) {
    const room = intake.room()
    assert.ok(room.length > 0)
    const some = bytes.subarray(at, at + Math.min(room.length, sizes[read % sizes.length] ?? mebibyte))
    room.set(some)
    at += some.length
    const paused = Promise.withResolvers<void>()
    if (!intake.took(some.length, paused.resolve)) await Promise.race([paused.promise, failed(intake)])
    else if (read % 3 === 0) await turn()
  }
}

const failed = async ({ sink }: Intake): Promise<void> => {
  if (!sink.destroyed) await once(sink, 'error')
}

/** A disk that needs a few turns for each write, and takes less than it is given. */
const slowDisk = (file: FileHandle, turns: number, most: number): FileHandle =>
  ({
    write: async (bytes: Uint8Array, at: number, length: number, position: number) => {
      for (let i = 0; i < turns; i += 1) await turn()
      return file.write(bytes, at, Math.min(length, most), position)
    },
  }) as unknown as FileHandle

test('whatever comes in whatever pieces stands in the file, however slow the disk is', async (t) => {
  const { file, name } = await freshFile(t)
  const property = fc.asyncProperty(
    fc.record({
      sizes: fc.array(fc.integer({ min: 1_000, max: mebibyte }), { minLength: 1, maxLength: 5 }),
      length: fc.integer({ min: 0, max: source.length }),
      start: fc.integer({ min: 0, max: 10_000 }),
      spareEnd: fc.integer({ min: 0, max: 2 * mebibyte }),
      turns: fc.integer({ min: 0, max: 20 }),
      most: fc.integer({ min: 100_000, max: 2 * mebibyte }),
      streamed: fc.boolean(),
    }),
    async ({ sizes, length, start, spareEnd, turns, most, streamed }) => {
      const wanted = source.subarray(0, length)
      await file.truncate(start)
      const disk = slowDisk(file, turns, most)
      const intake = openIntake(disk, start, start + length + spareEnd, () => tooMuch)
      if (streamed) {
        for (let at = 0, piece = 0; at < length; piece += 1) {
          const size = sizes[piece % sizes.length] ?? mebibyte
          if (!intake.sink.write(wanted.subarray(at, at + size))) await once(intake.sink, 'drain')
          at += size
        }
      } else {
        await readInto(intake, wanted, sizes)
      }
      intake.sink.end()
      await once(intake.sink, 'finish')
      assert.equal(intake.written, start + length)
      assert.ok((await readFile(name)).subarray(start).equals(wanted))
    },
  )
  await fc.assert(property, { numRuns: 40 })
})

test('what came before a connection was lost is in the file after a flush', async (t) => {
  const { file, name } = await freshFile(t)
  const intake = openIntake(file, 0, source.length, () => tooMuch)
  await readInto(intake, source.subarray(0, 1_500_000), [100_000])
  intake.sink.destroy()
  await intake.flush()
  assert.equal(intake.written, 1_500_000)
  assert.ok((await readFile(name)).equals(source.subarray(0, 1_500_000)))
})

test('more than was announced is refused, and what lies beyond reaches no file', async (t) => {
  const { file } = await freshFile(t)
  for (const end of [100, 2_500_000]) {
    const intake = openIntake(file, 0, end, () => tooMuch)
    const ended = once(intake.sink, 'error')
    await readInto(intake, source, [300_000])
    assert.equal((await ended)[0], tooMuch)
    await intake.flush()
    assert.ok(intake.written <= end)
  }
})

test('after a write that the disk refused nothing more is written, so that no gap can pass for a file', async (t) => {
  const { file } = await freshFile(t)
  const full = new Error('disk full')
  let writes = 0
  const disk = {
    write: (...given: Parameters<typeof file.write>) => {
      writes += 1
      if (writes === 2) return Promise.reject(full)
      return file.write(...given)
    },
  } as unknown as FileHandle
  const intake = openIntake(disk, 0, source.length, () => tooMuch)
  const ended = once(intake.sink, 'error')
  await readInto(intake, source, [mebibyte])
  assert.equal((await ended)[0], full)
  await assert.rejects(intake.flush(), full)
  assert.equal(writes, 2)
  assert.ok(intake.written > 0 && intake.written <= mebibyte)
})

for (const tls of ['off', 'explicit'] as const) {
  for (const passive of [true, false]) {
    test(`a slow disk is not taken for a silent site (TLS ${tls}, ${passive ? 'passive' : 'active'})`, async (t) => {
      const { file, name } = await freshFile(t)
      const site = await aSite(t, { tls })
      const dataIdle = 150
      const visited = await visit(t, site, { tls, passive }, { deadlines: { ...quick, dataIdle } })
      await visited.upload(source, 'a.dat')
      const prototype = Object.getPrototypeOf(file)
      const write = prototype.write
      let slow = 1
      t.mock.method(prototype, 'write', async function (this: FileHandle, ...given: unknown[]) {
        if (slow-- > 0) await new Promise((resolve) => setTimeout(resolve, 3 * dataIdle))
        return write.apply(this, given)
      })
      await visited.download('a.dat', `${name}.fetched`, source.length)
      assert.ok((await readFile(`${name}.fetched`)).equals(source))
      assert.deepEqual(
        site.commands.filter((line) => line.startsWith('REST')),
        [],
      )
    })
  }
}
