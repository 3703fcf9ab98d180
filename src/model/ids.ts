import { z } from 'zod'

/** Identifies a store for ever; stands in its file names. Lower-case RFC 9562 text form. */
export const Guid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .brand<'Guid'>()
export type Guid = z.infer<typeof Guid>

/** One life of a stream: 16 lower-case hex digits, random. A restored or rebuilt location starts a new one. */
export const Epoch = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .brand<'Epoch'>()
export type Epoch = z.infer<typeof Epoch>

/** What people call a store by: 1 to 7 letters or digits, kept in upper case without leading zeros. */
export const StoreNumber = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-Z]{1,7}$/, 'a store number is 1 to 7 letters or digits')
  .transform((text) => text.replace(/^0+(?=.)/, ''))
  .brand<'StoreNumber'>()
export type StoreNumber = z.infer<typeof StoreNumber>

/** Store numbers are shown zero-padded to 7 characters. */
export const showStoreNumber = (number: string): string => number.padStart(7, '0')

/** Position of a payload in its stream: 1, 2, 3 ... without gaps. 0 = nothing yet. */
export const SequenceNumber = z.int().min(0).max(999_999_999)

/** Tells a payload from another one that may get the same number after a restore: 16 lower-case hex digits, random. '' stands for none. */
export const PayloadTag = z.string().regex(/^([0-9a-f]{16})?$/)

export type Direction = 'to-office' | 'to-store'
