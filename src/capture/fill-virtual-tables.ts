import { ConstraintViolation, type Database } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'

/**
 * Fills the full-text indexes of a database that was built again from the tables that they are over: their triggers did not run for rows
 * that came before them. Inside a transaction. Returns the virtual tables that stay empty, since what they held is nowhere else.
 */
export async function fillVirtualTables(database: Database): Promise<string[]> {
  const virtual = await database.all<{ name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%' ORDER BY rowid`,
  )
  const empty: string[] = []
  for (const { name, sql } of virtual) {
    const table = database.dialect.quote(name)
    try {
      if (/\busing\s+fts[345]\b[\s\S]*\bcontent\s*=(?!\s*(?:''|""))/i.test(sql))
        await database.attempt(() => database.run(`INSERT INTO ${table} (${table}) VALUES ('rebuild')`))
      else if (!(await database.get(`SELECT 1 AS one FROM ${table} LIMIT 1`)))
        empty.push(`${name} (made, but empty: only the shop's own program can fill it)`)
    } catch (error) {
      if (!(error instanceof CentralOfficeError || error instanceof ConstraintViolation)) throw error
      empty.push(`${name} (${(error.cause as Error | undefined)?.message ?? error.message})`)
    }
  }
  return empty
}
