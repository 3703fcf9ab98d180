import { ConstraintViolation, type Database } from '../databases/database.ts'
import { isGap, nameOf, tokensOf } from '../databases/sql-tokens.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Definition } from '../model/definition.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { definitionInSingleQuotes, withoutMissing } from './definition-text.ts'

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
 * Makes what is missing, inside a transaction. Returns what this program cannot make at all (a module of the shop program's that is not
 * there), and what it cannot make whole: a CHECK that calls a function of that program. One that cannot be made keeps none from coming.
 */
export async function makeMissing(database: Database, definitions: readonly Definition[]): Promise<string[]> {
  const present = await database.all<{ name: string }>(`SELECT lower(name) AS name FROM sqlite_schema`)
  const there = new Set(present.map(({ name }) => name))
  const failed: string[] = []
  for (const { type, name, sql } of definitions) {
    if (there.has(name.toLowerCase())) continue
    if (type === 'pragma' ? !NUMBER.test(sql) : !/^CREATE\s/i.test(sql)) throw strange(name)
    try {
      const without = await make(database, { type, name, sql })
      if (without.length > 0)
        failed.push(`${name} (made without ${without.join(', ')}, which only the shop's own program has)`)
    } catch (error) {
      if (!(error instanceof CentralOfficeError || error instanceof ConstraintViolation)) throw error
      failed.push(`${name} (${(error.cause as Error | undefined)?.message ?? error.message})`)
    }
  }
  return failed
}

/** At most so many functions and collations are left out of one table. */
const MAX_REDUCTIONS = 50

/** Makes one, as it was or else as far as it can be made here. Returns what was left out. */
async function make(database: Database, { type, sql }: Definition): Promise<string[]> {
  const attempt = (text: string) => database.attempt(() => database.run(text))
  if ((type !== 'table' && type !== 'index') || /^CREATE\s+VIRTUAL/i.test(sql)) {
    await attempt(sql)
    return []
  }
  const columns = type === 'index' ? await columnsOfIndexed(database, sql) : []
  const without: string[] = []
  for (let text = sql, quoted = false; ; ) {
    try {
      await attempt(text)
      return without
    } catch (error) {
      const reason = ((error as Error).cause as Error | undefined)?.message ?? ''
      const missing = /no such (function|collation) ?(?:sequence)?: ([\s\S]+)/.exec(reason)
      if (missing === null && !quoted) {
        quoted = true
        text = definitionInSingleQuotes(type, text, columns)
        continue
      }
      const reduced =
        type === 'table' && missing !== null && without.length < MAX_REDUCTIONS
          ? withoutMissing(text, missing[1] as 'function' | 'collation', missing[2] as string)
          : null
      if (reduced === null) throw error
      without.push(reduced.without)
      text = reduced.sql
    }
  }
}

async function columnsOfIndexed(database: Database, statement: string): Promise<string[]> {
  const words = tokensOf(statement).filter((token) => !isGap(token))
  const on = words.findIndex((word) => /^on$/i.test(word))
  const rows = await database.all<{ name: string }>(
    'SELECT name FROM pragma_table_xinfo($1)',
    nameOf(words[on + 1] ?? '') ?? '',
  )
  return rows.map(({ name }) => name)
}

const strange = (name: string): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `The office describes ${name} in a way that is no definition.`, {
    hint: 'Nothing of it was done. Look at the office: was its database tampered with?',
  })
