import type { StoreCard } from '../../../../src/web/contract/home.ts'

export const orders = [
  { value: 'attention', label: 'What needs attention first' },
  { value: 'number', label: 'By number' },
  { value: 'contact', label: 'Longest silent first' },
] as const
export type StoreOrder = (typeof orders)[number]['value']

const weight = ({ ignored, onSite, openConflicts, parked }: StoreCard): number =>
  ignored ? -1 : (onSite.heldBack ? 8 : onSite.nearlyFull ? 4 : 0) + (parked > 0 ? 2 : 0) + (openConflicts > 0 ? 1 : 0)

const byNumber = (a: StoreCard, b: StoreCard) => a.number.padStart(7, '0').localeCompare(b.number.padStart(7, '0'))
const byContact = (a: StoreCard, b: StoreCard) => (a.lastContact ?? 0) - (b.lastContact ?? 0)

const comparisons: Record<StoreOrder, (a: StoreCard, b: StoreCard) => number> = {
  attention: (a, b) => weight(b) - weight(a) || byNumber(a, b),
  number: byNumber,
  contact: byContact,
}

/** Those whose number or name holds all the words, in the wanted order. */
export const storesInOrder = (stores: StoreCard[], words: string, order: StoreOrder): StoreCard[] => {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = ({ number, name }: StoreCard) => {
    const text = `${number.padStart(7, '0')} ${name}`.toLowerCase()
    return parts.every((part) => text.includes(part))
  }
  return stores.filter(fits).sort(comparisons[order])
}
