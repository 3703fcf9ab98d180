import type { Catalogue } from './catalogue.ts'
import type { Random } from './random.ts'
import { fees, sublets } from './workshop-words.ts'

/** A line of a repair order. Quantity in hours, pieces or litres; price in cents for one; discount in percent. */
export type OrderLine = {
  kind: 'labour' | 'part' | 'sublet' | 'fee'
  partNumber: string | null
  labourCode: string | null
  description: string
  quantity: number
  unitPrice: number
  discount: number
}

/** Amount in cents, time in milliseconds since 1970. */
export type Payment = {
  paidAt: number
  method: 'cash' | 'card' | 'transfer' | 'cheque'
  amount: number
  cardReference: bigint | null
  receivedBy: string | null
}

/** How many lines an order has on average: 1 + floor(12 u²) for u spread evenly over 0 to 1. */
export const meanLines = 4.56

/** 1 to 12 lines, popular parts far more often than others. */
export const drawLines = (random: Random, catalogue: Catalogue): OrderLine[] => {
  const lines = [drawLabour(random, catalogue)]
  for (let more = Math.floor(12 * random.fraction() ** 2); more > 0; more -= 1) lines.push(drawLine(random, catalogue))
  return lines
}

/** Cents of all lines before tax, each rounded exactly as the generated column `order_lines.total` rounds it. */
export const totalOf = (lines: readonly OrderLine[]): number =>
  lines.reduce((sum, line) => {
    const exact = (line.quantity * line.unitPrice * (100 - line.discount)) / 100
    return sum + Math.trunc(exact < 0 ? exact - 0.5 : exact + 0.5)
  }, 0)

export const withTax = (total: number, taxRate: number): number => Math.round(total * (1 + taxRate))

/** Most pay at once, some in two goes; once in a while part of it is paid back. Nothing due, nothing paid. */
export const drawPayments = (random: Random, due: number, paidAt: number, receivedBy: string | null): Payment[] => {
  if (due <= 0) return []
  const pay = (amount: number, later: number): Payment => {
    const method = random.pick(['card', 'card', 'card', 'cash', 'cash', 'transfer', 'cheque'] as const)
    const cardReference = method === 'card' ? 10n ** 18n + BigInt(random.digits(18)) : null
    return { paidAt: paidAt + later, method, amount, cardReference, receivedBy }
  }
  const kind = random.fraction()
  if (kind < 0.05 && due > 5000) return [pay(2500, 0), pay(due - 2500, 7 * 86_400_000)]
  if (kind > 0.99) return [pay(due, 0), pay(-Math.ceil(due / 10), 3_600_000)]
  return [pay(due, 0)]
}

const drawLine = (random: Random, catalogue: Catalogue): OrderLine => {
  const kind = random.fraction()
  if (kind < 0.67) return drawPartLine(random, catalogue)
  if (kind < 0.94) return drawLabour(random, catalogue)
  const isFee = kind > 0.97
  return {
    kind: isFee ? 'fee' : 'sublet',
    partNumber: null,
    labourCode: null,
    description: random.fillIn(random.pick(isFee ? fees : sublets)),
    quantity: 1,
    unitPrice: isFee ? random.pick([250, 490, 1500]) : random.whole(40, 900) * 100,
    discount: 0,
  }
}

const drawLabour = (random: Random, catalogue: Catalogue): OrderLine => {
  const operation = random.pickPopular(catalogue.operations)
  return {
    kind: 'labour',
    partNumber: null,
    labourCode: operation.code,
    description: operation.description,
    quantity: operation.hours,
    unitPrice: operation.hourlyRate,
    discount: random.chance(0.05) ? 10 : 0,
  }
}

const drawPartLine = (random: Random, catalogue: Catalogue): OrderLine => {
  const part = random.pickPopular(catalogue.parts)
  const quantity = part.unit === 'litre' ? random.whole(5, 80) / 10 : random.pick([1, 1, 1, 1, 2, 2, 4])
  return {
    kind: 'part',
    partNumber: part.partNumber,
    labourCode: null,
    description: part.description,
    quantity: random.chance(0.01) ? -quantity : quantity,
    unitPrice: part.price,
    discount: random.chance(0.1) ? random.pick([5, 10, 12.5]) : 0,
  }
}
