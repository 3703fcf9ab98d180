import type { DatabaseSync } from 'node:sqlite'
import { dateText, dayNumber } from './calendar.ts'
import { inOneTransaction } from './in-one-transaction.ts'
import { type Random, randomFrom } from './random.ts'
import { brands, operationVerbs, partKinds, partVariants } from './workshop-words.ts'

/** A line of the price list; prices in cents for one unit. */
type PricedPart = { partNumber: string; description: string; unit: string; price: number }
/** A labour operation: flat-rate hours, and cents an hour. */
type Operation = { code: string; description: string; hours: number; hourlyRate: number }
export type Catalogue = { parts: readonly PricedPart[]; operations: readonly Operation[] }

/** How many parts and operations a network of shops of about `rows` rows each has. */
export const catalogueSize = (rows: number): { parts: number; operations: number } => ({
  parts: Math.min(20_000, Math.max(12, Math.round(rows * 0.06))),
  operations: Math.min(800, Math.max(8, Math.round(rows * 0.02))),
})

/**
 * Fills price_list and labour_operations: what the head office maintains, the same for all shops of one seed and size (a
 * smaller network has the beginning of a larger one's list). For the office's own database; `fillShop` does it for a shop.
 */
export const fillCatalogue = (database: DatabaseSync, options: { seed: number; rows: number }): void => {
  const size = catalogueSize(options.rows)
  inOneTransaction(database, () => {
    const part = database.prepare(`
      INSERT INTO price_list (part_number, description, brand, category, unit, price, cost, valid_from)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    for (let index = 0; index < size.parts; index += 1) part.run(...drawPart(options.seed, index))
    const operation = database.prepare(
      'INSERT INTO labour_operations (code, description, hours, hourly_rate) VALUES (?, ?, ?, ?)',
    )
    for (let index = 0; index < size.operations; index += 1) operation.run(...drawOperation(options.seed, index))
  })
}

/**
 * What the shop's database offers for sale now. Ordered by the counting part of the keys, so that the popular front of
 * the list holds parts of every kind.
 */
export const readCatalogue = (database: DatabaseSync): Catalogue => ({
  parts: database
    .prepare(
      'SELECT part_number AS partNumber, description, unit, price FROM price_list ORDER BY substr(part_number, 5)',
    )
    .all() as PricedPart[],
  operations: database
    .prepare(
      'SELECT code, description, hours, hourly_rate AS hourlyRate FROM labour_operations ORDER BY substr(code, 3)',
    )
    .all() as Operation[],
})

const drawPart = (seed: number, index: number) => {
  const random = randomFrom(seed, 'part', index)
  const kind = random.pick(partKinds)
  const brand = random.pick(brands)
  const price = drawPrice(random, kind.price)
  return [
    // The first digits tell parts apart, the rest makes the number worth looking for.
    `${kind.code}-${String(index).padStart(5, '0')}-${random.fillIn('###')}`,
    `${random.pick(kind.names)}, ${random.pick(partVariants)}, ${brand} ${random.fillIn('##/###')}`,
    random.chance(0.04) ? null : brand,
    kind.category,
    kind.unit,
    price,
    random.chance(0.03) ? null : Math.round(price * (0.45 + random.fraction() * 0.3)),
    dateText(dayNumber('2019-01-01') + random.whole(0, 2500)),
  ] as const
}

/** Mostly near what is usual, sometimes several times as much; many end in 90 or 95. */
const drawPrice = (random: Random, usual: number): number => {
  const price = Math.max(95, Math.round(usual * (0.5 + 2.5 * random.fraction() ** 3 + 0.2 * random.bell())))
  if (random.chance(0.3)) return price
  return price - (price % 100) + random.pick([90, 95, 50, 0])
}

const drawOperation = (seed: number, index: number) => {
  const random = randomFrom(seed, 'operation', index)
  const kind = random.pick(partKinds)
  return [
    `${kind.code.slice(0, 2)}${String(index).padStart(4, '0')}`,
    `${random.pick(operationVerbs)}: ${random.pick(kind.names).toLowerCase()}, ${random.pick(partVariants)}`,
    random.pickPopular([0.5, 0.3, 0.8, 1, 1.2, 0.2, 1.7, 2.4, 3.1, 4.6, 7.9]),
    random.pick([9_900, 11_900, 11_900, 11_900, 14_500]),
  ] as const
}
