import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SiteNetwork } from '../faults/site-network.ts'

/** Transmissions before anything is counted: what is made once and kept has been made then. */
const WARM_UP = 20

/** What one more transmission may leave behind, bytes: less than what is remembered of one, however little that is. */
const MAX_BYTES_EACH = 1_000
/** Beside that: how far two counts of the same process lie apart. */
const SLACK = 3 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Garbage of several kinds goes only after callbacks of before have run. */
async function usedBytes(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    collect()
    await turn()
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

const openFiles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)

/** Things that keep a process alive: sockets, timers, threads, watchers. What is only being done just now is none. */
function handles(): string {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo())
    if (!kind.startsWith('FSReq')) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return JSON.stringify([...counts].sort())
}

/** Sockets close once the other end has heard of it. */
async function untilClosed(files: number, open: string): Promise<void> {
  for (let tries = 0; tries < 200 && (openFiles() > files || handles() !== open); tries++) await pause(25)
}

/**
 * So many transmissions of an office and a store in this process, as a service has them in months: each with rows, a conflict now and
 * then, and one in ten failing. Afterwards as many files and handles are open as before, and no more memory is used.
 */
export async function staysFlat(t: TestContext, transmissions: number): Promise<void> {
  const network = await SiteNetwork.start(t, 1)
  const { shop, office } = network
  const aborted = AbortSignal.abort()
  const transmit = async (count: number) => {
    for (let i = 0; i < count; i += 2) {
      shop.database.exec(`INSERT OR REPLACE INTO orders VALUES (${i % 50}, ${i})`)
      if (i % 20 === 10) await assert.rejects(shop.store.transmit({ signal: aborted }))
      else await shop.store.transmit()
      await office.transmit()
    }
  }
  await transmit(WARM_UP)
  const before = { files: openFiles(), handles: handles(), bytes: await usedBytes() }
  await transmit(transmissions)
  await untilClosed(before.files, before.handles)
  const bytes = await usedBytes()
  assert.equal(openFiles(), before.files, 'files stay open')
  assert.equal(handles(), before.handles)
  const grown = bytes - before.bytes
  t.diagnostic(`${transmissions} transmissions: ${openFiles()} files open, memory ${(grown / 1e6).toFixed(1)} MB more`)
  assert.ok(grown < SLACK + transmissions * MAX_BYTES_EACH, `${grown} bytes more after ${transmissions} transmissions`)
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
}
