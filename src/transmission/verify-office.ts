import type { OfficeTable } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { PayloadWriter } from '../merge/payload-writer.ts'
import { compareRows, forgetDifferences, noteKeysSent, unsentKeys } from '../merge/verify-differences.ts'
import { readSums, writeRepairs, writeSums } from '../merge/verify-payload.ts'
import { findDiffering, forgetRanges, keepRanges, keptRanges } from '../merge/verify-ranges.ts'
import { cutRange, type RangeSum, sumRange } from '../merge/verify-sums.ts'
import { boundsOf, officeSide, wholeRange } from '../merge/verify-table.ts'
import type { PayloadContents, PayloadTable } from '../model/payload-contents.ts'
import type { StoreLink } from './store-links.ts'
import type { StreamPart } from './stream-part.ts'
import { OfficeComparison, readComparison, saveComparison } from './verify-state.ts'

type Tables = ReadonlyMap<string, OfficeTable>

/** Keys in one payload that are to be settled. */
const KEYS_A_PAYLOAD = 10_000

/**
 * Begins to compare the office with a store, from the next transmission on; one that is under way is left alone. With `again` a
 * new one begins in any case. With `repair`, rows that are found to differ are settled. `now`: office clock, milliseconds.
 */
export function beginComparison(
  database: Database,
  store: number,
  { again, repair, now }: { again: boolean; repair: boolean; now: number },
): Promise<OfficeComparison> {
  return database.transaction(async () => {
    const known = await readComparison(database, store, OfficeComparison)
    const comparison = known && !again ? known : fresh(known, now)
    if (comparison !== known) await forgetFound(database, store)
    const begun = { ...comparison, repair: comparison.repair || repair }
    await saveComparison(database, store, begun)
    return begun
  })
}

const fresh = (before: OfficeComparison | null, now: number): OfficeComparison => ({
  ...{ number: (before?.number ?? 0) + 1, state: 'wanted', beganAt: now, doneAt: null },
  ...{ columns: {}, leftOut: [], asked: null, rounds: 0, repair: false },
})

async function forgetFound(database: Database, store: number): Promise<void> {
  await forgetRanges(database, store)
  await forgetDifferences(database, store)
}

/**
 * Works out what is to be asked of a store, before its payloads are made and outside of any transaction, as it takes its time:
 * checksums of all its rows, or of the ranges that the store has narrowed down.
 */
export async function prepareQuestion(database: Database, link: StoreLink, tables: Tables, now: number): Promise<void> {
  const known = await readComparison(database, link.id, OfficeComparison)
  if (!known || known.state === 'done' || known.state === 'prepared' || !canBeAsked(link)) return
  if (known.state === 'narrowing') return prepareNarrower(database, link, tables, known, now)
  if (known.state === 'asked' && !isLost(known, link)) return
  const begun = known.state === 'wanted' ? known : { ...fresh(known, known.beganAt), repair: known.repair }
  const columns = columnsOf(link, tables)
  const sql = new SqlText(database.dialect)
  const cut = new Map<string, RangeSum[]>()
  for (const [name, values] of Object.entries(columns)) {
    const table = tables.get(name)
    if (table) cut.set(name, await cutRange(database, officeSide(sql, table, link.guid, values), wholeRange))
  }
  await database.transaction(async () => {
    await forgetFound(database, link.id)
    for (const [name, ranges] of cut) await keepRanges(database, link.id, name, 'ours', ranges)
    await saveComparison(database, link.id, { ...begun, columns, state: 'prepared' })
  })
}

/** A store that is being loaded or refilled has other things to do first. */
const canBeAsked = (link: StoreLink): boolean =>
  link.upEpoch !== null && !link.awaits && link.refillRules === null && link.refill === null

/** The streams began anew, or the payload was taken back: nobody will answer. */
const isLost = ({ asked }: OfficeComparison, link: StoreLink): boolean =>
  asked === null || asked.downEpoch !== link.downEpoch || asked.upEpoch !== link.upEpoch || asked.number > link.exported

function columnsOf({ schema }: StoreLink, tables: Tables): Record<string, string[]> {
  const shared = schema.flatMap((description) => {
    const table = tables.get(description.name)
    if (!table) return []
    const values = table.values.filter((name) => description.columns.some((column) => column.name === name))
    return [[table.name, values] as const]
  })
  return Object.fromEntries(shared)
}

/** Looks at the ranges that the store has narrowed down: those that differ are asked about again. */
async function prepareNarrower(
  database: Database,
  link: StoreLink,
  tables: Tables,
  comparison: OfficeComparison,
  now: number,
): Promise<void> {
  const sql = new SqlText(database.dialect)
  const theirs = Map.groupBy(await keptRanges(database, link.id, ['theirs']), ({ table }) => table)
  const ours = new Map<string, RangeSum[]>()
  for (const [name, ranges] of theirs) {
    const table = tables.get(name)
    if (!table) continue
    const side = officeSide(sql, table, link.guid, comparison.columns[name] ?? [])
    const summed: RangeSum[] = []
    for (const { beyond, upto } of await findDiffering(database, side, ranges))
      summed.push({
        beyond,
        upto,
        ...(await sumRange(database, side, await boundsOf(database, side, { beyond, upto }))),
      })
    if (summed.length > 0) ours.set(name, summed)
  }
  await database.transaction(async () => {
    await forgetRanges(database, link.id)
    for (const [name, ranges] of ours) await keepRanges(database, link.id, name, 'ours', ranges)
    await saveComparison(
      database,
      link.id,
      ours.size > 0 ? { ...comparison, state: 'prepared' } : done(comparison, now),
    )
  })
}

const done = (comparison: OfficeComparison, now: number): OfficeComparison => ({
  ...comparison,
  state: 'done',
  doneAt: now,
})

/** Whether `writeQuestion` may have something to put into a payload. */
export async function hasQuestion(database: Database, link: StoreLink): Promise<boolean> {
  const comparison = await readComparison(database, link.id, OfficeComparison)
  return comparison?.state === 'prepared' || (comparison?.state === 'done' && comparison.repair)
}

/** Puts what is to be asked of the store, or the keys that are to be settled, into payload `number`. Inside its transaction. */
export async function writeQuestion(
  database: Database,
  link: StoreLink,
  tables: Tables,
  number: number,
  writer: PayloadWriter,
): Promise<void> {
  const comparison = await readComparison(database, link.id, OfficeComparison)
  if (comparison?.state === 'prepared') {
    const ours = Map.groupBy(await keptRanges(database, link.id, ['ours']), ({ table }) => table)
    for (const [name, ranges] of ours) {
      const named = namedTable(tables, name, comparison.columns[name])
      if (named) await writeSums(named, ranges, false, writer)
    }
    writer.compares({ number: comparison.number, last: true, leftOut: [] })
    await forgetRanges(database, link.id)
    const asked = { downEpoch: link.downEpoch, upEpoch: link.upEpoch, number }
    await saveComparison(database, link.id, { ...comparison, state: 'asked', asked, rounds: comparison.rounds + 1 })
  }
  if (comparison?.repair && comparison.state === 'done') await writeUnsentKeys(database, link, tables, number, writer)
}

async function writeUnsentKeys(
  database: Database,
  link: StoreLink,
  tables: Tables,
  number: number,
  writer: PayloadWriter,
): Promise<void> {
  for (const [name, keys] of await unsentKeys(database, link.id, number, KEYS_A_PAYLOAD)) {
    const named = namedTable(tables, name, [])
    if (named) await writeRepairs(named, keys, writer)
    await noteKeysSent(database, link.id, name, keys, number)
  }
}

const namedTable = (tables: Tables, name: string, values: string[] = []) => {
  const table = tables.get(name)
  return table && { name, keyNames: table.keyNames, values }
}

/**
 * Takes what a store says about a comparison, inside the transaction that merges its payload and after its changes: rows that it
 * lists are judged at once, ranges that it has narrowed down are kept to be looked at. `fitting`: what of the payload was made under the
 * present setup. `now`: office clock, milliseconds.
 */
export async function takeAnswer(
  database: Database,
  link: StoreLink,
  tables: Tables,
  part: StreamPart,
  contents: PayloadContents,
  fitting: PayloadTable[],
  now: number,
): Promise<void> {
  const answer = contents.comparison
  const known = await readComparison(database, link.id, OfficeComparison)
  if (answer?.number === 0) {
    if (known && known.state !== 'done') return
    await forgetFound(database, link.id)
    await saveComparison(database, link.id, fresh(known, now))
    return
  }
  if (!answer || known?.number !== answer.number || known.state !== 'asked') return
  const leftOut = new Set([...known.leftOut, ...answer.leftOut])
  const store = { id: link.id, guid: link.guid, seenTick: part.tick }
  for (const incoming of contents.tables.filter(({ operation }) => operation === 'sums')) {
    const table = tables.get(incoming.name)
    const values = known.columns[incoming.name]
    const fits = fitting.some(({ name, operation }) => name === incoming.name && operation === 'sums')
    if (!table || !values || !fits || !sameNames(table.keyNames, incoming.key) || !sameNames(values, incoming.values)) {
      leftOut.add(incoming.name)
      continue
    }
    const rows = contents.tables.find(({ name, operation }) => name === table.name && operation === 'row_sums')
    const listed = await readSums(database, incoming, true)
    if (listed.length > 0) await compareRows(database, table, values, listed, rows, store)
    await keepRanges(database, link.id, table.name, 'theirs', await readSums(database, incoming, false))
  }
  const about = { ...known, leftOut: [...leftOut] }
  const narrowed = await keptRanges(database, link.id, ['theirs'])
  const next = narrowed.length > 0 ? { ...about, state: 'narrowing' as const } : done(about, now)
  await saveComparison(database, link.id, answer.last ? next : about)
}

const sameNames = (some: string[], others: string[]): boolean => some.join('\n') === others.join('\n')
