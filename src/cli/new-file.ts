import { open } from 'node:fs/promises'
import { remove } from '../files/remove.ts'

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
    await remove(file)
    throw error
  }
}
