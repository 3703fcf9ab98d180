import type { DatabaseSync } from 'node:sqlite'
import { CentralOfficeError } from '../../model/errors.ts'
import { dateText, dayNumber, usualLastDay } from './calendar.ts'
import { fillCatalogue, readCatalogue } from './catalogue.ts'
import { customerBook } from './customer-book.ts'
import { fillHistory } from './fill-history.ts'
import { drawName } from './households.ts'
import { inOneTransaction } from './in-one-transaction.ts'
import { randomFrom } from './random.ts'
import { shopSchema } from './schema.ts'
import { isStocked, shopPlan } from './shop-plan.ts'
import { shopWriter } from './shop-writer.ts'
import { captions } from './workshop-words.ts'

type ShopOptions = {
  /** Of the network: shops with the same seed share the price list and a few customers. */
  seed: number
  /** About how many rows in all (within 15 % from 1,000 rows up). */
  rows: number
  /** Which shop of the network, from 0. */
  store: number
  /** How many years its records reach back from the last day. At least 1; 4 unless told. */
  years?: number
  /** The last day of its records: `2026-03-31` unless told. */
  lastDate?: string
}

/**
 * Fills a new database with a shop's records; makes the tables of `shopSchema` where they are missing. The same options
 * give the same content on every machine at any time. One transaction, memory independent of `rows`; turns foreign keys
 * on for this connection. Fails with USAGE, changing nothing, on a database that is already
 * filled.
 */
export const fillShop = (database: DatabaseSync, options: ShopOptions): void => {
  const { seed, rows, store, years = 4, lastDate = usualLastDay } = options
  const plan = shopPlan(rows, years)
  const lastDay = dayNumber(lastDate)
  const firstDay = lastDay - Math.round(years * 365.25)
  const book = customerBook({ seed, store, customers: plan.customers, firstDay, lastDay })

  database.exec('PRAGMA foreign_keys = ON')
  withRoom(database, () =>
    inOneTransaction(database, () => {
      database.exec(shopSchema)
      refuseFilled(database)
      const writer = shopWriter(database)
      fillCatalogue(database, { seed, rows })
      fillStock(database, seed, store, lastDay)
      fillTechnicians(database, seed, store, { count: plan.technicians, lastDay })
      for (let index = 0; index < plan.customers; index += 1) writer.household(book.household(index))
      fillPhotos(database, seed, store, { vehicles: plan.photographed, lastDay })
      fillHistory(writer, { seed, store, plan, book, firstDay, lastDay, catalogue: readCatalogue(database) })
      leaveGaps(database)
    }),
  )
}

const refuseFilled = (database: DatabaseSync): void => {
  if (database.prepare('SELECT 1 FROM customers LIMIT 1').get() === undefined) return
  throw new CentralOfficeError('USAGE', 'Sample data was not written because the database already holds a shop.', {
    hint: 'Name a new database file for the sample data.',
  })
}

/** Lets SQLite keep 32 MiB of pages while filling: its usual 2 MiB make it write the same index pages over and over. */
const withRoom = (database: DatabaseSync, work: () => void): void => {
  const before = database.prepare('PRAGMA cache_size').get()?.cache_size
  database.exec('PRAGMA cache_size = -32768')
  try {
    work()
  } finally {
    database.exec(`PRAGMA cache_size = ${Number(before)}`)
  }
}

/** Each shop stocks its own choice of the price list, each part in a bin of its own or not put away yet. */
const fillStock = (database: DatabaseSync, seed: number, store: number, lastDay: number): void => {
  const random = randomFrom(seed, 'stock', store)
  const insert = database.prepare(
    'INSERT INTO parts (part_number, on_hand, bin, min_stock, counted_on) VALUES (?, ?, ?, ?, ?)',
  )
  readCatalogue(database).parts.forEach((part, index) => {
    if (!isStocked(random.fraction())) return
    const onHand = part.unit === 'litre' ? random.whole(-20, 2000) / 10 : random.whole(-1, 24)
    const shelf = `${'ABCDEFGH'[index % 8]}${1 + (Math.floor(index / 8) % 40)}-${1 + Math.floor(index / 320)}`
    const counted = random.chance(0.8) ? dateText(lastDay - random.whole(0, 400)) : null
    insert.run(part.partNumber, onHand, random.chance(0.97) ? shelf : null, random.whole(0, 6), counted)
  })
}

const fillTechnicians = (
  database: DatabaseSync,
  seed: number,
  store: number,
  { count, lastDay }: { count: number; lastDay: number },
): void => {
  const random = randomFrom(seed, 'technicians', store)
  const insert = database.prepare(
    'INSERT INTO technicians (id, name, badge, hourly_cost, active, hired) VALUES (?, ?, ?, ?, ?, ?)',
  )
  for (let id = 1; id <= count; id += 1) {
    const badge = random.chance(0.9) ? `T${String(store).padStart(3, '0')}-${String(id).padStart(2, '0')}` : null
    const hired = random.chance(0.9) ? dateText(lastDay - random.whole(100, 9000)) : null
    insert.run(id, drawName(random), badge, random.whole(180, 420) / 10, random.chance(0.9) ? 1 : 0, hired)
  }
}

const fillPhotos = (
  database: DatabaseSync,
  seed: number,
  store: number,
  { vehicles, lastDay }: { vehicles: number; lastDay: number },
): void => {
  const random = randomFrom(seed, 'photos', store)
  const insert = database.prepare(
    'INSERT INTO vehicle_photos (vin, position, taken_at, caption, image, thumbnail) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const vins = database.prepare('SELECT vin FROM vehicles ORDER BY vin LIMIT ?').all(vehicles)
  vins.forEach(({ vin }, index) => {
    for (let position = 1; position <= 1 + (index % 2); position += 1) {
      const taken = `${dateText(lastDay - random.whole(0, 600))} 09:${random.whole(10, 59)}:${random.whole(10, 59)}`
      // The first bytes of a JPEG file, then what looks compressed. A thumbnail may be missing or empty: not the same.
      const image = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...random.bytes(random.whole(600, 6000)))
      const thumbnail = [null, new Uint8Array(0), random.bytes(48)][index % 3] ?? null
      insert.run(vin ?? null, position, taken, random.fillIn(random.pick(captions)), image, thumbnail)
    }
  })
}

/** Rows that people have taken out again leave holes in the numbering. */
const leaveGaps = (database: DatabaseSync): void => {
  database.exec(`
    DELETE FROM repair_orders WHERE status = 'cancelled' AND id % 4 <> 0;
    DELETE FROM appointments WHERE state = 'withdrawn' AND id % 5 <> 0;`)
}
