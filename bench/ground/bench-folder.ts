import { rmSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `work` with a new temporary folder, and removes it whatever happens, Ctrl-C included. */
export const inBenchFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'central-office-bench-')))
  const interrupted = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  try {
    return await work(folder)
  } finally {
    process.off('SIGINT', interrupted)
    await removeFolder(folder)
  }
}

/** Tries again where a file that was just closed is still held, as Windows does for a moment. */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 })
