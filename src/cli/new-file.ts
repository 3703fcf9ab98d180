import { open, rm } from 'node:fs/promises'

/**
 * Makes a new file, readable by its owner alone, and runs `work`, which fills it; where that fails, the file goes again.
 * A file that is there already is never replaced: the system's EEXIST comes out.
 */
export async function newFile<T>(file: string, work: (file: string) => Promise<T>): Promise<T> {
  const handle = await open(file, 'wx', 0o600)
  await handle.close()
  try {
    return await work(file)
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}
