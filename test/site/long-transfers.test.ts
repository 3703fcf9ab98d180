import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { aSite, quick, times, visit } from './sites.ts'

const bytes = randomBytes(3_000_000)
const forEver = Number.POSITIVE_INFINITY
const dropped = { kind: 'drop', when: 'during' } as const

const freshFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'central-office-download-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const restarts = (commands: readonly string[]): number[] =>
  commands.flatMap((line) => (line.startsWith('REST ') ? [Number(line.slice(5))] : []))

for (const tls of ['off', 'explicit'] as const) {
  test(`a download goes on where the connection was lost (TLS ${tls})`, async (t) => {
    const site = await aSite(t, { tls })
    const visited = await visit(t, site, { tls })
    await visited.upload(bytes, 'a.dat')
    site.inject({ command: 'RETR', times: 3, do: dropped })
    const target = path.join(await freshFolder(t), 'a')
    const seen: number[] = []
    await visited.download('a.dat', target, bytes.length, (done) => seen.push(done))
    assert.deepEqual(await readFile(target), bytes)
    const from = restarts(site.commands)
    assert.equal(from.length, 3)
    assert.deepEqual(
      from,
      from.toSorted((a, b) => a - b),
    )
    assert.ok((from[0] ?? 0) > 0, `${from}`)
    assert.equal(seen.at(-1), bytes.length)
    assert.deepEqual(await readdir(path.dirname(target)), ['a'])
  })
}

for (const tls of ['off', 'explicit'] as const)
  for (const passive of [true, false])
    test(`files of every size arrive as they were, begun anew or not (TLS ${tls}, ${passive ? 'passive' : 'active'})`, async (t) => {
      const site = await aSite(t, { tls })
      const visited = await visit(t, site, { tls, passive })
      const source = path.join(await freshFolder(t), 'source')
      const piece = 1024 * 1024
      for (const size of [0, 1, piece - 1, piece, piece + 1, 12 * piece + 7]) {
        const content = randomBytes(size)
        await writeFile(source, content)
        if (size > piece) site.inject({ command: 'STOR', do: dropped })
        await visited.upload(source, 'a.dat')
        assert.ok((await readFile(path.join(site.root, 'network', 'a.dat'))).equals(content), `${size} bytes`)
      }
    })

for (const [kind, setUp] of [
  ['refuses to go on in the middle', { noRest: true }],
  ['says it goes on in the middle and does not', {}],
] as const) {
  test(`a site that ${kind} gives whole files all the same, and is not asked again`, async (t) => {
    const site = await aSite(t, setUp)
    const visited = await visit(t, site)
    await visited.upload(bytes, 'a.dat')
    site.inject({
      command: 'REST',
      times: forEver,
      do: { kind: 'reply', code: setUp.noRest ? 502 : 350, text: 'Well' },
    })
    const target = path.join(await freshFolder(t), 'a')
    for (let i = 0; i < 2; i += 1) {
      site.inject({ command: 'RETR', do: dropped })
      await visited.download('a.dat', target, bytes.length)
      assert.deepEqual(await readFile(target), bytes)
    }
    assert.equal(times(site, 'REST'), 1)
    assert.equal(visited.habits.rest, false)
  })
}

test('a download that fails for good leaves nothing on this computer', async (t) => {
  const site = await aSite(t, { noRest: true })
  const visited = await visit(t, site)
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'RETR', times: forEver, do: dropped })
  const folder = await freshFolder(t)
  await assert.rejects(visited.download('a.dat', path.join(folder, 'a'), bytes.length), (error) =>
    hasCode(error, 'SITE_DROPPED'),
  )
  assert.deepEqual(await readdir(folder), [])
})

test('a transfer that never stands still and never gets done ends with the deadline of its step', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site, {}, { deadlines: { ...quick, step: 300, perByte: 0 } })
  await visited.upload(bytes.subarray(0, 50_000), 'a.dat')
  site.inject({ command: 'RETR', times: forEver, do: { kind: 'slow', bytesPerSecond: 5_000 } })
  const began = performance.now()
  await assert.rejects(visited.read('a.dat', 50_000), (error) => hasCode(error, 'SITE_TIMEOUT'))
  assert.ok(performance.now() - began < 3_000)
})

for (const tls of ['off', 'explicit'] as const) {
  for (const passive of [true, false]) {
    const how = `TLS ${tls}, ${passive ? 'passive' : 'active'}`
    test(`an upload stopped in the middle leaves nothing on the site (${how})`, async (t) => {
      const site = await aSite(t, { tls })
      const controller = new AbortController()
      const visited = await visit(t, site, { tls, passive }, { signal: controller.signal })
      site.inject({ command: 'STOR', do: { kind: 'slow', bytesPerSecond: 200_000 } })
      const upload = visited.upload(bytes, 'to-office/a.dat', (sent) => {
        if (sent > 0 && existsSync(path.join(site.root, 'network/to-office/a.dat'))) controller.abort()
      })
      await assert.rejects(upload, (error) => hasCode(error, 'CANCELLED'))
      assert.deepEqual(await readdir(path.join(site.root, 'network/to-office')), [])
    })
  }
}

test('an upload stopped when all was sent but not yet verified leaves nothing on the site either', async (t) => {
  const controller = new AbortController()
  const onCommand = (line: string) => (line.startsWith('SIZE') ? controller.abort() : undefined)
  const site = await aSite(t, { onCommand })
  const visited = await visit(t, site, {}, { signal: controller.signal })
  await assert.rejects(visited.upload(Buffer.from('x'), 'a.dat'), (error) => hasCode(error, 'CANCELLED'))
  assert.deepEqual(await readdir(path.join(site.root, 'network')), [])
})

test('an upload stopped before it began deletes nothing', async (t) => {
  const site = await aSite(t)
  const controller = new AbortController()
  const visited = await visit(t, site, {}, { signal: controller.signal })
  await visited.upload(Buffer.from('x'), 'a.dat')
  controller.abort()
  await assert.rejects(visited.upload(Buffer.from('y'), 'a.dat'), (error) => hasCode(error, 'CANCELLED'))
  assert.deepEqual(await readdir(path.join(site.root, 'network')), ['a.dat'])
  assert.equal(site.connections, 1)
})

test('a download that ends early with 226 goes on where it ended', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(bytes, 'a.dat')
  site.inject({ command: 'RETR', times: 2, do: { kind: 'truncate', bytes: 1_000_000 } })
  const target = path.join(await freshFolder(t), 'a')
  await visited.download('a.dat', target, bytes.length)
  assert.deepEqual(await readFile(target), bytes)
  assert.deepEqual(restarts(site.commands), [1_000_000, 2_000_000])
})

test('a file that is shorter on the site than it should be comes as it is', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  await visited.upload(bytes.subarray(0, 1000), 'a.dat')
  const target = path.join(await freshFolder(t), 'a')
  await visited.download('a.dat', target, bytes.length)
  assert.equal((await readFile(target)).length, 1000)
  assert.equal(times(site, 'RETR'), 1)
})
