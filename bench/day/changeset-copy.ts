import type { DatabaseSync } from 'node:sqlite'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { BenchSite } from '../ground/sites.ts'
import { Laps } from '../laps.ts'

const name = 'changes.zst'
const maxBytes = 1024 ** 3

/**
 * The peer that SQLite itself offers: a session notices the changes of one connection, its changeset goes packed over the
 * same site and is applied to an equal database. It knows no second writer, no conflict rule, no key but the shop's, and
 * forgets everything when the connection closes. Laps have the names of our parts that do the like.
 */
export const copyChanges = async (
  shop: DatabaseSync,
  replica: DatabaseSync,
  site: BenchSite,
  homeDir: string,
  change: (database: DatabaseSync) => void,
): Promise<{ laps: Laps; bytes: number }> => {
  const laps = new Laps()
  const session = shop.createSession()
  change(shop)
  laps.end('change')
  const changeset = session.changeset()
  session.close()
  laps.end('export')
  const packed = zstdCompressSync(changeset, { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
  laps.end('seal')

  const uploading = await connectToSite(site.settings(homeDir), site.password)
  await uploading.upload(packed, name)
  await uploading.close()
  const downloading = await connectToSite(site.settings(homeDir), site.password)
  const arrived = await downloading.read(name, maxBytes)
  await downloading.remove(name)
  await downloading.close()
  laps.end('site')
  const unpacked = zstdDecompressSync(arrived)
  laps.end('open')
  if (!replica.applyChangeset(unpacked)) throw new Error('the changeset did not fit the replica')
  laps.end('merge')
  return { laps, bytes: packed.length }
}
