import type { OfficeTable } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Dialect } from '../databases/dialect.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'
import { type ConflictRule, columnOf } from '../model/replica-setup.ts'
import { VISITING } from './visiting.ts'

/** What becomes of one incoming value, row by row and column by column, in a temporary table `judged`. */
export const Verdict = {
  /** Not changed by the store, or already so at the office. */
  nothing: 0,
  /** The office still has what the store had before: taken. */
  taken: 1,
  /** Both changed it; the store wins. The office's value goes into a conflict record. */
  storeWins: 2,
  /** Both changed it; the office's value stands and goes back to the store. The store's value goes into a conflict record. */
  officeStands: 3,
  /** The row is gone at the office and stays gone. The store's value goes into a conflict record. */
  rowGone: 4,
} as const

/** Stands for the office where two changes of the same time are told apart by GUID: it comes after every store. */
const OFFICE_GUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** GUID of whoever made a change, from the row log's ":by". */
export const guidOf = (by: string): string =>
  `COALESCE((SELECT guid FROM ${OWN_PREFIX}stores WHERE id = ${by}), '${OFFICE_GUID}')`

/** SQL for judging the rows of one operation against one table at the office. Aliases: i incoming, o office, l log, v visiting. */
export class Judge {
  readonly sql: SqlText
  readonly table: OfficeTable
  readonly incoming: PayloadTable
  /** What a store changes in the table never stands (sharing `office`, once it has been filled). */
  readonly neverTakes: boolean

  constructor(dialect: Dialect, table: OfficeTable, incoming: PayloadTable, neverTakes: boolean) {
    this.sql = new SqlText(dialect)
    this.table = table
    this.incoming = incoming
    this.neverTakes = neverTakes
  }

  /** Name of the temporary table the verdicts stand in. */
  get judged(): string {
    return this.sql.dialect.temporaryTable(`judged_${this.table.id}`)
  }

  get incomingTable(): string {
    return this.sql.dialect.payloadTable('incoming', payloadTableName(this.incoming))
  }

  /** Columns of the payload outside the key. */
  get values(): string[] {
    return this.incoming.values
  }

  ruleOf(column: string): ConflictRule {
    const { rule, setBy } = columnOf(this.table.setup, column)
    return setBy === 'office' ? 'office' : (rule ?? this.table.setup.rule)
  }

  /** What a store changes in the column never stands: the office alone sets it. A new row's first value is taken from anybody. */
  refuses(column: string): boolean {
    return this.neverTakes || columnOf(this.table.setup, column).setBy === 'office'
  }

  /** Condition that the value is of a column which the store has just got: not typed by anybody, it fills what is empty everywhere. */
  fillsColumn(before: string): string {
    return `(i.":at" = 0 AND ${before} IS NULL)`
  }

  /** Condition that the store's value of the column wins where both sides changed it. */
  storeWinsColumn(column: string): string {
    if (this.refuses(column)) return 'FALSE'
    // The office cannot have changed what the store alone sets, so that only what came from this store stands against it.
    const alone = columnOf(this.table.setup, column).setBy === 'store' && this.table.guidColumn !== null
    return alone ? 'TRUE' : this.storeWins(this.ruleOf(column))
  }

  /** Office key of an incoming row: the visiting store's GUID leads where rows belong to stores. */
  officeKey(alias: string): string {
    const key = this.sql.list(this.table.keyNames, alias)
    return this.table.guidColumn === null ? key : `v.guid, ${key}`
  }

  /** Condition that `alias` (office row or log entry) is the row of incoming row `i`. */
  sameOfficeRow(alias: string, other = 'i'): string {
    const guid = this.table.guidColumn
    const key = this.sql.sameKey(this.table.keyNames, alias, other)
    return guid === null ? key : `${this.sql.name(guid, alias)} = v.guid AND ${key}`
  }

  /** `FROM` incoming rows with the office's row and log entry, where there are any. */
  get sources(): string {
    return `
      FROM ${this.sql.dialect.temporaryTable(VISITING)} AS v CROSS JOIN ${this.incomingTable} AS i
      LEFT JOIN ${this.sql.name(this.table.name)} AS o ON ${this.sameOfficeRow('o')}
      LEFT JOIN ${this.table.log} AS l ON ${this.sameOfficeRow('l')}`
  }

  /** True where the office has the row. */
  get there(): string {
    return `${this.sql.name(this.table.keyNames[0] as string, 'o')} IS NOT NULL`
  }

  /**
   * Time of the store's change on the office's clock; 0 = not known (initial load). No later than now: a clock that is wrong, or
   * that somebody set wrong on purpose, is not to win all that comes.
   */
  get storeTime(): string {
    return `CASE WHEN i.":at" = 0 THEN 0 WHEN i.":at" + v.shift > v.now THEN v.now ELSE i.":at" + v.shift END`
  }

  storeWins(rule: ConflictRule): string {
    if (this.neverTakes || rule === 'office' || rule === 'ask') return 'FALSE'
    if (rule === 'store') return 'TRUE'
    const tied = `${this.storeTime} = l.":at" AND ${this.storeTime} > 0`
    return `(${this.storeTime} > COALESCE(l.":at", 0) OR (${tied} AND v.guid > ${guidOf('l.":by"')}))`
  }

  /** True where the row was changed after what the store has seen, and not by that store. */
  get owed(): string {
    return this.#foreignSince('v.seen_tick')
  }

  /** True where a change of the row that is not the store's own is still to come to it, also one whose tick it has seen. */
  get due(): string {
    return `(${this.owed} OR ${this.#foreignSince('v.sent_tick')})`
  }

  /** True where the office may have typed what stands in columns that the store does not have. */
  get untold(): string {
    return `COALESCE(l.":untold", 0) = 1`
  }

  /** Columns of the office's table that the store does not have. */
  get missing(): string[] {
    return this.table.values.filter((column) => !this.values.includes(column))
  }

  #foreignSince(tick: string): string {
    return `COALESCE(l.":tick" > ${tick} AND l.":origin" IS DISTINCT FROM v.store, FALSE)`
  }

  differs(left: string, right: string, column: string): string {
    return this.sql.dialect.differs(left, right, this.table.untyped.has(column))
  }

  /** Fills the temporary table: key, facts about the row, and a verdict for each of `columns`. */
  statements(columns: { name: string; verdict: string }[]): { create: string; fill: string } {
    const names = [
      ':row',
      ...this.table.officeKey,
      ':at',
      ':there',
      ':gone',
      ':owed',
      ':due',
      ':untold',
      ':log_at',
      ':log_by',
    ]
    const all = this.sql.list([...names, ...columns.map((column) => column.name)])
    return {
      // Made anew each time: the table may have got columns since.
      create: `DROP TABLE IF EXISTS ${this.judged}; CREATE TABLE ${this.judged} (${this.sql.list([...names, ...new Set([...this.table.values, ':verdict'])])})`,
      fill: `INSERT INTO ${this.judged} (${all})
        SELECT ${this.sql.dialect.rowPosition('i')}, ${this.officeKey('i')}, ${this.storeTime}, ${this.there},
          COALESCE(l.":gone", 0), ${this.owed}, ${this.due}, ${this.untold}, COALESCE(l.":at", 0), l.":by"
          ${columns.map((column) => `, ${column.verdict}`).join('\n          ')}
        ${this.sources}`,
    }
  }

  /** `FROM` judged rows (j) with their incoming row. */
  get judgedRows(): string {
    return `FROM ${this.judged} AS j CROSS JOIN ${this.sql.dialect.temporaryTable(VISITING)} AS v
      JOIN ${this.incomingTable} AS i ON ${this.sql.dialect.rowPosition('i')} = j.":row"`
  }

  /** Condition that any of the columns has one of the verdicts. */
  any(columns: string[], verdicts: number[]): string {
    return `(${this.sql.each(columns, (column) => `${this.sql.name(column, 'j')} IN (${verdicts.join(', ')})`, ' OR ', 'FALSE')})`
  }
}
