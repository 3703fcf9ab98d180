import { catalogueSize } from './catalogue.ts'
import { meanLines } from './orders.ts'

/** How many rows of each kind make up a shop. What hangs on an order is drawn, so its number is an average. */
export type ShopPlan = {
  technicians: number
  customers: number
  orders: number
  /** The last orders, which are still being worked on. */
  openOrders: number
  /** Vehicles with a photo or two. */
  photographed: number
}

const stockedShare = 0.6
const visitsAYear = 0.8
const rowsPerHousehold = 2.67
const rowsPerOrder = 1 + meanLines + 1.03 + 0.62

/**
 * Divides about `rows` rows. The longer the shop keeps records, the more orders each customer has. Below some 200 rows
 * there is more than asked for: a shop has at least a few of everything.
 */
export const shopPlan = (rows: number, years: number): ShopPlan => {
  const catalogue = catalogueSize(rows)
  const photographed = Math.min(30, Math.max(2, Math.round(rows / 4000)))
  const rest = rows - catalogue.parts * (1 + stockedShare) - catalogue.operations - photographed * 1.5
  const visits = visitsAYear * years
  const customers = Math.max(6, Math.round(rest / (rowsPerHousehold + visits * rowsPerOrder)))
  const orders = Math.max(10, Math.round(customers * visits))
  return {
    technicians: Math.min(14, Math.max(3, Math.round(orders / (years * 600)))),
    customers,
    orders,
    openOrders: Math.min(25, Math.max(5, Math.round(orders / 100))),
    photographed,
  }
}

/** Whether a shop stocks a part: drawn with this probability. */
export const isStocked = (fraction: number): boolean => fraction < stockedShare
