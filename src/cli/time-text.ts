/** `2026-03-14 15:09`, on the clock of this place; '-' for never. */
export function showTime(milliseconds: number | null, seconds = false): string {
  if (milliseconds === null) return '-'
  const at = new Date(milliseconds)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`
  return `${day} ${time}${seconds ? `:${two(at.getSeconds())}` : ''}`
}
