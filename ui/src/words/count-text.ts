const whole = new Intl.NumberFormat()

export const numberText = (count: number): string => whole.format(count)

/** `1 row`, `2,400 rows`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${whole.format(count)} ${count === 1 ? one : many}`

/** As hosting providers count: 1 MB = 1,000,000 bytes. */
export const bytesText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = -1
  do {
    size /= 1000
    unit += 1
  } while (size >= 999.5 && unit < units.length - 1)
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

/** Store numbers are shown zero-padded to 7 characters. */
export const storeNumberText = (number: string): string => number.padStart(7, '0')
