import type { Dialect } from '../databases/dialect.ts'

/** Small pieces of SQL that every generator needs, for one dialect. Names are quoted here and nowhere else. */
export class SqlText {
  readonly dialect: Dialect

  constructor(dialect: Dialect) {
    this.dialect = dialect
  }

  /** `"name"`, or `alias."name"`. */
  name(name: string, alias?: string): string {
    return alias === undefined ? this.dialect.quote(name) : `${alias}.${this.dialect.quote(name)}`
  }

  /** `"a", "b"`, or `alias."a", alias."b"`. */
  list(names: readonly string[], alias?: string): string {
    return names.map((name) => this.name(name, alias)).join(', ')
  }

  /** A text constant. Only for names that belong in a statement's text; values of rows are bound. */
  text(value: string): string {
    return `'${value.replaceAll("'", "''")}'`
  }

  /** `left."k" = right."k" AND ...`. The left side's index is the one that can serve. */
  sameKey(key: readonly string[], left: string, right: string): string {
    return key.map((name) => `${this.name(name, left)} = ${this.name(name, right)}`).join(' AND ')
  }

  /** Each name put through `write`, joined; `otherwise` where there is none. */
  each(names: readonly string[], write: (name: string) => string, joint = ', ', otherwise = ''): string {
    return names.length ? names.map(write).join(joint) : otherwise
  }

  /** True where any of the columns differs between two row sources. */
  anyDiffers(
    columns: readonly string[],
    untyped: ReadonlySet<string>,
    left: (column: string) => string,
    right: (column: string) => string,
  ): string {
    return this.each(
      columns,
      (column) => this.dialect.differs(left(column), right(column), untyped.has(column)),
      ' OR ',
      'FALSE',
    )
  }
}

/** Joins the parts of a list that are not empty with commas: columns before a list that may be empty. */
export const commas = (...parts: string[]): string => parts.filter((part) => part !== '').join(', ')
