import type { ReplicatedTable } from '../capture/replicated-table.ts'
import type { Database } from '../databases/database.ts'
import type { PayloadWriter } from '../merge/payload-writer.ts'
import { readSums, writeSums } from '../merge/verify-payload.ts'
import {
  countRange,
  findDiffering,
  forgetRange,
  forgetRanges,
  type KeptRange,
  keepRanges,
  keptRanges,
  noteDiffers,
  noteListed,
  noteSent,
  replaceRange,
} from '../merge/verify-ranges.ts'
import { keepRepairs } from '../merge/verify-repair.ts'
import { listRows } from '../merge/verify-rows.ts'
import { cutRange, FIRST_ROWS } from '../merge/verify-sums.ts'
import { storeSideInOrder } from '../merge/verify-table.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { readComparison, StoreComparison, saveComparison } from './verify-state.ts'

/** A store's own number in what it keeps of a comparison. */
const HERE = 0

/** Rows that are listed one by one in one payload. More than these in ranges that differ, and the ranges are narrowed first. */
const LISTED_ROWS = 30_000

/** Ranges with no more rows than this are not narrowed any further. */
const NARROW_ROWS = 2 * FIRST_ROWS

const nothing: StoreComparison = { question: null, wishedIn: null }

/** The office is asked, with the next transmission, to compare itself with this store. */
export function wishComparison(database: Database): Promise<void> {
  return database.transaction(async () => {
    const known = (await readComparison(database, HERE, StoreComparison)) ?? nothing
    await saveComparison(database, HERE, { ...known, wishedIn: 0 })
  })
}

/** Keeps what the office asks, and the keys it wants to have settled, inside the transaction that applies its payload. */
export async function takeQuestion(
  database: Database,
  tables: ReplicatedTable[],
  contents: PayloadContents,
): Promise<void> {
  await keepRepairs(database, contents.tables)
  const { comparison } = contents
  if (!comparison) return
  const known = (await readComparison(database, HERE, StoreComparison)) ?? nothing
  await forgetRanges(database, HERE)
  const columns: Record<string, string[]> = {}
  const leftOut: string[] = []
  for (const incoming of contents.tables.filter(({ operation }) => operation === 'sums')) {
    const table = tables.find(({ name }) => name === incoming.name)
    const comparable =
      table?.keyNames.join('\n') === incoming.key.join('\n') &&
      incoming.values.every((name) => table.values.includes(name))
    if (!comparable) {
      leftOut.push(incoming.name)
      continue
    }
    columns[incoming.name] = incoming.values
    await keepRanges(database, HERE, incoming.name, 'theirs', await readSums(database, incoming, false))
  }
  const question = { number: comparison.number, columns, leftOut, ready: false, answeredIn: null }
  await saveComparison(database, HERE, { ...known, question })
}

/**
 * Looks at the rows that the office asks about, before the next payload is made and outside of any transaction: the shop writes
 * meanwhile. `tables` is only called where there is something to do.
 */
export async function prepareAnswer(database: Database, tables: () => Promise<ReplicatedTable[]>): Promise<void> {
  const known = await readComparison(database, HERE, StoreComparison)
  const question = known?.question
  if (!known || !question || question.ready) return
  const byName = new Map((await tables()).map((table) => [table.name, table]))
  const leftOut = new Set(question.leftOut)
  const theirs = Map.groupBy(await keptRanges(database, HERE, ['theirs']), ({ table }) => table)
  for (const [name, ranges] of theirs) {
    const table = byName.get(name)
    if (!table) leftOut.add(name)
    const counts = table ? await countDiffering(database, table, question.columns[name] ?? [], ranges) : new Map()
    await database.transaction(async () => {
      for (const { id } of ranges) {
        const rows = counts.get(id)
        await (rows === undefined ? forgetRange(database, id) : noteDiffers(database, id, rows))
      }
    })
  }
  await narrow(database, byName, question.columns)
  await saveComparison(database, HERE, { ...known, question: { ...question, leftOut: [...leftOut], ready: true } })
}

/** Ranges that differ, each with the number of rows that stand there here. */
async function countDiffering(
  database: Database,
  table: ReplicatedTable,
  values: string[],
  ranges: KeptRange[],
): Promise<Map<number, number>> {
  const side = await storeSideInOrder(database, table, values)
  const counts = new Map<number, number>()
  for (const range of await findDiffering(database, side, ranges))
    counts.set(range.id, await countRange(database, side, range))
  return counts
}

/** Decides how ranges that differ are looked at further: few rows are listed, of many only the sums of smaller ranges are sent. */
async function narrow(
  database: Database,
  tables: ReadonlyMap<string, ReplicatedTable>,
  columns: Record<string, string[]>,
): Promise<void> {
  const differing = await keptRanges(database, HERE, ['differs'])
  const many = differing.reduce((sum, { rows }) => sum + rows, 0) > LISTED_ROWS
  for (const [name, ranges] of Map.groupBy(differing, ({ table }) => table)) {
    const table = tables.get(name)
    const side = table && many ? await storeSideInOrder(database, table, columns[name] ?? []) : null
    for (const range of ranges) {
      const cut = side && range.rows > NARROW_ROWS ? await cutRange(database, side, range) : null
      await database.transaction(async () => {
        if (cut) await replaceRange(database, HERE, range, 'ours', cut)
        else await noteListed(database, range.id)
      })
    }
  }
}

/**
 * Puts the answer, or as much of it as one payload takes, into payload `number`, inside its transaction and after changes were
 * put into it.
 */
export async function writeAnswer(
  database: Database,
  tables: ReplicatedTable[],
  number: number,
  writer: PayloadWriter,
): Promise<void> {
  const known = await readComparison(database, HERE, StoreComparison)
  if (!known) return
  const { question, wishedIn } = known
  const answered = question !== null && question.answeredIn !== null && question.answeredIn < number
  if (answered) await forgetRanges(database, HERE)
  const open = answered ? null : question
  if (open?.ready) {
    const answer = await writeRanges(database, tables, open, number, writer)
    await saveComparison(database, HERE, { question: answer, wishedIn: null })
  } else if (open === null && wishedIn !== null && (wishedIn === 0 || wishedIn >= number)) {
    writer.compares({ number: 0, last: true, leftOut: [] })
    await saveComparison(database, HERE, { question: null, wishedIn: number })
  } else if (answered) await saveComparison(database, HERE, { question: null, wishedIn })
}

type Question = NonNullable<StoreComparison['question']>

async function writeRanges(
  database: Database,
  tables: ReplicatedTable[],
  question: Question,
  number: number,
  writer: PayloadWriter,
): Promise<Question> {
  const leftOut = new Set(question.leftOut)
  const listed = await keptRanges(database, HERE, ['list'], number)
  const now = takeUpTo(listed, LISTED_ROWS)
  const all = [...(await keptRanges(database, HERE, ['ours'], number)), ...now]
  for (const [name, ranges] of Map.groupBy(all, ({ table }) => table)) {
    const table = tables.find((candidate) => candidate.name === name)
    const values = question.columns[name] ?? []
    if (!table) leftOut.add(name)
    else {
      const lists = ranges.filter((range) => now.includes(range))
      const sums = ranges.filter((range) => !now.includes(range))
      const named = { name, keyNames: table.keyNames, values }
      await writeSums(named, sums, false, writer)
      await writeSums(named, lists, true, writer)
      if (lists.length > 0) await listRows(database, table, values, lists, writer)
    }
    for (const { id } of ranges) await noteSent(database, id, number)
  }
  const last = now.length === listed.length
  writer.compares({ number: question.number, last, leftOut: [...leftOut] })
  return { ...question, leftOut: [...leftOut], answeredIn: last ? number : null }
}

/** The first ranges that have so many rows together; at least one. */
function takeUpTo(ranges: KeptRange[], most: number): KeptRange[] {
  let rows = 0
  const over = ranges.findIndex((range) => {
    rows += range.rows
    return rows > most
  })
  return over < 0 ? ranges : ranges.slice(0, Math.max(1, over))
}
