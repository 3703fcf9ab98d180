import type { Database } from '../../src/databases/database.ts'

/** A statement as it was run, with the steps of its query plan (https://sqlite.org/eqp.html). */
export type Watched = { sql: string; plan: string[] }

/** A database that remembers each statement it is given to run. */
export function watched(database: Database): { database: Database; statements: Watched[] } {
  const statements: Watched[] = []
  const note = async (sql: string) => {
    const steps = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    statements.push({ sql, plan: steps.map(({ detail }) => detail) })
  }
  const seen = new Proxy(database, {
    get(target, name) {
      if (name === 'run' || name === 'all' || name === 'get')
        return async (sql: string, ...values: never[]) => {
          await note(sql)
          return target[name](sql, ...values)
        }
      const found = Reflect.get(target, name, target)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
  return { database: seen, statements }
}

/** Statements that read one of these tables (or aliases) from end to end. */
export const scansOf = (statements: Watched[], names: RegExp): string[] =>
  statements.flatMap(({ sql, plan }) =>
    plan.filter((step) => new RegExp(`^SCAN (${names.source})( |$)`).test(step)).map((step) => `${step}: ${sql}`),
  )
