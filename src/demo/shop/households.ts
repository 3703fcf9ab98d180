import { dateText } from './calendar.ts'
import * as people from './people-words.ts'
import type { Random } from './random.ts'
import { drawVin } from './vin.ts'
import { colours, engines, makes, vehicleNotes } from './workshop-words.ts'

type Customer = {
  id: string
  name: string
  company: string | null
  phone: string | null
  mobile: string | null
  email: string | null
  street: string | null
  postcode: string | null
  city: string | null
  /** Money units with up to two decimals, as the shop program keeps it. */
  creditLimit: number | null
  taxExempt: number
  /** Beyond 2^53, so it is a bigint throughout. */
  loyaltyNumber: bigint | null
  notes: string | null
  since: string
}

type Vehicle = {
  vin: string
  plate: string | null
  make: string
  model: string
  year: number
  engine: string | null
  colour: string | null
  odometer: number | null
  frontCamber: number | null
  notes: string | null
}

/** A customer with 1 to 5 vehicles. */
export type Household = { customer: Customer; vehicles: Vehicle[] }

const vehicleCounts = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 5]

/** Draws a household that has come since that day. */
export const drawHousehold = (random: Random, sinceDay: number): Household => {
  const customer = drawCustomer(random, sinceDay)
  const vehicles = Array.from({ length: random.pick(vehicleCounts) }, () => drawVehicle(random, sinceDay))
  return { customer, vehicles }
}

/** With 555 in the middle, as numbers of invented people have. */
export const drawPhone = (random: Random): string => random.fillIn(random.pick(['(2##) 555-01##', '+1 3## 555 ####']))

export const drawName = (random: Random): string =>
  random.chance(0.06)
    ? random.pick(people.wholeNames)
    : `${random.pick(people.firstNames)} ${random.pick(people.lastNames)}`

const drawCustomer = (random: Random, sinceDay: number): Customer => {
  const id = random.uuid()
  const hasAddress = random.chance(0.85)
  return {
    id,
    name: drawName(random),
    company: random.chance(0.12) ? random.fillIn(random.pick(people.companies)) : null,
    phone: random.chance(0.9) ? drawPhone(random) : null,
    mobile: random.chance(0.5) ? drawPhone(random) : random.pick([null, '']),
    email: random.chance(0.6)
      ? `${id.slice(0, 8)}@example.${random.pick(['com', 'org', 'net'])}`
      : random.pick([null, '']),
    street: hasAddress ? `${random.pick(people.streets)} ${random.whole(1, 240)}` : null,
    postcode: hasAddress ? random.digits(5) : null,
    city: hasAddress ? random.pick(people.cities) : '',
    creditLimit: random.chance(0.2) ? random.pick([500, 1000, 2500, 749.5, 1234.56]) : null,
    taxExempt: random.chance(0.03) ? 1 : 0,
    loyaltyNumber: random.chance(0.3) ? 9_007_199_254_740_993n + BigInt(random.digits(12)) : null,
    notes: random.chance(0.35) ? random.fillIn(random.pick(people.customerNotes)) : random.pick([null, null, '']),
    since: dateText(sinceDay),
  }
}

const drawVehicle = (random: Random, sinceDay: number): Vehicle => {
  const make = random.pickPopular(makes)
  // Never newer than the first visit, so that no order is older than its vehicle.
  const year = Number(dateText(sinceDay).slice(0, 4)) - random.whole(0, 12)
  return {
    vin: drawVin(random, make.maker, year),
    plate: random.chance(0.95) ? random.fillIn(random.pick(['K-ÄZ ####', 'B-MW ###', 'ST## XYZ', 'KR ####L'])) : null,
    make: make.name,
    model: random.pick<string>(make.models),
    year,
    engine: random.chance(0.9) ? random.pick(engines) : null,
    colour: random.chance(0.8) ? random.pick(colours) : '',
    odometer: random.chance(0.97) ? random.whole(90_000, 240_000) : null,
    frontCamber: random.chance(0.25) ? random.whole(-225, 75) / 100 : null,
    notes: random.chance(0.15) ? random.fillIn(random.pick(vehicleNotes)) : null,
  }
}
