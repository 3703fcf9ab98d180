import type { Row } from '../databases/database.ts'
import type { ParkedRow } from '../merge/parked.ts'
import type { ParkedDetail } from '../merge/parked-settle.ts'
import { countOf } from '../model/count-text.ts'
import { showTime } from './time-text.ts'
import { showValue } from './value-text.ts'

/** `#3 customers 42: another row here has the same phone` and what to do. */
export function parkedLines(rows: ParkedRow[], total: number): string[] {
  if (total === 0) return ['No row is parked.']
  return [
    ...rows.flatMap((row) => [
      `#${row.number} ${row.table} ${row.key}${row.arrives === 'removal' ? ' (to be deleted)' : ''}: ${row.reason}`,
      `   since ${showTime(row.since)}, ${countOf(row.tries, 'try', 'tries')}. ${row.remedy}`,
    ]),
    ...(total > rows.length ? [`... and ${countOf(total - rows.length, 'row')} more (--rows)`] : []),
  ]
}

export function parkedDetailLines(row: ParkedDetail): string[] {
  return [
    `Parked     #${row.number}, since ${showTime(row.since)}, ${countOf(row.tries, 'try', 'tries')}`,
    `Table      ${row.table}`,
    `Row        ${row.key}`,
    `Reason     ${row.reason}`,
    `Remedy     ${row.remedy}`,
    '',
    ...comparison(row),
    ...row.obstacles.flatMap(({ what, table, columns, rows }) => [
      '',
      what === 'the row it refers to is missing'
        ? `In its way: ${table} has no row with ${rows.map(rowText).join(' or ')}`
        : `In its way: ${what} (${table}: ${columns.join(', ')})`,
      ...(what === 'the row it refers to is missing' ? [] : rows.map((one) => `  ${rowText(one)}`)),
    ]),
    '',
    `Keep what stands here: central-office parked discard ${row.number}${row.becomes === 'edit' ? '' : ' --delete-everywhere'}`,
  ]
}

/** Column by column; those that differ are marked. */
function comparison({ arriving, here, arrives }: ParkedDetail): string[] {
  if (!arriving && !here) return ['The table is left out for now; the row waits for it.']
  if (arrives === 'removal') return ['The office has deleted it. It stands here as:', `  ${rowText(here ?? {})}`]
  if (!arriving) return []
  return Object.entries(arriving).map(([name, value]) => {
    if (!here) return `  ${name}: arriving ${showValue(value)}, no such row here`
    const own = showValue(here[name] ?? null)
    const same = own === showValue(value)
    return same ? `  ${name}: ${own}` : `* ${name}: arriving ${showValue(value)}, here ${own}`
  })
}

const rowText = (row: Row): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${showValue(value)}`)
    .join(', ')
