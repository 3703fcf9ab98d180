import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchSite } from '../ground/sites.ts'
import { Laps } from '../laps.ts'
import { readInto } from '../load/sqlite-dump.ts'
import { pack } from '../load/zstd.ts'
import { moverTo } from '../site/mover-to.ts'

const sent = 'changes.sql.zst'

/**
 * The peer that needs nobody to watch: `sqldiff` finds what differs from a copy of the last time, as SQL, which goes packed
 * over the same site into an equal database. It reads both databases whole, and wants the room for a second one; making that
 * copy is not counted. Laps have the names of our parts that do the like.
 */
export const copyDifferences = async (
  { program, folder }: { program: string; folder: string },
  { shopFile, replicaFile }: { shopFile: string; replicaFile: string },
  site: BenchSite,
  change: () => void,
): Promise<{ laps: Laps; bytes: number }> => {
  const [before, packed, arrived] = ['before.db', 'changes.zst', 'arrived.zst'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await copyFile(shopFile, before)
  const mover = moverTo(site)
  const laps = new Laps()
  change()
  laps.end('change')
  const diff = spawn(program, ['--transaction', before, shopFile], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [[found]] = await Promise.all([once(diff, 'close'), pack(diff.stdout, packed)])
  if (found !== 0) throw new Error(`sqldiff ended with ${found}`)
  laps.end('export')
  await mover.upload(packed, sent)
  await mover.download(sent, arrived)
  laps.end('site')
  const merged = await readInto(replicaFile, arrived)
  if (merged !== 0) throw new Error(`sqlite3 ended with ${merged}`)
  laps.end('merge')
  const { size } = await stat(packed)
  for (const file of [before, packed, arrived, join(site.root, sent)]) await rm(file)
  return { laps, bytes: size }
}
