import type { Database } from '../../src/databases/database.ts'
import type { Crash } from './story.ts'

/** A location died here. Not an error the program knows: nothing of it may catch this. */
export class Died extends Error {}

/** Counts what a location does during one visit, and ends it where the story says so. */
export class CrashPoint {
  #crash: Crash | null = null
  /** How often the location has died: what is left of an earlier life does nothing any more. */
  lives = 0

  plan(crash: Crash | null): void {
    this.#crash = crash && { ...crash }
  }

  /** `last`: what is still done when it happens here. */
  pass(during: Crash['during'], last: () => void = () => {}): void {
    if (this.#crash?.during !== during) return
    if (this.#crash.after-- > 0) return
    this.#crash = null
    this.lives++
    last()
    throw new Died('died')
  }
}

/** Calls by which a location does something to its database. */
const STATEMENTS = new Set<string | symbol>(['run', 'script', 'all', 'get'])

/** The database of a location that can die before any statement. What a transaction did so far is gone then. */
export const mortal = (database: Database, crash: CrashPoint): Database =>
  new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...given: unknown[]) => {
        if (STATEMENTS.has(name)) crash.pass('database')
        return value.apply(target, given)
      }
    },
  })
