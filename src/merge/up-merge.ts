import { type OfficeTable, withoutTriggers } from '../capture/office-table.ts'
import { commas } from '../capture/sql-text.ts'
import { withoutCapture } from '../capture/without-capture.ts'
import type { Database } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'
import type { PayloadTable } from '../model/payload-contents.ts'
import { recordColumnConflicts, recordRowConflicts } from './conflict-records.ts'
import { Judge, Verdict } from './judge.ts'
import { readRange } from './key-range.ts'
import { mergeMadeAnew } from './made-anew-merge.ts'
import { mergeRefill, type RefillRules } from './refill-merge.ts'
import { logDeleted, logJudged, oweJudged } from './row-log.ts'
import { takeIntoRows } from './take-into-rows.ts'
import { unseenBy } from './untold.ts'
import { announceVisit, VISITING, type Visiting } from './visiting.ts'

export type MergeCounts = { rows: number; conflicts: number }

const { nothing, taken, storeWins, officeStands, rowGone } = Verdict

/**
 * Merges an attached payload of a store into the office's tables, inside the caller's transaction: a few statements a
 * table, whatever the number of rows. `mayFill` names office-maintained tables that this payload's inserts may fill. With
 * `refill`, rows of a range of keys restore what the office has lost; without, they are of a table that the shop made anew.
 */
export async function mergeUp(
  database: Database,
  tables: Map<string, OfficeTable>,
  incomingTables: PayloadTable[],
  visiting: Visiting,
  mayFill: ReadonlySet<string>,
  refill: RefillRules | null = null,
): Promise<MergeCounts> {
  await announceVisit(database, visiting)
  const counts: MergeCounts = { rows: 0, conflicts: 0 }
  const merge = async () => {
    for (const operation of refill ? ORDER_OF_REFILL : ORDER)
      for (const incoming of incomingTables.filter((one) => one.operation === operation)) {
        const ranged = operation === 'insert' && isRanged(incomingTables, incoming.name)
        if (incoming.rows === 0 && !ranged) continue
        const table = tables.get(incoming.name)
        if (!table) throw unknownTable(incoming.name)
        checkColumns(table, incoming)
        const range = ranged ? await readRange(database, table, incomingTables) : null
        if (range) {
          const neverTakes = refill === null && table.sharing === 'office'
          const judge = new Judge(database.dialect, table, incoming, neverTakes)
          counts.conflicts += refill
            ? await mergeRefill(database, judge, range, refill)
            : await mergeMadeAnew(database, judge, range)
          counts.rows += incoming.rows
          continue
        }
        const neverTakes = table.sharing === 'office' && !(operation === 'insert' && mayFill.has(table.name))
        const judge = new Judge(database.dialect, table, incoming, neverTakes)
        counts.conflicts += await mergeBy[operation](database, judge)
        if (operation !== 'refresh') counts.rows += incoming.rows
      }
  }
  await withoutCapture(database, () => withoutTriggers(database, tablesOfMany(tables, incomingTables), merge))
  return counts
}

/** Rows of a table from which on its triggers are better made anew than started for each of them. */
const MANY = 2_000

function tablesOfMany(tables: Map<string, OfficeTable>, incoming: PayloadTable[]): OfficeTable[] {
  return [...tables.values()].filter(({ name }) => {
    const rows = incoming.reduce((sum, table) => sum + (table.name === name ? table.rows : 0), 0)
    return rows >= MANY
  })
}

const isRanged = (tables: PayloadTable[], table: string): boolean =>
  tables.some(({ name, operation }) => name === table && operation === 'range')

/**
 * Rows to be refreshed come first: what the office told of them was set aside at the store, so that what the store says of them in
 * the same payload was said without having seen it. What is refilled is held against what the office had before.
 */
const ORDER = ['refresh', 'delete', 'insert', 'update'] as const
const ORDER_OF_REFILL = ['delete', 'insert', 'update', 'refresh'] as const

const mergeBy = { insert: mergeInserts, update: mergeUpdates, delete: mergeDeletes, refresh: mergeRefreshes }

async function judgeRows(
  database: Database,
  judge: Judge,
  columns: { name: string; verdict: string }[],
): Promise<void> {
  const { create, fill } = judge.statements(columns)
  await database.script(create)
  await database.run(fill)
}

async function mergeUpdates(database: Database, judge: Judge): Promise<number> {
  const { sql, table, values } = judge
  const before = (column: string) => sql.name(`before:${column}`, 'i')
  const now = (column: string) => sql.name(`now:${column}`, 'i')
  const changed = (column: string) => judge.differs(before(column), now(column), column)
  const revives = `COALESCE(l.":gone", 0) = 1 AND ${judge.storeWins(table.setup.rule)}`
  await judgeRows(database, judge, [
    ...values.map((column) => ({
      name: column,
      verdict: `CASE
        WHEN NOT (${changed(column)}) THEN ${nothing}
        WHEN NOT ${judge.there} THEN CASE WHEN ${revives} THEN ${taken} ELSE ${rowGone} END
        WHEN NOT (${judge.differs(sql.name(column, 'o'), now(column), column)}) THEN ${nothing}
        WHEN NOT (${judge.differs(sql.name(column, 'o'), before(column), column)})${judge.refuses(column) ? ` AND ${judge.fillsColumn(before(column))}` : ''} THEN ${taken}
        WHEN ${judge.storeWinsColumn(column)} THEN ${storeWins} ELSE ${officeStands} END`,
    })),
    { name: ':verdict', verdict: `CASE WHEN ${judge.there} OR NOT (${revives}) THEN 0 ELSE 1 END` },
  ])
  const kind = judge.neverTakes ? 'office table' : 'update'
  let conflicts = await recordColumnConflicts(database, judge, kind, { base: before, store: now })
  const revived = `NOT j.":there" AND j.":verdict" = 1`
  conflicts += await recordRowConflicts(database, judge, 'deleted at office', revived, 'store')

  await takeIntoRows(database, judge, now)
  await database.run(`
    INSERT INTO ${sql.name(table.name)} (${sql.list(table.officeKey)}, ${sql.list(table.values)})
    SELECT ${commas(
      sql.list(table.officeKey, 'j'),
      ...table.values.map((column) =>
        values.includes(column)
          ? `CASE WHEN ${changed(column)} THEN ${now(column)} ELSE ${sql.name(column, 'l')} END`
          : sql.name(column, 'l'),
      ),
    )}
    ${judge.judgedRows} JOIN ${table.log} AS l ON ${sql.sameKey(table.officeKey, 'l', 'j')} WHERE ${revived}`)
  await logJudged(database, judge, {
    changed: `(${judge.any(values, [taken, storeWins])})`,
    contested: `(${judge.any(values, [officeStands])} OR ${revived})`,
    where: `(j.":there" OR ${revived})`,
  })
  await oweJudged(database, judge, `NOT j.":there" AND NOT (${revived})`)
  return conflicts
}

async function mergeInserts(database: Database, judge: Judge): Promise<number> {
  const { sql, table, values } = judge
  if (await insertAllNew(database, judge)) return 0
  const now = (column: string) => sql.name(column, 'i')
  await judgeRows(
    database,
    judge,
    values.map((column) => ({
      name: column,
      verdict: `CASE
        WHEN NOT ${judge.there} THEN ${judge.neverTakes ? rowGone : nothing}
        WHEN NOT (${judge.differs(sql.name(column, 'o'), now(column), column)}) THEN ${nothing}
        WHEN ${judge.storeWinsColumn(column)} THEN ${storeWins} ELSE ${officeStands} END`,
    })),
  )
  const kind = judge.neverTakes ? 'office table' : 'insert'
  let conflicts = await recordColumnConflicts(database, judge, kind, { base: () => 'NULL', store: now })
  // Without columns outside the key only a record of the whole row can tell that it was there.
  if (judge.neverTakes && values.length === 0)
    conflicts += await recordRowConflicts(database, judge, kind, 'NOT j.":there"', 'office')
  await takeIntoRows(database, judge, now)
  if (judge.neverTakes) await oweJudged(database, judge, `NOT j.":there"`)
  else
    await database.run(`
      INSERT INTO ${sql.name(table.name)} (${commas(sql.list(table.officeKey), sql.list(values))})
      SELECT ${commas(sql.list(table.officeKey, 'j'), sql.list(values, 'i'))} ${judge.judgedRows} WHERE NOT j.":there"`)
  await logJudged(database, judge, {
    changed: `(${judge.neverTakes ? 'FALSE' : 'NOT j.":there"'} OR ${judge.any(values, [storeWins])})`,
    contested: judge.any(values, [officeStands]),
    where: judge.neverTakes ? 'j.":there"' : 'TRUE',
  })
  return conflicts
}

/**
 * The short way for rows that belong to the store alone, which the office has never touched: one INSERT. False where any
 * of them was there already; then they are judged (those just inserted are found equal).
 */
async function insertAllNew(database: Database, judge: Judge): Promise<boolean> {
  const { sql, table, incoming, values } = judge
  if (table.sharing !== 'store' || table.guidColumn === null) return false
  const visiting = sql.dialect.temporaryTable(VISITING)
  const touched = await database.get(
    `SELECT 1 AS one FROM ${visiting} AS v JOIN ${table.log} AS l ON ${sql.name(table.guidColumn, 'l')} = v.guid
     WHERE l.":origin" IS DISTINCT FROM v.store LIMIT 1`,
  )
  if (touched) return false
  const inserted = await database.run(`
    INSERT INTO ${sql.name(table.name)} (${commas(sql.list(table.officeKey), sql.list(values))})
    SELECT ${commas(judge.officeKey('i'), sql.list(values, 'i'))}
    FROM ${visiting} AS v CROSS JOIN ${judge.incomingTable} AS i WHERE TRUE
    ON CONFLICT DO NOTHING`)
  return inserted === incoming.rows
}

async function mergeDeletes(database: Database, judge: Judge): Promise<number> {
  const { sql, table, values, missing } = judge
  const was = (column: string) => sql.name(column, 'i')
  const differs = (column: string) => judge.differs(sql.name(column, 'o'), was(column), column)
  const wins = judge.storeWins(table.setup.rule)
  // Of a row that was changed since, the store has not seen what stands in columns that it does not have.
  const filled = (column: string) => `${sql.name(column, 'o')} IS NOT NULL`
  const overrides = (column: string) =>
    values.includes(column) ? differs(column) : `(${judge.owed} AND ${filled(column)})`
  const columns = [...values, ...missing]
  const untouched = `NOT (${columns.map(overrides).join(' OR ') || 'FALSE'})`
  const goes = judge.neverTakes ? 'FALSE' : `(${untouched} OR ${wins})`
  const unseen = await unseenBy(database, judge)
  const loses = (column: string) =>
    missing.includes(column)
      ? `(${overrides(column)} AND ${wins} OR ${unseen(column)} AND ${goes})`
      : `${overrides(column)} AND ${wins}`
  await judgeRows(database, judge, [
    // A column gets a verdict only where the deletion overrides a value that the store had not seen.
    ...columns.map((column) => ({
      name: column,
      verdict: `CASE WHEN ${judge.there} AND ${loses(column)} THEN ${storeWins} ELSE ${nothing} END`,
    })),
    {
      name: ':verdict',
      verdict: `CASE WHEN NOT ${judge.there} THEN ${nothing}
        ${judge.neverTakes ? '' : `WHEN ${untouched} THEN ${taken}`}
        WHEN ${wins} THEN ${storeWins} ELSE ${officeStands} END`,
    },
  ])
  const gone = `j.":verdict" IN (${taken}, ${storeWins})`
  const stands = `j.":verdict" = ${officeStands}`
  const kind = judge.neverTakes ? 'office table' : 'deleted at store'
  const base = (column: string) => (values.includes(column) ? was(column) : 'NULL')
  const conflicts =
    (await recordColumnConflicts(database, judge, kind, { base, store: () => 'NULL' }, columns)) +
    (await recordRowConflicts(database, judge, kind, stands, 'office'))
  await logDeleted(database, judge, gone)
  await database.run(`
    DELETE FROM ${sql.name(table.name)} WHERE (${sql.list(table.officeKey)}) IN (
      SELECT ${sql.list(table.officeKey, 'j')} FROM ${judge.judged} AS j WHERE ${gone})`)
  await oweJudged(database, judge, stands)
  return conflicts
}

async function mergeRefreshes(database: Database, judge: Judge): Promise<number> {
  const { sql, table } = judge
  const key = sql.list(table.officeKey)
  await database.run(`
    INSERT INTO ${table.log} (${key}, ":tick", ":origin", ":at", ":gone")
    SELECT ${judge.officeKey('i')}, v.tick, NULL, 0, 0
    FROM ${sql.dialect.temporaryTable(VISITING)} AS v CROSS JOIN ${judge.incomingTable} AS i WHERE TRUE
    ON CONFLICT (${key}) DO UPDATE SET ":tick" = excluded.":tick", ":origin" = NULL`)
  return 0
}

const unknownTable = (name: string): CentralOfficeError =>
  new CentralOfficeError(
    'SCHEMA_DIFFERS',
    `A payload holds rows of the table ${name}, which the office does not have.`,
    {
      hint: 'The store must announce its tables first; it does so by itself at its next transmission.',
      retryable: true,
    },
  )

function checkColumns(table: OfficeTable, incoming: PayloadTable): void {
  const strange =
    incoming.values.find((name) => !table.values.includes(name)) ??
    (incoming.key.join('\n') === table.keyNames.join('\n') ? undefined : incoming.key.join(', '))
  if (strange !== undefined)
    throw new CentralOfficeError(
      'SCHEMA_DIFFERS',
      `The table ${table.name} has other columns at the store than at the office: ${strange}.`,
      {
        hint: 'Bring both databases to the same version of the shop program; the payload waits until then.',
        retryable: true,
      },
    )
}
