import asyncHooks from 'node:async_hooks'
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { isMainThread } from 'node:worker_threads'

// Loaded by the npm scripts that run tests, in each process that runs test files: the test runner itself does not load it. These
// processes and the commands they start find here what makes them start and write quickly, and nothing that changes what they do.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE)
if (isMainThread && process.env.NODE_TEST_CONTEXT !== undefined) {
  followNoPromises()
  // With a heap as small as theirs V8 begins to mark it anew as soon as it is done: its limit is no higher than the young generation.
  setFlagsFromString('--no-incremental-marking')
}
const folder = process.env.TMPDIR === undefined ? folderInMemory() : null
if (folder !== null) {
  process.env.TMPDIR = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
}

/** Linux holds /dev/shm in memory: no test waits for a disk there. In some containers it is too small, elsewhere there is none. */
function folderInMemory(): string | null {
  const place = '/dev/shm'
  try {
    accessSync(place, constants.W_OK)
    const { bavail, bsize } = statfsSync(place)
    if (bavail * bsize < 2 ** 31) return null
    const folder = mkdtempSync(`${place}/central-office-tests-`)
    chmodSync(folder, 0o711) // servers under users of their own reach what lies in it, as they do in /tmp
    return folder
  } catch {
    return null
  }
}

/**
 * Node's test runner follows every promise, to tell in which test an error was thrown that nobody caught: a fifth of the time of all
 * tests. Here such an error fails the file, and its stack is printed.
 */
function followNoPromises(): void {
  const { createHook } = asyncHooks
  const idle = { enable: () => idle, disable: () => idle }
  const ofTheRunner = () => new Error().stack?.includes('node:internal/test_runner') === true
  Object.assign(asyncHooks, {
    createHook: (callbacks: asyncHooks.HookCallbacks) => (ofTheRunner() ? idle : createHook(callbacks)),
  })
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error) => console.error(error))
}
