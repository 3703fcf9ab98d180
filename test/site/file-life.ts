import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hasCode } from '../../src/model/errors.ts'
import type { Site } from '../../src/site/site.ts'

const sizes = [0, 1, 2_000_000]

/** What any site must do for a transmission; run over every kind of server and connection. */
export const liveALife = async (site: Site): Promise<void> => {
  const local = await mkdtemp(path.join(tmpdir(), 'central-office-files-'))
  try {
    assert.deepEqual(await site.list('to-office'), [])
    for (const size of sizes) await comeAndGo(site, local, size)
    const listed = (await site.list('to-office')).toSorted((a, b) => a.size - b.size)
    assert.deepEqual(
      listed,
      sizes.map((size) => ({ name: `${size}.dat`, size })),
    )
    await removal(site, local)
  } finally {
    await rm(local, { recursive: true, force: true })
  }
}

const comeAndGo = async (site: Site, local: string, size: number): Promise<void> => {
  const bytes = randomBytes(size)
  const [from, to] = [path.join(local, 'from'), path.join(local, 'to')]
  await writeFile(from, bytes)
  const seen: number[] = []
  await site.upload(from, `to-office/${size}.dat`, (sent) => seen.push(sent))
  assert.equal(seen.at(-1), size)
  assert.deepEqual(await site.read(`to-office/${size}.dat`, size), bytes)
  await site.download(`to-office/${size}.dat`, to, size)
  assert.deepEqual(await readFile(to), bytes)
}

const removal = async (site: Site, local: string): Promise<void> => {
  for (const size of sizes) await site.remove(`to-office/${size}.dat`)
  await site.remove('to-office/1.dat')
  assert.deepEqual(await site.list('to-office'), [])
  const target = path.join(local, 'never')
  await assert.rejects(site.download('to-office/1.dat', target, 10), (error) => hasCode(error, 'SITE_MISSING_FILE'))
  assert.deepEqual((await readdir(local)).toSorted(), ['from', 'to'])
  await site.upload(Buffer.from('after an error'), 'to-store/one/two.manifest')
  assert.equal((await site.read('to-store/one/two.manifest', 100)).toString(), 'after an error')
}
