import { dayNumber } from './calendar.ts'
import { drawHousehold, type Household } from './households.ts'
import { randomFrom } from './random.ts'

/** The customers of one shop, by index. Any of them can be drawn again at any time, so none is kept in memory. */
export type CustomerBook = {
  readonly size: number
  household(index: number): Household
  /** How many of the first customers had come by then: those may have orders on that day. At least 1. */
  knownOn(day: number): number
}

/** Who is known at several shops has come for longer than any shop's records reach back. */
const sharedSince = dayNumber('2001-01-01')
/** Half of the customers were there before the records begin. */
const oldShare = 0.5
const sharedShare = 0.02

/**
 * About 2 % of the customers (at least two) are known across the network: two shops out of three know each of them, with
 * the same values in every column, whatever the shops' sizes.
 */
export const customerBook = (shop: {
  seed: number
  store: number
  customers: number
  firstDay: number
  lastDay: number
}): CustomerBook => {
  const { seed, store, customers, firstDay, lastDay } = shop
  const shared: number[] = []
  const wanted = Math.max(2, Math.round(customers * sharedShare))
  for (let number = 0; shared.length < wanted; number += 1) if ((number + store) % 3 !== 0) shared.push(number)

  /** 0 for the first customer, 1 for the last one. */
  const sinceDay = (index: number): number => {
    const place = index / customers
    if (place < oldShare) return firstDay - Math.round((oldShare - place) * 5000)
    return firstDay + Math.floor(((place - oldShare) / (1 - oldShare)) * (lastDay - firstDay))
  }

  return {
    size: customers,
    household: (index) => {
      const number = shared[index]
      if (number === undefined) return drawHousehold(randomFrom(seed, 'customer', store, index), sinceDay(index))
      const random = randomFrom(seed, 'customer of the network', number)
      return drawHousehold(random, sharedSince + random.whole(0, 2000))
    },
    knownOn: (day) => {
      const passed = (day - firstDay) / (lastDay - firstDay)
      return Math.max(1, Math.min(customers, Math.floor(customers * (oldShare + passed * (1 - oldShare)))))
    },
  }
}
