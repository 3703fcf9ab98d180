import type { DatabaseSync } from 'node:sqlite'
import type { Household } from './households.ts'
import type { OrderLine, Payment } from './orders.ts'

export type RepairOrder = {
  orderNumber: string
  customerId: string
  vin: string | null
  technicianId: number
  status: 'open' | 'in work' | 'ready' | 'paid' | 'on account' | 'cancelled'
  openedAt: string
  closedAt: string | null
  odometer: number | null
  complaint: string | null
  taxRate: number
  total: number
}

type Appointment = {
  customerId: string
  vin: string | null
  startsAt: string
  minutes: number
  bay: number | null
  state: 'booked' | 'kept' | 'missed' | 'withdrawn'
  reason: string | null
}

export type ShopWriter = {
  household(household: Household): void
  /** Gives the id that the database handed out. */
  order(order: RepairOrder, lines: readonly OrderLine[]): number
  payments(orderId: number, payments: readonly Payment[]): void
  appointment(appointment: Appointment): void
}

/** Writes rows of a shop, with statements prepared once. */
export const shopWriter = (database: DatabaseSync): ShopWriter => {
  const customer = database.prepare(`
    INSERT INTO customers (id, name, company, phone, mobile, email, street, postcode, city, credit_limit, tax_exempt,
      loyalty_number, notes, since)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const vehicle = database.prepare(`
    INSERT INTO vehicles (vin, customer_id, plate, make, model, year, engine, colour, odometer, front_camber, notes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const repairOrder = database.prepare(`
    INSERT INTO repair_orders (order_number, customer_id, vin, technician_id, status, opened_at, closed_at, odometer,
      complaint, tax_rate, total)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const line = database.prepare(`
    INSERT INTO order_lines (order_id, position, kind, part_number, labour_code, description, quantity, unit_price,
      discount)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const payment = database.prepare(`
    INSERT INTO payments (order_id, paid_at, method, amount, card_reference, received_by) VALUES (?, ?, ?, ?, ?, ?)`)
  const appointment = database.prepare(`
    INSERT INTO appointments (customer_id, vin, starts_at, minutes, bay, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?)`)

  return {
    household: ({ customer: c, vehicles }) => {
      customer.run(
        ...[c.id, c.name, c.company, c.phone, c.mobile, c.email, c.street, c.postcode, c.city, c.creditLimit],
        ...[c.taxExempt, c.loyaltyNumber, c.notes, c.since],
      )
      for (const v of vehicles) {
        vehicle.run(
          ...[v.vin, c.id, v.plate, v.make, v.model, v.year, v.engine, v.colour, v.odometer, v.frontCamber, v.notes],
        )
      }
    },
    order: (o, lines) => {
      const { lastInsertRowid } = repairOrder.run(
        ...[o.orderNumber, o.customerId, o.vin, o.technicianId, o.status, o.openedAt, o.closedAt, o.odometer],
        ...[o.complaint, o.taxRate, o.total],
      )
      const id = Number(lastInsertRowid)
      lines.forEach((l, index) => {
        line.run(
          ...[id, index + 1, l.kind, l.partNumber, l.labourCode, l.description, l.quantity, l.unitPrice, l.discount],
        )
      })
      return id
    },
    payments: (orderId, payments) => {
      for (const p of payments) payment.run(orderId, p.paidAt, p.method, p.amount, p.cardReference, p.receivedBy)
    },
    appointment: (a) => {
      appointment.run(a.customerId, a.vin, a.startsAt, a.minutes, a.bay, a.state, a.reason)
    },
  }
}
