import type { DatabaseSync } from 'node:sqlite'
import { CentralOfficeError } from '../../model/errors.ts'
import { dayNumber, drawMinute, nextWorkingDay, timeStamp, timeText } from './calendar.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { drawHousehold, drawPhone } from './households.ts'
import { inOneTransaction } from './in-one-transaction.ts'
import { orderNumber } from './order-number.ts'
import { drawLines, drawPayments, totalOf, withTax } from './orders.ts'
import { type Random, randomFrom } from './random.ts'
import { type ShopWriter, shopWriter } from './shop-writer.ts'
import { complaints } from './workshop-words.ts'

/** What one day at the shop works with. */
type Day = {
  database: DatabaseSync
  writer: ShopWriter
  random: Random
  store: number
  day: number
  catalogue: Catalogue
}

/** `paid`: 1 where it was paid in advance, or else 0. */
type OpenOrder = { id: number; orderNumber: string; total: number; taxRate: number; paid: number }

/**
 * Lives one day at a filled shop: the working day after its latest order. Customers come and order, pay and cancel; stock
 * goes down; prices stay. Depends on the seed, the store and what the database holds, never on the clock; calling it
 * again lives the next day. One transaction. Returns a sentence for each thing done. Fails with USAGE on a database
 * without a shop's records.
 */
export const workDay = (database: DatabaseSync, options: { seed: number; store: number }): { described: string[] } => {
  const { seed, store } = options
  return inOneTransaction(database, () => {
    const latest = database.prepare('SELECT max(opened_at) AS openedAt FROM repair_orders').get()?.openedAt
    if (typeof latest !== 'string') throw notFilled()
    const day = nextWorkingDay(dayNumber(latest))
    const random = randomFrom(seed, 'work day', store, day)
    const today: Day = {
      database,
      writer: shopWriter(database),
      random,
      store,
      day,
      catalogue: readCatalogue(database),
    }
    return {
      described: [
        ...cancelOrder(today),
        ...finishOrders(today),
        ...welcomeCustomers(today),
        ...openOrders(today),
        changePhone(today),
        ...moveAppointment(today),
      ],
    }
  })
}

/** Orders that are still being worked on, oldest first. */
const ordersInWork = (database: DatabaseSync): OpenOrder[] =>
  database
    .prepare(`
      SELECT id, order_number AS orderNumber, total, tax_rate AS taxRate,
        EXISTS (SELECT 1 FROM payments WHERE order_id = repair_orders.id) AS paid
      FROM repair_orders
      WHERE closed_at IS NULL
      ORDER BY id`)
    .all() as OpenOrder[]

const cancelOrder = ({ database, random }: Day): string[] => {
  const unpaid = ordersInWork(database).filter((order) => order.paid === 0)
  if (unpaid.length === 0) return []
  const order = random.pick(unpaid)
  database.prepare('DELETE FROM repair_orders WHERE id = ?').run(order.id)
  return [`Order ${order.orderNumber} cancelled and deleted with its lines`]
}

/** The older half of what stands in the shop is ready and paid for. */
const finishOrders = ({ database, writer, random, day }: Day): string[] => {
  const inWork = ordersInWork(database)
  const close = database.prepare("UPDATE repair_orders SET status = 'paid', closed_at = ? WHERE id = ?")
  return inWork.slice(0, Math.floor(inWork.length / 2)).map((order) => {
    const minute = drawMinute(random)
    const due = order.paid === 1 ? 0 : withTax(order.total, order.taxRate)
    const payments = drawPayments(random, due, timeStamp(day, minute), 'front desk')
    close.run(timeText(day, minute), order.id)
    writer.payments(order.id, payments)
    return `Order ${order.orderNumber} closed with ${payments.length} payment(s)`
  })
}

const welcomeCustomers = ({ writer, random, day }: Day): string[] =>
  Array.from({ length: random.whole(2, 4) }, () => {
    const household = drawHousehold(random, day)
    writer.household(household)
    return `New customer ${household.customer.name} with ${household.vehicles.length} vehicle(s)`
  })

/** New orders stay open for the days to come, and what they need is taken from stock at once. */
const openOrders = ({ database, writer, random, store, day, catalogue }: Day): string[] => {
  const technicians = database.prepare('SELECT id FROM technicians ORDER BY id').all()
  const takeFromStock = database.prepare('UPDATE parts SET on_hand = on_hand - ? WHERE part_number = ?')
  const minutes = Array.from({ length: random.whole(6, 12) }, () => drawMinute(random)).sort((a, b) => a - b)
  return minutes.map((minute, index) => {
    const { customerId, vin } = pickVehicle(database, random)
    const lines = drawLines(random, catalogue)
    const number = orderNumber(store, day, index + 1)
    const total = totalOf(lines)
    const id = writer.order(
      {
        orderNumber: number,
        customerId,
        vin,
        technicianId: Number(random.pick(technicians).id),
        status: 'open',
        openedAt: timeText(day, minute),
        closedAt: null,
        odometer: random.whole(10_000, 240_000),
        complaint: random.fillIn(random.pick(complaints)),
        taxRate: 0.0725,
        total,
      },
      lines,
    )
    for (const line of lines) if (line.partNumber !== null) takeFromStock.run(line.quantity, line.partNumber)
    // Some pay in advance.
    const inAdvance = random.chance(0.3)
    if (inAdvance) writer.payments(id, drawPayments(random, withTax(total, 0.0725), timeStamp(day, minute), null))
    const startsAt = timeText(nextWorkingDay(day), 8 * 60 + 15 * random.whole(0, 32))
    if (index % 3 === 0) {
      writer.appointment({
        customerId,
        vin,
        startsAt,
        minutes: 45,
        bay: null,
        state: 'booked',
        reason: 'Bring it back',
      })
    }
    return `Order ${number} opened with ${lines.length} line(s)${inAdvance ? ', paid in advance' : ''}`
  })
}

const changePhone = ({ database, random }: Day): string => {
  const id = pickKey(database, random, 'SELECT id FROM customers ORDER BY id')
  const phone = drawPhone(random)
  database.prepare('UPDATE customers SET phone = ? WHERE id = ?').run(phone, id)
  return `Phone of customer ${id} changed to ${phone}`
}

const moveAppointment = ({ database, random, day }: Day): string[] => {
  const booked = database
    .prepare("SELECT id, starts_at AS startsAt FROM appointments WHERE state = 'booked' AND starts_at > ? ORDER BY id")
    .all(timeText(day + 1, 0))
  if (booked.length === 0) return []
  const { id, startsAt } = random.pick(booked)
  const to = timeText(nextWorkingDay(dayNumber(String(startsAt))), drawMinute(random))
  database.prepare('UPDATE appointments SET starts_at = ? WHERE id = ?').run(to, id ?? null)
  return [`Appointment ${id} moved to ${to}`]
}

const pickVehicle = (database: DatabaseSync, random: Random): { customerId: string; vin: string } => {
  const vin = pickKey(database, random, 'SELECT vin FROM vehicles WHERE customer_id IS NOT NULL ORDER BY vin')
  const owner = database.prepare('SELECT customer_id AS id FROM vehicles WHERE vin = ?').get(vin)
  return { customerId: String(owner?.id), vin }
}

/** Any one of the keys that the query gives in order. */
const pickKey = (database: DatabaseSync, random: Random, query: string): string => {
  const count = Number(database.prepare(`SELECT count(*) AS count FROM (${query})`).get()?.count)
  if (count === 0) throw notFilled()
  const [key] = Object.values(database.prepare(`${query} LIMIT 1 OFFSET ?`).get(random.whole(0, count - 1)) ?? {})
  return String(key)
}

const notFilled = (): CentralOfficeError =>
  new CentralOfficeError('USAGE', 'No day could be lived at this shop because its database holds no records yet.', {
    hint: 'Fill the database with sample data first.',
  })
