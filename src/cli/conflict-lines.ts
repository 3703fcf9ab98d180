import type { Conflict } from '../merge/conflicts.ts'
import { showStoreNumber } from '../model/ids.ts'
import { showTime } from './time-text.ts'
import { showValue } from './value-text.ts'

const outcomes = { open: 'OPEN', office: 'office stood', store: 'store won', decided: 'decided' }

/** `#12 customers.phone of 42, store 0000007: office '555-1', store '555-2' - OPEN`. */
export function conflictLine(conflict: Conflict): string {
  const { id, table, column, rowKey, storeNumber, officeValue, storeValue, kind } = conflict
  const values =
    column === null
      ? kind
      : `office ${showValue(officeValue)}, store ${showValue(storeValue)} (was ${showValue(conflict.base)})`
  const end =
    conflict.outcome === 'decided' && column !== null
      ? `decided: ${showValue(conflict.decided)}`
      : outcomes[conflict.outcome]
  return `#${id} ${table}${column === null ? '' : `.${column}`} of ${rowKey}, store ${showStoreNumber(storeNumber)}: ${values} - ${end}`
}

export function conflictLines(conflict: Conflict): string[] {
  const { id, table, column, rowKey, storeNumber, kind, rule, noticedAt, officeAt, storeAt } = conflict
  return [
    `Conflict   #${id}, noticed ${showTime(noticedAt)}`,
    `Table      ${table}`,
    `Row        ${rowKey}`,
    `Column     ${column ?? '(the whole row)'}`,
    `Store      ${showStoreNumber(storeNumber)}`,
    `Kind       ${kind}, rule ${rule}`,
    ...(column === null ? [] : [`Before     ${showValue(conflict.base)}`]),
    `Office     ${column === null ? 'changed' : showValue(conflict.officeValue)}${officeAt === null ? '' : `, ${showTime(officeAt)}`}`,
    `Store      ${column === null ? kind : showValue(conflict.storeValue)}${storeAt === null ? '' : `, ${showTime(storeAt)}`}`,
    `Outcome    ${outcomes[conflict.outcome]}${conflict.decidedAt === null ? '' : `, ${showTime(conflict.decidedAt)}`}`,
    ...(conflict.outcome === 'decided' && column !== null ? [`Decided    ${showValue(conflict.decided)}`] : []),
    ...(conflict.outcome === 'open' ? [`Decide with: central-office conflicts resolve ${id} --take office|store`] : []),
  ]
}
