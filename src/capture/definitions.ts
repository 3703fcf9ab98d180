import { ConstraintViolation, type Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Definition } from '../model/definition.ts'
import { CentralOfficeError } from '../model/errors.ts'

/** Version numbers that shop programs keep in the database's header, not in a table. */
const NUMBERS = ['user_version', 'application_id'] as const
const NUMBER = new RegExp(`^PRAGMA (${NUMBERS.join('|')}) = -?[0-9]+$`)

/** Everything the shop's own program has made in its database, in the order in which it can be made again. */
export async function readDefinitions(database: Database): Promise<Definition[]> {
  const made = await database.all<Definition & Record<string, string>>(
    `SELECT type, name, sql FROM sqlite_schema
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE $1 ESCAPE '\\'
       AND name NOT LIKE '%\\_\\_all\\_stores' ESCAPE '\\'
       AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
     ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, rowid`,
    `${OWN_PREFIX.replaceAll('_', '\\_')}%`,
  )
  const numbers: Definition[] = []
  for (const name of NUMBERS) {
    const row = await database.get(`PRAGMA ${name}`)
    const value = Number(Object.values(row ?? {})[0] ?? 0)
    if (value !== 0) numbers.push({ type: 'pragma', name, sql: `PRAGMA ${name} = ${value}` })
  }
  return [...made.map(({ type, name, sql }) => ({ type, name, sql })), ...numbers]
}

/**
 * Makes what is missing, inside a transaction. Returns the names of what this database cannot make (a module of the shop
 * program's that is not there); a table is never among them: that is an error.
 */
export async function makeMissing(database: Database, definitions: readonly Definition[]): Promise<string[]> {
  const present = await database.all<{ name: string }>(`SELECT lower(name) AS name FROM sqlite_schema`)
  const there = new Set(present.map(({ name }) => name))
  const failed: string[] = []
  for (const { type, name, sql } of definitions) {
    if (there.has(name.toLowerCase())) continue
    if (type === 'pragma' ? !NUMBER.test(sql) : !/^CREATE\s/i.test(sql)) throw strange(name)
    try {
      await database.attempt(() => database.run(sql))
    } catch (error) {
      if (!(error instanceof CentralOfficeError || error instanceof ConstraintViolation)) throw error
      if (type === 'table' && !/^CREATE\s+VIRTUAL/i.test(sql)) throw error
      failed.push(name)
    }
  }
  return failed
}

const strange = (name: string): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `The office describes ${name} in a way that is no definition.`, {
    hint: 'Nothing of it was done. Look at the office: was its database tampered with?',
  })
