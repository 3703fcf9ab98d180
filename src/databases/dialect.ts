/** The two places beside the location's own tables: a payload that came in (read only), one that goes out. */
export type PayloadSide = 'incoming' | 'outgoing'

/** A value in SQL, and the type its column is declared with. */
export type TypedExpression = { expression: string; type: string }

/** The few places where the SQL of two databases differs. Everything else the generators write is common to both. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'

  /** `"name"`, with quotes inside doubled. */
  quote(name: string): string
  /** A table of an attached payload. */
  payloadTable(side: PayloadSide, name: string): string
  /** A table of this connection alone that goes away with it. */
  temporaryTable(name: string): string
  /** Position of a row in a payload table: cheap to look it up again by. */
  rowPosition(alias: string): string
  /**
   * True where two values differ, NULL being a value like any other, text compared byte by byte. `untyped` = the column
   * keeps any type, so 1 and 1.0 are two values.
   */
  differs(left: string, right: string, untyped: boolean): string
  /** Milliseconds since 1970 on this machine's clock, as a whole number. */
  readonly now: string
  /** A value as an SQL literal in text, e.g. 42, 'O''Neill', X'00FF', NULL, CAST(X'6100' AS TEXT): reversible, readable in a conflict record. */
  literal(expression: string): string
  /**
   * The bytes of a row as docs/PROTOCOL.md has them: no row with other values has the same, and every version of the database
   * writes them alike. NULL where a value of the row is a long one, some thousand bytes.
   */
  rowBytes(columns: readonly TypedExpression[]): string
  hasLongValue(columns: readonly TypedExpression[]): string
  /** What stands in front of the bytes of a long value. */
  sizeBytes(expression: string): string
  /** Aggregate: the bytes of all rows, one after the other in the order they come in; NULL where there are none. */
  joinBytes(expression: string): string
  /** `INSERT` that skips rows a constraint refuses, in front of `INTO`. */
  readonly insertSkippingRefused: string
  /** Behind INSERT or UPDATE: a row that a constraint refuses fails the statement, whatever the table's own conflict clauses say. */
  readonly orAbort: string
}
