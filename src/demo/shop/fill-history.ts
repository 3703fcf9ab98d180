import { busyness, drawMinute, nextWorkingDay, timeStamp, timeText } from './calendar.ts'
import type { Catalogue } from './catalogue.ts'
import type { CustomerBook } from './customer-book.ts'
import type { Household } from './households.ts'
import { orderNumber } from './order-number.ts'
import { drawLines, drawPayments, totalOf, withTax } from './orders.ts'
import { type Random, randomFrom } from './random.ts'
import type { ShopPlan } from './shop-plan.ts'
import type { RepairOrder, ShopWriter } from './shop-writer.ts'
import { complaints } from './workshop-words.ts'

type History = {
  seed: number
  store: number
  plan: ShopPlan
  book: CustomerBook
  catalogue: Catalogue
  firstDay: number
  lastDay: number
}

/** Writes the orders, payments and appointments of all days up to the last, in the order in which they happened. */
export const fillHistory = (writer: ShopWriter, history: History): void => {
  const { plan, firstDay, lastDay } = history
  const random = randomFrom(history.seed, 'history', history.store)
  let whole = 0
  for (let day = firstDay; day <= lastDay; day += 1) whole += busyness(day)

  let passed = 0
  let written = 0
  for (let day = firstDay; day <= lastDay; day += 1) {
    passed += busyness(day)
    // Shares of what is left to do, so that rounding never adds up and the last day ends the plan.
    const due = day === lastDay ? plan.orders : Math.floor((passed / whole) * plan.orders)
    const minutes = Array.from({ length: due - written }, () => drawMinute(random)).sort((a, b) => a - b)
    minutes.forEach((minute, index) => {
      const stillOpen = written + index >= plan.orders - plan.openOrders
      writeVisit(writer, history, random, { day, minute, ofDay: index + 1, stillOpen })
    })
    written = due
  }
  writeBookings(writer, history, random)
}

type Visit = { day: number; minute: number; ofDay: number; stillOpen: boolean }

const writeVisit = (writer: ShopWriter, history: History, random: Random, visit: Visit): void => {
  const { day, minute } = visit
  const { lastDay } = history
  const household = history.book.household(random.whole(0, history.book.knownOn(day) - 1))
  const vehicle = random.pickPopular(household.vehicles)
  const customerId = household.customer.id
  const complaint = random.chance(0.9) ? random.fillIn(random.pick(complaints)) : random.pick([null, ''])

  if (random.chance(0.6)) {
    const state = random.chance(0.93) ? 'kept' : random.pick(['missed', 'withdrawn'] as const)
    const startsAt = timeText(day, minute - (minute % 15))
    const bay = random.chance(0.9) ? random.whole(1, 6) : null
    writer.appointment({ customerId, vin: vehicle.vin, startsAt, minutes: 60, bay, state, reason: complaint })
  }

  const lines = drawLines(random, history.catalogue)
  const outcome = drawOutcome(random, visit, lastDay)
  const taxRate = day < lastDay - 500 ? 0.07 : 0.0725
  const total = totalOf(lines)
  const id = writer.order(
    {
      orderNumber: orderNumber(history.store, day, visit.ofDay),
      customerId,
      vin: random.chance(0.98) ? vehicle.vin : null,
      technicianId: random.whole(1, history.plan.technicians),
      status: outcome.status,
      openedAt: timeText(day, minute),
      closedAt: outcome.closed === null ? null : timeText(outcome.closed.day, outcome.closed.minute),
      odometer: odometerOn(vehicle.odometer, lastDay - day),
      complaint,
      taxRate,
      total,
    },
    lines,
  )
  if (outcome.status !== 'paid' || outcome.closed === null) return
  const paidAt = timeStamp(outcome.closed.day, outcome.closed.minute)
  const receivedBy = random.pick(['front desk', 'Zoë', '王小明', null])
  writer.payments(id, drawPayments(random, withTax(total, taxRate), paidAt, receivedBy))
}

type Outcome = { status: RepairOrder['status']; closed: { day: number; minute: number } | null }

const drawOutcome = (random: Random, { day, minute, stillOpen }: Visit, lastDay: number): Outcome => {
  if (stillOpen) return { status: random.pick(['open', 'in work', 'ready'] as const), closed: null }
  const kind = random.fraction()
  const sameDay = minute < 14 * 60 && random.chance(0.7) && day < lastDay
  const closed = sameDay
    ? { day, minute: random.whole(15 * 60, 18 * 60) }
    : { day: day + 1, minute: drawMinute(random) }
  if (kind < 0.015) return { status: 'cancelled', closed }
  return { status: kind < 0.05 ? 'on account' : 'paid', closed }
}

/** Reckoned back from the latest reading, 20 km a day; readings are high enough for the records of any shop. */
const odometerOn = (latest: number | null, daysAgo: number): number | null =>
  latest === null ? null : Math.max(10, latest - daysAgo * 20)

/** What is booked for the days to come. */
const writeBookings = (writer: ShopWriter, { plan, book, lastDay }: History, random: Random): void => {
  let day = lastDay
  for (let booking = 0; booking < Math.min(60, Math.max(4, Math.round(plan.orders / 60))); booking += 1) {
    if (booking % 3 === 0) day = nextWorkingDay(day)
    const { customer, vehicles }: Household = book.household(random.whole(0, book.size - 1))
    const startsAt = timeText(day, 8 * 60 + 15 * random.whole(0, 32))
    const reason = random.fillIn(random.pick(complaints))
    const vin = random.pickPopular(vehicles).vin
    writer.appointment({ customerId: customer.id, vin, startsAt, minutes: 90, bay: null, state: 'booked', reason })
  }
}
