import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { remove } from '../files/remove.ts'
import { replace } from '../files/replace.ts'
import { homeFault } from './home-fault.ts'

/** What the name of a file being written ends with, until it takes its place. */
export const UNFINISHED = '.tmp'

const WINDOWS = process.platform === 'win32'

/**
 * Replaces `file` as a whole: whoever reads it, also after a power cut, finds the old text or the new one. The file is
 * the owner's alone (0600) from its first moment; on Windows the rights of the folder hold instead.
 * Errors: DISK_FULL, HOME_UNUSABLE; the old file then stands as it was.
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomBytes(6).toString('hex')}${UNFINISHED}`
  try {
    await writeThrough(unfinished, text)
    await replace(unfinished, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await remove(unfinished)
    throw homeFault('write', file, error)
  }
}

async function writeThrough(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text, 'utf8')
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the rename itself durable. Windows cannot open a folder for this, and needs no such call on NTFS. */
async function syncFolder(folder: string): Promise<void> {
  if (WINDOWS) return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
