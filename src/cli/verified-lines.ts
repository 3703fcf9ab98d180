import type { Verified } from '../location/verified.ts'
import { countOf } from '../model/count-text.ts'
import { showStoreNumber } from '../model/ids.ts'
import { printable } from './printable.ts'
import { showTime } from './time-text.ts'

export type VerifiedStore = Verified & { number: string; name: string; guid: string }

/** Rows that are shown of one store. */
const SHOWN = 50

const STATES: Record<Exclude<Verified['state'], 'done'>, string> = {
  wanted: 'begins with the next transmission',
  prepared: 'goes on with the next transmission',
  asked: 'the store is asked; its next transmission brings the answer, and the next one here takes it',
  narrowing: 'some rows differ; the next transmission looks at them more closely',
}

/** What comparisons have found so far, store by store. */
export function verifiedLines(stores: VerifiedStore[]): string[] {
  if (stores.length === 0) return ['There is no store to compare with.']
  const lines = stores.flatMap(storeLines)
  return stores.some(({ state }) => state === 'done')
    ? [...lines, 'Compare anew with: central-office verify --again']
    : lines
}

function storeLines(store: VerifiedStore): string[] {
  const { state, differences, doneAt, leftOut, tables, repair } = store
  const who = printable(`Store ${showStoreNumber(store.number)} ${store.name}`)
  const left = leftOut.length > 0 ? [printable(`  not compared for now: ${leftOut.join(', ')}`)] : []
  const rows = differences.rows.slice(0, SHOWN).map(({ table, key, kind }) => printable(`  ${table} ${key}: ${kind}`))
  const more =
    differences.total > rows.length ? [`  and ${countOf(differences.total - rows.length, 'more', 'more')}`] : []
  if (state !== 'done') return [`${who}: ${STATES[state]}.`, ...left, ...rows, ...more]
  const compared = countOf(tables.length - leftOut.length, 'table')
  const when = `as of ${showTime(doneAt)}`
  const { parked } = differences
  const differing = differences.total - parked
  const found = [
    ...(differing > 0 ? [countOf(differing, 'row differs', 'rows differ')] : []),
    ...(parked > 0 ? [`${countOf(parked, 'row is', 'rows are')} parked there`] : []),
  ]
  return [
    `${who}: ${found.length > 0 ? `${found.join(', and ')} in` : 'agrees in'} ${compared}, ${when}.`,
    ...left,
    ...rows,
    ...more,
    ...(parked > 0 ? ['  Its database refuses what is parked. At the store: central-office parked list'] : []),
    ...(differing === 0
      ? []
      : [repair ? `  ${settling(differences)}` : `  Settle them with: central-office verify ${store.number} --repair`]),
  ]
}

const settling = ({ rows }: Verified['differences']): string =>
  rows.every(({ sent, kind }) => sent || kind === 'parked at store')
    ? 'The store has been asked to send them; the conflict rules settle them as they come.'
    : 'They are settled with the next transmissions.'
