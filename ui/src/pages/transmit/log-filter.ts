import type { LogLine } from '../../../../src/web/contract/transmission.ts'

export const levels = [
  { value: 'debug', label: 'Every line' },
  { value: 'info', label: 'Without details' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
] as const
export type Level = (typeof levels)[number]['value']

const height = (level: Level): number => levels.findIndex(({ value }) => value === level)

/** Lines of at least that level that hold all the words. */
export function fitting(
  lines: readonly LogLine[],
  words: string,
  level: Level,
  nameOf: (store: string) => string,
): readonly LogLine[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean)
  return lines.filter((line) => {
    if (height(line.level) < height(level)) return false
    const text =
      `${line.text} ${line.store === '' ? '' : nameOf(line.store)} ${line.store} ${line.store.padStart(7, '0')} ${line.step} ${line.code} ${line.hint}`.toLowerCase()
    return parts.every((part) => text.includes(part))
  })
}
