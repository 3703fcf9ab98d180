import type { DatabaseSync } from 'node:sqlite'
import { type Random, randomFrom } from './random.ts'

/** Where people's own words stand. The scarce ones come first: what they lack is made up from those that follow. */
const sources = [
  ['technicians', 'name'],
  ['customers', 'company'],
  ['vehicles', 'notes'],
  ['customers', 'notes'],
  ['repair_orders', 'complaint'],
  ['customers', 'email'],
  ['customers', 'name'],
  ['customers', 'phone'],
  ['vehicles', 'vin'],
] as const

const shortest = 8

/**
 * Up to `count` different text values of at least 8 characters from a shop's tables (those the database has), spread
 * evenly over names, phone numbers, VINs, notes and the like: to be searched for where none may be seen. The same
 * database content and seed give the same values, whatever the order of its rows.
 */
export const sampleValues = (database: DatabaseSync, count: number, seed: number): string[] => {
  const present = sources.filter(([table]) => hasTable(database, table))
  const found = new Set<string>()
  present.forEach(([table, column], index) => {
    const share = Math.ceil((count - found.size) / (present.length - index))
    const random = randomFrom(seed, 'sample', table, column)
    for (const value of drawSample(longValues(database, table, column), share, random)) found.add(value)
  })
  return [...found].slice(0, count)
}

const hasTable = (database: DatabaseSync, table: string): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?").get(table) !== undefined

const longValues = function* (database: DatabaseSync, table: string, column: string): Generator<string> {
  const statement = database.prepare(`
    SELECT DISTINCT ${column} AS value
    FROM ${table}
    WHERE length(${column}) >= ${shortest}
    ORDER BY value`)
  for (const { value } of statement.iterate()) yield String(value)
}

/** Each value has the same chance, in one pass, keeping no more than the sample. */
const drawSample = (values: Iterable<string>, count: number, random: Random): string[] => {
  const kept: string[] = []
  let seen = 0
  for (const value of values) {
    seen += 1
    if (kept.length < count) kept.push(value)
    else {
      const place = random.whole(0, seen - 1)
      if (place < count) kept[place] = value
    }
  }
  return kept
}
