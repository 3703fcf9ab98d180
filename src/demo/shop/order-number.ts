import { dateText } from './calendar.ts'

/** `R012-20260331-07`: the seventh order of that day at shop 12. */
export const orderNumber = (store: number, day: number, ofDay: number): string =>
  `R${String(store).padStart(3, '0')}-${dateText(day).replaceAll('-', '')}-${String(ofDay).padStart(2, '0')}`
