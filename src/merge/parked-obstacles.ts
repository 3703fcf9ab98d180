import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database, Row } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import { filterColumns } from '../model/row-filter.ts'
import { sameRow } from './up-export.ts'

export type ObstacleKind =
  | 'the same unique value'
  | 'the row it refers to is missing'
  | 'rows that refer to it'
  | 'the row filter keeps the row here back'

/** Something in this database that a parked row meets. */
export type Obstacle = {
  what: ObstacleKind
  /** Where, and through which columns. */
  table: string
  columns: string[]
  /** The rows in the way, `MOST_SHOWN` of them at most; for a missing row, the values it must have. */
  rows: Row[]
}

const MOST_SHOWN = 10

/** Looks at the database as it is now for rows, or missing rows, in the way of a parked row. `own`: its table as it stands. */
export async function findObstacles(
  database: Database,
  table: ReplicatedTable,
  lives: Table[],
  number: number,
): Promise<Obstacle[]> {
  const own = lives.find(({ name }) => name === table.name)
  if (!own) return []
  const search = new Search(database, table, number)
  const found: Obstacle[] = table.setup.filter === undefined ? [] : [await search.keptBack(table.setup.filter)]
  for (const unique of own.uniques) {
    const columns = unique.terms.map(({ column }) => column)
    if (unique.condition === null && columns.every((name) => name !== null && search.knows(name)))
      found.push(
        await search.sameUnique(
          unique.terms.map(({ sql, collation }) => ({ sql, collation })),
          columns as string[],
        ),
      )
  }
  for (const { columns, parent, parentColumns } of own.foreignKeys)
    if (columns.every((name) => search.knows(name)))
      found.push(await search.missingParent(columns, parent, parentColumns))
  for (const child of lives)
    for (const { columns, parent, parentColumns } of child.foreignKeys)
      if (parent === table.name) found.push(await search.referring(child, columns, parentColumns))
  return found.filter(({ rows }) => rows.length > 0)
}

class Search {
  readonly #database: Database
  readonly #sql: SqlText
  readonly #table: ReplicatedTable
  readonly #number: number
  /** The parked row, as `p`. */
  readonly #parked: string

  constructor(database: Database, table: ReplicatedTable, number: number) {
    this.#database = database
    this.#sql = new SqlText(database.dialect)
    this.#table = table
    this.#number = number
    this.#parked = `${storeNames(table.id).parked} AS p`
  }

  knows(column: string): boolean {
    return this.#table.keyNames.includes(column) || this.#table.values.includes(column)
  }

  #rows(query: string): Promise<Row[]> {
    return this.#database.all(`${query} LIMIT ${MOST_SHOWN}`, this.#number)
  }

  /** Other rows of its table that hold the same in a unique index. */
  async sameUnique(terms: { sql: string; collation: string }[], columns: string[]): Promise<Obstacle> {
    const { name, keyNames, values } = this.#table
    const same = terms.map(
      ({ sql, collation }) => `here.${sql} = p.${sql} COLLATE ${this.#database.dialect.quote(collation)}`,
    )
    const rows = await this.#rows(
      `SELECT ${commas(this.#sql.list(keyNames, 'here'), this.#sql.list(values, 'here'))}
       FROM ${this.#parked} JOIN ${this.#sql.name(name)} AS here ON ${same.join(' AND ')}
       WHERE p.":number" = $1 AND p.":exists" = 1 AND NOT (${sameRow(this.#sql, this.#table, 'here', 'p')})`,
    )
    return { what: 'the same unique value', table: name, columns, rows }
  }

  /** The row as it stands here, unknown to the office. `columns`: those that the filter names. */
  async keptBack(filter: string): Promise<Obstacle> {
    const { name, keyNames, values } = this.#table
    const rows = await this.#rows(
      `SELECT ${commas(this.#sql.list(keyNames, 'here'), this.#sql.list(values, 'here'))}
       FROM ${this.#parked} JOIN ${this.#sql.name(name)} AS here ON ${sameRow(this.#sql, this.#table, 'here', 'p')}
       WHERE p.":number" = $1 AND p.":exists" = 1 AND NOT ${transmits(this.#sql, this.#table, 'here')}`,
    )
    return {
      what: 'the row filter keeps the row here back',
      table: name,
      columns: filterColumns(filter, [...keyNames, ...values]),
      rows,
    }
  }

  async missingParent(columns: string[], parent: string, parentColumns: string[]): Promise<Obstacle> {
    const sql = this.#sql
    const refers = columns.map((name, i) => `${sql.name(parentColumns[i] as string, 'there')} = ${sql.name(name, 'p')}`)
    const rows = await this.#rows(
      `SELECT ${columns.map((name, i) => `${sql.name(name, 'p')} AS ${sql.name(parentColumns[i] as string)}`).join(', ')}
       FROM ${this.#parked}
       WHERE p.":number" = $1 AND p.":exists" = 1 AND ${columns.map((name) => `${sql.name(name, 'p')} IS NOT NULL`).join(' AND ')}
         AND NOT EXISTS (SELECT 1 FROM ${sql.name(parent)} AS there WHERE ${refers.join(' AND ')})`,
    )
    return { what: 'the row it refers to is missing', table: parent, columns: parentColumns, rows }
  }

  /** Rows that refer to the row as it stands here, in columns that the parked row would take away or change. */
  async referring(child: Table, columns: string[], parentColumns: string[]): Promise<Obstacle> {
    const sql = this.#sql
    const refers = columns.map(
      (name, i) => `${sql.name(name, 'child')} = ${sql.name(parentColumns[i] as string, 'here')}`,
    )
    const changed = parentColumns
      .filter((name) => this.#table.values.includes(name))
      .map((name) => `${sql.name(name, 'here')} IS NOT ${sql.name(name, 'p')}`)
    const shown = [...new Set([...child.key, ...columns])]
    const rows = await this.#rows(
      `SELECT ${sql.list(shown, 'child')}
       FROM ${this.#parked} JOIN ${sql.name(this.#table.name)} AS here ON ${sameRow(sql, this.#table, 'here', 'p')}
       JOIN ${sql.name(child.name)} AS child ON ${refers.join(' AND ')}
       WHERE p.":number" = $1 AND (${['p.":exists" = 0', ...changed].join(' OR ')})`,
    )
    return { what: 'rows that refer to it', table: child.name, columns, rows }
  }
}
