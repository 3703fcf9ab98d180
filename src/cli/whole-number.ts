import { z } from 'zod'

const plain = (number: number): string => (number < 100_000 ? String(number) : number.toLocaleString('en'))

/** A whole number as it is typed, within bounds; what does not fit is answered with both bounds. */
export function wholeNumber(
  least: number,
  most: number,
  message = `expected a whole number from ${plain(least)} to ${plain(most)}`,
) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message))
}
