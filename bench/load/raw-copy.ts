import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { BenchSite } from '../ground/sites.ts'
import { Laps } from '../laps.ts'

/**
 * The peer with the least to do: the shop's database file as it is, packed, over the same site, unpacked. No key is
 * changed, nothing sealed, nothing merged, nothing forced to disk; it ends with a file, not with a collated office.
 * Laps have the names of our parts that do the like.
 */
export const copyRaw = async (
  folder: string,
  shopFile: string,
  site: BenchSite,
  homeDir: string,
): Promise<{ laps: Laps; bytes: number }> => {
  const [snapshot, packed, arrived, unpacked] = ['snapshot.db', 'sent.zst', 'arrived.zst', 'office.db'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string]
  const laps = new Laps()
  const database = new DatabaseSync(shopFile)
  database.prepare('VACUUM INTO ?').run(snapshot)
  database.close()
  laps.end('export')
  const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }
  await pipeline(createReadStream(snapshot), createZstdCompress(level), createWriteStream(packed))
  laps.end('seal')
  const { size } = await stat(packed)

  const uploading = await connectToSite(site.settings(homeDir), site.password)
  await uploading.upload(packed, 'copy.zst')
  await uploading.close()
  laps.end('upload')
  const downloading = await connectToSite(site.settings(homeDir), site.password)
  await downloading.download('copy.zst', arrived, size)
  await downloading.remove('copy.zst')
  await downloading.close()
  laps.end('download')
  await pipeline(createReadStream(arrived), createZstdDecompress(), createWriteStream(unpacked))
  laps.end('open')
  return { laps, bytes: size }
}
