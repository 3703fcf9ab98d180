import { rename } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** What a rename needs of the computer; passed in by tests. */
export type RenameMachine = {
  platform: string
  rename: (from: string, to: string) => Promise<void>
  pause: (milliseconds: number) => Promise<unknown>
}
const thisMachine: RenameMachine = { platform: process.platform, rename, pause }

/** With growing pauses, about three seconds. */
const MOST_TRIES = 17
const IN_USE = new Set(['EPERM', 'EACCES', 'EBUSY'])

/**
 * Renames a file over another. On Windows a virus scanner or an indexer may hold either of them for a moment, which refuses the
 * rename: it is tried again. Every rename of this program goes this way. Errors: those of the operating system.
 */
export async function replace(from: string, to: string, machine: RenameMachine = thisMachine): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await machine.rename(from, to)
      return
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (machine.platform !== 'win32' || attempt === MOST_TRIES || !IN_USE.has(code)) throw error
      await machine.pause(20 * attempt)
    }
  }
}
