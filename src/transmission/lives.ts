import { z } from 'zod'

/** Lives remembered: a backup of before all of them is told by its not knowing the last. */
const MOST = 100

const Lives = z.string().array()

/** Names of the lives of a location's database, from the text it keeps them as; those of a store are epochs. */
export const livesOf = (text = '[]'): string[] => Lives.parse(JSON.parse(text))

/** The text with another life, which begins now. */
export const withLife = (text: string, name: string): string => JSON.stringify([...livesOf(text), name].slice(-MOST))
