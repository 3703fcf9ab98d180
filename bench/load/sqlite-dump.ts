import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '../../test/interop/servers/programs.ts'
import type { BenchSite } from '../ground/sites.ts'
import { moverTo } from '../site/mover-to.ts'
import { pack, unpack } from './zstd.ts'

const sqlite3 = findProgram('sqlite3')
const sent = 'dump.zst'

/** Whether the `sqlite3` program is there. */
export const hasSqlite3 = (): boolean => sqlite3 !== undefined

/**
 * The peer everybody knows: `sqlite3 shop .dump | zstd -3`, up and down with curl, `zstd -dc | sqlite3 office`. Returns
 * seconds.
 */
export const dumpIntoNew = async (folder: string, shopFile: string, site: BenchSite): Promise<number> => {
  const [packed, arrived, officeFile] = ['dump.zst', 'arrived.zst', 'office.db'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const mover = moverTo(site)
  const started = performance.now()
  const dump = spawn(sqlite3 ?? '', [shopFile, '.dump'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [[dumped]] = await Promise.all([once(dump, 'close'), pack(dump.stdout, packed)])
  await mover.upload(packed, sent)
  await mover.download(sent, arrived)
  const loaded = await readInto(officeFile, arrived)
  const seconds = (performance.now() - started) / 1000
  if (dumped !== 0 || loaded !== 0)
    throw new Error(`sqlite3 failed: .dump ended with ${dumped}, reading with ${loaded}`)
  await rm(join(site.root, sent))
  return seconds
}

/** Runs packed SQL in a database. Returns how sqlite3 ended. */
export const readInto = async (file: string, packedSql: string): Promise<unknown> => {
  const load = spawn(sqlite3 ?? '', [file], { stdio: ['pipe', 'ignore', 'inherit'] })
  const [[code]] = await Promise.all([once(load, 'close'), unpack(packedSql, load.stdin)])
  return code
}
