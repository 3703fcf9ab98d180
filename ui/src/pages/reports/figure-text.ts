import type { ReportResult } from '../../../../src/web/contract/reports.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { cellText } from '../../words/cell-text.ts'

export type ColumnKind = ReportResult['columns'][number]['kind']

const CENTS = 100
const money = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })

/** Money is kept in cents. */
export const figureOf = (kind: ColumnKind, { text }: Cell): number =>
  kind === 'money' ? Number(text) / CENTS : Number(text)

export const figureText = (kind: ColumnKind, cell: Cell): string => {
  if (cell.type === 'null') return ''
  if (kind === 'text' || kind === 'date' || (cell.type !== 'integer' && cell.type !== 'real')) return cellText(cell)
  if (kind === 'number' && cell.type === 'integer') return BigInt(cell.text).toLocaleString()
  return (kind === 'money' ? money : number).format(figureOf(kind, cell))
}

export const plainText = (kind: ColumnKind, figure: number): string =>
  (kind === 'money' ? money : number).format(figure)
