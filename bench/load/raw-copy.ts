import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { BenchSite } from '../ground/sites.ts'
import { Laps } from '../laps.ts'
import { moverTo } from '../site/mover-to.ts'
import { packFile, unpackFile } from './zstd.ts'

const sent = 'copy.zst'

/**
 * The peer with the least to do: the shop's database file as it is, packed, up and down with curl, unpacked. No key is
 * changed, nothing sealed, nothing merged, nothing forced to disk; it ends with a file, not with a collated office.
 * Laps have the names of our parts that do the like.
 */
export const copyRaw = async (
  folder: string,
  shopFile: string,
  site: BenchSite,
): Promise<{ laps: Laps; bytes: number }> => {
  const [snapshot, packed, arrived, unpacked] = ['snapshot.db', 'sent.zst', 'arrived.zst', 'office.db'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string]
  const mover = moverTo(site)
  const laps = new Laps()
  const database = new DatabaseSync(shopFile)
  database.prepare('VACUUM INTO ?').run(snapshot)
  database.close()
  laps.end('export')
  await packFile(snapshot, packed)
  laps.end('seal')
  await mover.upload(packed, sent)
  laps.end('upload')
  await mover.download(sent, arrived)
  laps.end('download')
  await unpackFile(arrived, unpacked)
  laps.end('open')
  await rm(join(site.root, sent))
  return { laps, bytes: (await stat(packed)).size }
}
