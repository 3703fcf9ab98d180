import { type ModelRow, NULL, type Shown } from './model/row.ts'

/** Where a value stood: table, owner and key of the row, column. */
type Place = { table: string; row: string; column: string }
const text = ({ table, row, column }: Place, value: Shown) => [table, row, column, value].join('\n')

/** What became of every value that anybody typed (invariant 2). */
export class Ledger {
  readonly #typed = new Map<string, Place & { value: Shown }>()
  readonly #accounted = new Set<string>()
  #closed = false
  #rowsRenamed = false
  /** Wherever the row: table, column and value. */
  readonly #recorded = new Set<string>()
  readonly #accountedAnywhere = new Set<string>()

  /** An edit: what it puts there is typed, what it replaces was seen by whoever made it. */
  note(table: string, row: string, was: ModelRow | undefined, is: ModelRow | undefined, columns: string[]): void {
    for (const column of columns) {
      const [before, after] = [was?.[column] ?? NULL, is?.[column] ?? NULL]
      if (before === after) continue
      const place = { table, row, column }
      if (after !== NULL) this.#typed.set(text(place, after), { ...place, value: after })
      if (before !== NULL) this.#account(place, before)
    }
  }

  /** A value that stands in a row of the office in the end. */
  found(place: Place, value: Shown): void {
    this.#account(place, value)
  }

  #account(place: Place, value: Shown): void {
    this.#accounted.add(text(place, value))
    this.#accountedAnywhere.add([place.table, place.column, value].join('\n'))
  }

  /** Whose rows a table holds has changed: a row may be called otherwise than when its values were typed. */
  rowsRenamed(): void {
    this.#rowsRenamed = true
  }

  /** A value that stands in a conflict record. */
  recorded(table: string, column: string, value: Shown): void {
    this.#recorded.add([table, column, value].join('\n'))
  }

  /** What was typed into a column that is left out now is its location's own affair. */
  forget(table: string, column: string): void {
    for (const [key, place] of this.#typed)
      if (place.table === table && place.column === column) this.#typed.delete(key)
  }

  /** A database was restored: what it had not sent yet is gone, and nobody can bring it back. */
  close(): void {
    this.#closed = true
  }

  lost(): string[] {
    if (this.#closed) return []
    return [...this.#typed].flatMap(([key, { table, row, column, value }]) => {
      const anywhere = [table, column, value].join('\n')
      const known = this.#accounted.has(key) || (this.#rowsRenamed && this.#accountedAnywhere.has(anywhere))
      return known || this.#recorded.has(anywhere) ? [] : [`${value} in ${column} of row ${row} of ${table}`]
    })
  }
}
