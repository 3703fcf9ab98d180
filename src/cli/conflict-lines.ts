import type { Conflict } from '../merge/conflicts.ts'
import type { PutBack } from '../merge/put-back.ts'
import { showStoreNumber } from '../model/ids.ts'
import { showTime } from './time-text.ts'
import { showValue } from './value-text.ts'

const outcomes = { open: 'OPEN', office: 'office stood', store: 'store won', decided: 'decided' }

/** `#12 customers.phone of 42, store 0000007 "Elm Street": office '555-1', store '555-2' - OPEN`. */
export function conflictLine(conflict: Conflict): string {
  const { id, table, column, rowKey, storeNumber, storeName, officeValue, officeStore, storeValue, kind, moved } =
    conflict
  const values =
    column === null
      ? kind
      : `office ${moved === 'gone' ? 'has deleted the row' : showValue(officeValue)}${moved === 'changed' ? ' by now' : ''}${fromStore(officeStore)}, store ${showValue(storeValue)} (was ${showValue(conflict.base)})`
  const end =
    conflict.outcome === 'decided' && column !== null
      ? `decided: ${showValue(conflict.decided)}`
      : outcomes[conflict.outcome]
  return `#${id} ${table}${column === null ? '' : `.${column}`} of ${rowKey}, store ${showStoreNumber(storeNumber)} "${storeName}": ${values} - ${end}`
}

/** Who changed what, when, and what came of it. */
export function conflictLines(conflict: Conflict): string[] {
  const { id, table, column, rowKey, kind, rule, noticedAt, outcome, decided, decidedAt, putBackAt } = conflict
  return [
    `Conflict   #${id}, noticed ${showTime(noticedAt)}`,
    `Table      ${table}`,
    `Row        ${rowKey}`,
    `Column     ${column ?? '(the whole row)'}`,
    `Kind       ${kind}, rule ${rule}`,
    ...(column === null ? [] : [`Before     ${showValue(conflict.base)}`]),
    ...sides(conflict),
    `Outcome    ${outcomes[outcome]}${decidedAt === null ? '' : `, ${showTime(decidedAt)}`}`,
    ...(outcome === 'decided' && column !== null ? [`Decided    ${showValue(decided)}`] : []),
    ...(putBackAt === null ? [] : [`Put back   ${showValue(conflict.putBack)}, ${showTime(putBackAt)}`]),
    outcome === 'open'
      ? `Decide with: central-office conflicts resolve ${id} --take office|store`
      : `Put back what lost with: central-office conflicts put-back ${id}`,
  ]
}

const fromStore = (store: string | null): string => (store === null ? '' : ` from store ${showStoreNumber(store)}`)

function sides(conflict: Conflict): string[] {
  const { column, kind, storeNumber, officeStore, officeAt, storeAt, moved } = conflict
  const whose = fromStore(officeStore)
  const when = (at: number | null) => (at === null ? ', time not known' : `, ${showTime(at, true)}`)
  const since = moved === 'changed' ? ', changed since the conflict was noticed' : ''
  const atOffice = kind === 'deleted at office' && column === null ? 'deleted' : 'changed'
  const atStore = kind === 'deleted at store' && column === null ? 'deleted' : 'changed'
  const gone = kind === 'deleted at store' && column !== null
  return [
    moved === 'gone'
      ? 'Office     the row has been deleted since'
      : `Office     ${column === null ? atOffice : showValue(conflict.officeValue)}${whose}${when(officeAt)}${since}`,
    `Store      ${column === null ? atStore : gone ? 'deleted the row' : showValue(conflict.storeValue)} at store ${showStoreNumber(storeNumber)}${when(storeAt)}`,
  ]
}

/** `#12 customers.phone of 42: '555-1' again`. */
export function putBackLine({ conflict, row }: PutBack): string {
  const { id, table, column, rowKey, putBack } = conflict
  const what = `#${id} ${table}${column === null ? '' : `.${column}`} of ${rowKey}`
  switch (row) {
    case 'changed':
      return `${what}: ${showValue(putBack)} is put back.`
    case 'brought back':
      return `${what}: the row is back${column === null ? '' : `, with ${showValue(putBack)}`}.`
    case 'partly':
      return `${what}: the row is back with the values of the conflict alone; nobody kept the others. Fill them in at the office.`
    case 'deleted':
      return `${what}: the row is deleted.`
  }
}
