import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Report } from '../figure.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import type { Ground } from '../ground/ground.ts'
import { openShop } from '../ground/sample-shop.ts'
import { Samples } from '../samples.ts'
import { captureShop } from './captured-shop.ts'
import { type LineWriter, lineWriter } from './line-writer.ts'

type Who = 'captured' | 'plain' | 'recorded'
const whoWrites: Who[] = ['captured', 'plain', 'recorded']

type Write = 'insert' | 'update' | 'remove'
type Job = {
  what: string
  write: Write
  rows: number
  /** Rows in a transaction. */
  each: number
  /** As SQLite comes, a commit waits for the disk (FULL). Without that the cost of capture itself is seen. */
  synchronous: 'FULL' | 'OFF'
  /** Pages that the shop's connection keeps in memory. As SQLite comes, 2,000 KiB. */
  cacheKib: number
  aim?: string
}

/** Enough for the write-ahead log to be taken into the file several times on both sides. */
const singleRows = 2_000
const bulkRows = 20_000
/** Rows written in one shop before it is the other's turn. */
const turn = 100
const [usualCacheKib, largeCacheKib] = [2_000, 65_536]

/** The shop's own writes with capture, beside the same without and with a session recording, in turn, on the order lines of equal shops. */
export const benchWrites = async (ground: Ground): Promise<Report> => {
  const { folder, shop, runs, tell } = ground
  const own = join(folder, 'writes')
  await mkdir(own)
  const open: DatabaseSync[] = []
  const copyShop = (name: string) => shop.copyTo(join(own, name))
  const writeInto = (file: string) => {
    const database = openShop(file)
    open.push(database)
    return lineWriter(database)
  }
  try {
    tell('writes: starting to capture')
    const captured = copyShop('captured.db')
    await captureShop(captured)
    const shops: Record<Who, LineWriter> = {
      captured: writeInto(captured),
      plain: writeInto(copyShop('plain.db')),
      recorded: writeInto(copyShop('recorded.db')),
    }

    const jobs = jobsFor(countLines(shops.plain.database), runs)
    const samples = { captured: new Samples(), plain: new Samples(), recorded: new Samples() }
    for (let run = 1; run <= runs; run++) {
      for (const job of jobs) {
        tell(`writes ${run}/${runs}: ${job.what}`)
        // Nobody is always the first.
        const order = whoWrites.map((_, at) => whoWrites[(at + run) % whoWrites.length] as Who)
        const session = shops.recorded.database.createSession()
        const seconds = inTurn(job, order, shops)
        session.close()
        for (const who of whoWrites) samples[who].add(job.what, seconds[who])
      }
    }
    const beside = ({ what, aim }: Job, name: string, who: Who) => ({
      benchmark: 'writes',
      what,
      unit: 'seconds' as const,
      ours: samples.captured.of(what),
      peer: { name, samples: samples[who].of(what) },
      ratio: 'cost' as const,
      ...(aim === undefined || who !== 'plain' ? {} : { aim }),
    })
    const figures = jobs.flatMap((job) => [
      beside(job, 'without capture', 'plain'),
      beside(job, 'session recording', 'recorded'),
    ])
    return { figures, skips: [] }
  } finally {
    for (const database of open) database.close()
    await removeFolder(own)
  }
}

const bulkAims: Record<Write, string> = { insert: '<= 1.5', update: '<= 2', remove: '' }
/** A commit that waits for the disk hides nearly all of it. */
const singleAim = '<= 1.1'

/** Every row is changed or deleted once only, in all runs together, so a small shop makes do with fewer. */
const jobsFor = (lines: number, runs: number): Job[] => {
  const aRun = lines / runs
  const single = Math.min(singleRows, Math.floor(aRun / 8))
  const bulk = Math.min(bulkRows, Math.floor((aRun - 2 * single) / 4))
  const job = (write: Write, how: string, more: Pick<Job, 'rows' | 'each'> & Partial<Job>): Job => ({
    what: `${write === 'remove' ? 'delete' : write} ${more.rows} rows, ${how}`,
    ...{ write, synchronous: 'FULL', cacheKib: usualCacheKib, aim: bulkAims[write] },
    ...more,
  })
  return [
    ...(['insert', 'update'] as const).flatMap((write) => [
      job(write, 'one a transaction', { rows: single, each: 1, aim: singleAim }),
      job(write, 'one a transaction, not waiting for the disk', { rows: single, each: 1, synchronous: 'OFF' }),
    ]),
    ...(['insert', 'update', 'remove'] as const).flatMap((write) => [
      job(write, 'one transaction', { rows: bulk, each: bulk }),
      job(write, 'one transaction, page cache 64 MiB', { rows: bulk, each: bulk, cacheKib: largeCacheKib }),
    ]),
  ]
}

/** Seconds each of the shops took. Small transactions take turns, so that all meet the same weather. */
const inTurn = (job: Job, order: Who[], shops: Record<Who, LineWriter>): Record<Who, number> => {
  for (const { database } of Object.values(shops))
    database.exec(`
      PRAGMA synchronous = ${job.synchronous};
      PRAGMA cache_size = -${job.cacheKib};
      PRAGMA wal_checkpoint(TRUNCATE)`)
  const seconds = { captured: 0, plain: 0, recorded: 0 }
  const rowsATurn = Math.max(job.each, turn)
  for (let done = 0; done < job.rows; done += rowsATurn) {
    const rows = Math.min(rowsATurn, job.rows - done)
    for (const who of order) seconds[who] += writeRows(shops[who], job, rows)
  }
  return seconds
}

const writeRows = (shop: LineWriter, { write, each }: Job, rows: number): number => {
  const started = performance.now()
  for (let row = 0; row < rows; row += each) {
    shop.database.exec('BEGIN IMMEDIATE')
    for (let written = 0; written < each; written++) shop[write]()
    shop.database.exec('COMMIT')
  }
  return (performance.now() - started) / 1000
}

const countLines = (database: DatabaseSync): number =>
  Number(database.prepare('SELECT count(*) AS lines FROM order_lines').get()?.lines)
