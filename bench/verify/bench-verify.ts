import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from '../../src/location/store.ts'
import type { VisitResult } from '../../src/model/visit-event.ts'
import type { Figure, Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork, type Network } from '../ground/network.ts'
import { hasSqlite3 } from '../load/sqlite-dump.ts'
import { Samples } from '../samples.ts'

const DIFFERING = 10

/** `verify` of a whole shop: what it costs each side beside `sqlite3 .sha3sum` of the same tables, and what it sends. */
export const benchVerify = async (ground: Ground): Promise<Report> => {
  const { folder, sites, shop, runs, tell } = ground
  const [ours, peer] = [new Samples(), hasSqlite3() ? new Samples() : null]
  for (let run = 1; run <= runs; run++) {
    tell(`verify ${run}/${runs}: load`)
    const network = await makeNetwork(folder, `verify-${run}`, sites.plain, shop.copyTo)
    try {
      await network.join()
      const store = await network.openStore()
      for (let visit = 0; visit < 2; visit++) {
        await store.transmit()
        await network.office.transmit()
      }
      for (const what of ['equal', 'differing'] as const) {
        tell(`verify ${run}/${runs}: ${what}`)
        if (what === 'differing') damage(network.shopFile)
        await verify(network, store, what, ours)
      }
      await store.close()
    } finally {
      await network.remove()
    }
    if (peer === null) continue
    tell(`verify ${run}/${runs}: .sha3sum`)
    const file = shop.copyTo(join(folder, 'summed.db'))
    peer.add(
      'seconds',
      timed(() => sha3sum(file)),
    )
    await rm(file)
  }
  return report(ours, peer)
}

/** One comparison to its end, with a stopwatch on each side's share. */
const verify = async ({ office }: Network, store: Store, what: string, samples: Samples): Promise<void> => {
  const [link] = await office.stores()
  if (link === undefined) throw new Error('the network has no store')
  await office.verify(link.guid, { again: true, repair: false })
  let bytes = 0
  const visit = async (side: string, transmit: () => Promise<VisitResult>) => {
    const from = performance.now()
    const { sent, problems } = await transmit()
    const [problem] = problems
    if (problem) throw new Error(`the transmission met a problem: ${problem.message}`)
    bytes += sent.bytes
    return { side, seconds: (performance.now() - from) / 1000 }
  }
  const visits = [await visit('office', () => office.transmit()), await visit('store', () => store.transmit())]
  for (let more = 0; more < 8; more++) {
    await visit('office', () => office.transmit())
    const verified = await office.verified(link, 1)
    if (verified?.state === 'done') {
      const expected = what === 'equal' ? 0 : DIFFERING
      if (verified.differences.total !== expected)
        throw new Error(`${verified.differences.total} rows are said to differ, and ${expected} do`)
      for (const { side, seconds } of visits) samples.add(`${side} ${what}`, seconds)
      samples.add(`bytes ${what}`, bytes)
      return
    }
    await visit('store', () => store.transmit())
  }
  throw new Error('the comparison does not come to its end')
}

/** Changes rows so that nobody notices, as a failing disk would. */
const damage = (file: string): void => {
  const shop = new DatabaseSync(file)
  try {
    shop.exec(`BEGIN; INSERT INTO central_office_applying VALUES (1);
      UPDATE order_lines SET quantity = quantity + 1 WHERE rowid IN (
        SELECT rowid FROM order_lines ORDER BY random() LIMIT ${DIFFERING});
      DELETE FROM central_office_applying; COMMIT`)
  } finally {
    shop.close()
  }
}

const sha3sum = (file: string): void => {
  const { status } = spawnSync('sqlite3', [file, '.sha3sum'], { stdio: 'ignore' })
  if (status !== 0) throw new Error(`sqlite3 .sha3sum ended with ${status}`)
}

const timed = (work: () => void): number => {
  const from = performance.now()
  work()
  return (performance.now() - from) / 1000
}

const report = (ours: Samples, peer: Samples | null): Report => {
  const beside = (what: string, lap: string): Figure => ({
    ...{ benchmark: 'verify', what, unit: 'seconds', ours: ours.of(lap) },
    ...(peer === null
      ? {}
      : { peer: { name: 'sqlite3 .sha3sum', samples: peer.of('seconds') }, ratio: 'cost', aim: '<= 1.5' }),
  })
  const bytes = (what: string, lap: string, aim?: string): Figure => ({
    ...{ benchmark: 'verify', what, unit: 'bytes', ours: ours.of(lap) },
    ...(aim === undefined ? {} : { aim }),
  })
  return {
    figures: [
      beside('equal: visit of the office that asks', 'office equal'),
      beside('equal: visit of the store that answers', 'store equal'),
      beside(`${DIFFERING} rows differ: visit of the store`, 'store differing'),
      bytes('equal: bytes sent, both ways', 'bytes equal'),
      bytes(`${DIFFERING} rows differ: bytes sent, both ways`, 'bytes differing', '< 1 MB of 5 million rows'),
    ],
    skips:
      peer === null
        ? [{ benchmark: 'verify', what: 'beside .sha3sum', why: 'the program sqlite3 is not installed' }]
        : [],
  }
}
