import type { Value } from '../../databases/database.ts'

export type FigureKind = 'text' | 'number' | 'money' | 'date'

const DATE = /^\d{4}-(0[1-9]|1[0-2])(-\d\d)?$/

/** What the columns of a report hold: as the report says of money, else as the values look. */
export function figureKinds(columns: string[], rows: Value[][], money: string[]): FigureKind[] {
  const cents = new Set(money.map((name) => name.toLowerCase()))
  return columns.map((name, i) => {
    if (cents.has(name.toLowerCase())) return 'money'
    const values = rows.flatMap((row) => row[i] ?? [])
    if (values.length === 0) return 'text'
    if (values.every((value) => typeof value === 'bigint' || typeof value === 'number')) return 'number'
    return values.every((value) => typeof value === 'string' && DATE.test(value)) ? 'date' : 'text'
  })
}
