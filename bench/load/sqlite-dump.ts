import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { Laps } from '../laps.ts'

/** Whether the `sqlite3` program is there. */
export const hasSqlite3 = (): boolean => spawnSync('sqlite3', ['--version'], { stdio: 'ignore' }).status === 0

/**
 * The peer everybody knows: `sqlite3 shop .dump | sqlite3 office`, two processes side by side, without any network.
 * Returns seconds.
 */
export const dumpIntoNew = async (shopFile: string, officeFile: string): Promise<number> => {
  const laps = new Laps()
  const dump = spawn('sqlite3', [shopFile, '.dump'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const load = spawn('sqlite3', [officeFile], { stdio: ['pipe', 'ignore', 'inherit'] })
  const [[dumped], [loaded]] = await Promise.all([
    once(dump, 'close'),
    once(load, 'close'),
    pipeline(dump.stdout, load.stdin),
  ])
  if (dumped !== 0 || loaded !== 0)
    throw new Error(`sqlite3 failed: .dump ended with ${dumped}, reading with ${loaded}`)
  laps.end('whole')
  return laps.whole
}
