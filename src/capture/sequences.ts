import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { Sequences } from '../model/sequences.ts'

/** The highest number that each AUTOINCREMENT table of the shop's has given so far, deleted rows included. */
export async function readSequences(database: Database): Promise<Sequences> {
  if (!(await hasSequences(database))) return {}
  const rows = await database.all<{ name: string; number: string }>(
    `SELECT name, CAST(seq AS TEXT) AS number FROM sqlite_sequence
     WHERE typeof(seq) = 'integer' AND seq > 0 AND substr(name, 1, ${OWN_PREFIX.length}) <> '${OWN_PREFIX}' ORDER BY name`,
  )
  return Sequences.parse(Object.fromEntries(rows.map(({ name, number }) => [name, number])))
}

/** Lets each table that is here go on behind the number that its lost or restored database had come to. Inside a transaction. */
export async function continueSequences(database: Database, sequences: Sequences): Promise<void> {
  if (!(await hasSequences(database))) return
  for (const [name, number] of Object.entries(sequences)) {
    const numbered = await database.get(
      `SELECT 1 AS one FROM sqlite_schema WHERE type = 'table' AND name = $1 AND sql LIKE '%AUTOINCREMENT%'`,
      name,
    )
    if (!numbered) continue
    const raised = await database.run(
      'UPDATE sqlite_sequence SET seq = max(seq, CAST($2 AS INTEGER)) WHERE name = $1',
      name,
      number,
    )
    if (raised === 0)
      await database.run('INSERT INTO sqlite_sequence (name, seq) VALUES ($1, CAST($2 AS INTEGER))', name, number)
  }
}

/** SQLite makes its table with the first that says AUTOINCREMENT. */
const hasSequences = async (database: Database): Promise<boolean> =>
  (await database.get(`SELECT 1 AS one FROM sqlite_schema WHERE name = 'sqlite_sequence'`)) !== undefined
