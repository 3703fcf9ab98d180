import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { type AfterKills, afterKills } from './after-kills.ts'
import type { Boundary, Work } from './keep-transmitting.ts'
import { SiteNetwork } from './site-network.ts'

const WORKER = fileURLToPath(new URL('keep-transmitting.ts', import.meta.url))
/** Every second process dies at one of these by itself, the others at any moment. */
const BOUNDARIES: Boundary[] = ['connect', 'receive', 'import', 'made', 'sealing', 'export', 'send']
/** Longest time until a process is killed, milliseconds, for each location that works in it. */
const LONGEST = 40

/**
 * Kills locations at work, `kills` in all, each of them in the middle of whatever it does: half at random moments, half at the
 * boundaries of steps. The shops of all networks work in one process and the offices in another, so that one signal kills many.
 * Then all of them are opened again, and what has become of their rows is held against what they noted.
 */
export async function killLocations(
  t: Pick<TestContext, 'after'>,
  { kills, networks }: { kills: number; networks: number },
): Promise<AfterKills & { kills: number }> {
  const all = await Promise.all(Array.from({ length: networks }, () => SiteNetwork.start(t, 1)))
  const places = await Promise.all(all.map(closed))
  const cache = join((all[0] as SiteNetwork).folder, 'cache')
  let done = 0
  const pair = (seed: number) =>
    (['store', 'office'] as const).map((role, i) =>
      workers(cache, {
        locations: places.map((place) => ({ role, seed, ...place[role] })),
        boundary:
          (seed + i) % 2 === 0
            ? { at: BOUNDARIES[(seed >> 1) % BOUNDARIES.length] as Boundary, nth: 1 + (seed % (2 * networks)) }
            : null,
      }),
    )
  let next = pair(0)
  for (let seed = 1; done < kills; seed++) {
    const now = next
    next = pair(seed)
    await Promise.all(now.map((one) => one.killed(LONGEST * networks)))
    done += 2 * networks
  }
  for (const one of next) one.dismiss()

  const after: AfterKills = { lost: [], doubled: [], stuck: [] }
  for (const [i, network] of all.entries()) {
    const { office, store } = places[i] as Places
    network.office = await Office.open(office.home)
    network.shop.store = await Store.open(store.home)
    const found = await afterKills(network, office.file)
    after.lost.push(...found.lost)
    after.doubled.push(...found.doubled)
    after.stuck.push(...found.stuck)
  }
  return { ...after, kills: done }
}

type Place = { home: string; file: string }
type Places = { office: Place; store: Place }

/** Lets go of a network's homes, so that others can work on them. */
async function closed(network: SiteNetwork): Promise<Places> {
  const { office, shop } = network
  const places = {
    office: { home: office.open.home.folder, file: office.open.settings.database },
    store: { home: shop.home, file: shop.file },
  }
  await network.settle()
  await office.replica.database.script('CREATE TABLE control (id TEXT PRIMARY KEY, value)')
  await shop.store.close()
  await office.close()
  return places
}

/** A process of locations, loaded and waiting. */
function workers(cache: string, work: Work) {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache }
  const child = fork(WORKER, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env })
  let complaint = ''
  child.stderr?.on('data', (text) => (complaint += text))
  const ended = once(child, 'exit')
  const ready = Promise.race([once(child, 'message'), ended])
  return {
    /** Lets them work, and sees that they are killed within some milliseconds of their first edits. */
    async killed(within: number) {
      await ready
      child.send(work)
      // However slow the machine: a process that never did anything would be killed for nothing.
      await Promise.race([once(child, 'message'), ended])
      await Promise.race([pause(work.boundary ? within : Math.random() * within), ended])
      child.kill('SIGKILL')
      const [, signal] = await ended
      assert.equal(signal, 'SIGKILL', complaint)
    },
    /** Some that were never told to begin. */
    dismiss: () => child.kill('SIGKILL'),
  }
}
