import { z } from 'zod'

/** Lives remembered. Leftovers of older ones would have to be put back by somebody, and so would a backup of before all of them. */
const MOST = 100

const Lives = z.string().array()

/** Names of lives, oldest first, from the text a database keeps them as. */
export const livesOf = (text = '[]'): string[] => Lives.parse(JSON.parse(text))

/** The same with one more; null: there is none yet. */
export const withLife = <T extends string>(lives: readonly T[], name: T | null): T[] =>
  name === null ? [...lives] : [...lives, name].slice(-MOST)
