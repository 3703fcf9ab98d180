import { createWriteStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { makeFolder } from '../files/make-folder.ts'
import { remove } from '../files/remove.ts'

const DAY = 24 * 3600_000
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.zip$/

type Copied = { name: string; file: string } | { name: string; bytes: Buffer }

/**
 * The backup copy of one transmission: every payload sent or received, sealed as it went over the site, in one zip. For
 * looking into what happened (`central-office payload FILE`), not for sending again.
 */
export class BackupCopy {
  readonly #folder: string
  readonly #copied: Copied[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  /** `name`: in the zip. */
  add(direction: 'sent' | 'received', file: string, name = basename(file)): void {
    this.#copied.push({ name: `${direction}/${name}`, file })
  }

  addManifest(direction: 'sent' | 'received', name: string, bytes: Buffer): void {
    this.#copied.push({ name: `${direction}/${name}`, bytes })
  }

  /** Writes the zip, if anything moved. The files must still be there; received ones are removed then. Returns its path. */
  async write(now: Date): Promise<string | null> {
    if (this.#copied.length === 0) return null
    const target = join(this.#folder, `${now.toISOString().replaceAll(':', '-')}.zip`)
    try {
      await makeFolder(this.#folder)
      await this.#zip(target)
      return target
    } catch (error) {
      await remove(target)
      throw error
    } finally {
      // Fetched into the scratch folder for this visit, and applied: nobody needs them any more.
      for (const copied of this.#copied)
        if ('file' in copied && copied.name.startsWith('received/')) await remove(copied.file)
    }
  }

  async #zip(target: string): Promise<void> {
    const zip = new ZipFile()
    // Sealed bytes do not get smaller.
    for (const copied of this.#copied)
      if ('file' in copied) zip.addFile(copied.file, copied.name, { compress: false })
      else zip.addBuffer(copied.bytes, copied.name, { compress: false })
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(target, { mode: 0o600 }))
  }
}

/** Removes copies beyond the last `keepTransmissions` that are also older than `keepDays`. Returns how many. */
export async function pruneBackups(
  folder: string,
  keep: { keepTransmissions: number; keepDays: number },
  now: number,
): Promise<number> {
  const copies = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name)).sort()
  let removed = 0
  for (const name of copies.slice(0, Math.max(0, copies.length - keep.keepTransmissions))) {
    const file = join(folder, name)
    if (now - (await stat(file)).mtimeMs < keep.keepDays * DAY) continue
    await remove(file)
    removed++
  }
  return removed
}
