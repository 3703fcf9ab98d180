import type { Random } from './random.ts'

/** The letters and digits of a VIN: I, O and Q are left out because they look like 1 and 0 (ISO 3779). */
const alphabet = '0123456789ABCDEFGHJKLMNPRSTUVWXYZ'
/** What each of them counts for in the check digit (49 CFR 565.15, table III). */
const counts = '012345678912345678123457923456789'
/** How much each of the 17 places weighs (same rule, table IV); the check digit's own place weighs nothing. */
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
/** Model years repeat every 30 years, beginning with A for 1980. */
const modelYears = 'ABCDEFGHJKLMNPRSTVWXY123456789'

/** The check digit (place 9) that belongs to these 17 characters: '0' to '9' or 'X'. What stands at place 9 is ignored. */
export const vinCheckDigit = (vin: string): string => {
  let sum = 0
  weights.forEach((weight, place) => {
    sum += weight * Number(counts[alphabet.indexOf(vin[place] ?? '')])
  })
  const rest = sum % 11
  return rest === 10 ? 'X' : String(rest)
}

/** Draws a valid VIN for a maker's three-letter code and a model year from 1980 on. */
export const drawVin = (random: Random, maker: string, modelYear: number): string => {
  let model = ''
  for (let place = 0; place < 5; place += 1) model += alphabet[random.whole(0, alphabet.length - 1)]
  const year = modelYears[(modelYear - 1980) % modelYears.length]
  const plant = alphabet[random.whole(10, alphabet.length - 1)]
  const serial = random.digits(6)
  const check = vinCheckDigit(`${maker}${model}0${year}${plant}${serial}`)
  return `${maker}${model}${check}${year}${plant}${serial}`
}
