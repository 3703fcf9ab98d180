import { commas, SqlText } from '../capture/sql-text.ts'
import { type BrokenConstraint, ConstraintViolation, type Database, type Value } from '../databases/database.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { type Refusal, type Refused, readKeys } from './refused.ts'
import { insertInto, type WrittenTable } from './written-table.ts'

/** Rows of one table that are asked about one by one; those beyond get the general reason. */
const MOST_ASKED = 500

/** The rows as they were to stand: key, values, `kept` (columns that are not transmitted), ":was_there". */
export type WholeRows = { table: string; kept: string[] }

/** Lists the rows that `select` finds refused, each with what the database says when it is written alone. */
export async function whyRefused(
  database: Database,
  arrival: WrittenTable,
  select: string,
  whole: WholeRows,
): Promise<Refused[]> {
  const byReason = new Map<string, Refused>()
  for (const [i, key] of (await readKeys(database, arrival, select)).entries()) {
    const broken = i < MOST_ASKED ? await brokenBy(database, arrival, key, whole) : null
    const refusal = broken ? inWords(arrival, broken) : UNKNOWN
    const refused = byReason.get(refusal.reason) ?? { ...refusal, arrival, keys: [] }
    refused.keys.push(key)
    byReason.set(refusal.reason, refused)
  }
  return [...byReason.values()]
}

const UNKNOWN: Refusal = {
  reason: 'a unique value, a check or a required value of this database stands against it',
  remedy: 'Compare the row with those here, and change what stands against it, here or at the office.',
}

/** Thrown where a row could be written after all: the attempt is undone in any case. */
class NothingBroken extends Error {}

async function brokenBy(
  database: Database,
  written: WrittenTable,
  key: Value[],
  { table: whole, kept }: WholeRows,
): Promise<BrokenConstraint | null> {
  const sql = new SqlText(database.dialect)
  const { table, values } = written
  const isRow = table.keyNames.map((name, i) => `${sql.name(name)} IS $${i + 1}`).join(' AND ')
  try {
    await database.attempt(async () => {
      for (const wasThere of [1, 0]) {
        const columns = commas(sql.list(table.keyNames), sql.list(values), wasThere ? sql.list(kept) : '')
        await database.run(
          `${insertInto(sql, written)} (${columns}) SELECT ${columns} FROM ${whole}
           WHERE ":was_there" = ${wasThere} AND ${isRow}`,
          ...key,
        )
      }
      throw new NothingBroken()
    })
  } catch (error) {
    if (error instanceof ConstraintViolation) return error.broken
    if (!(error instanceof NothingBroken)) throw error
  }
  return null
}

/** What a person is told of a constraint that an arrived row breaks. */
export function inWords({ table, values }: ArrivedTable, { kind, text }: BrokenConstraint): Refusal {
  const parts = text.split(', ')
  const named = [...table.keyNames, ...values].filter((name) => parts.includes(`${table.name}.${name}`))
  const columns = named.length === parts.length ? named.join(', ') : text
  const atOffice = 'Change the row at the office; it follows with the next transmission.'
  switch (kind) {
    case 'unique':
      return {
        reason: `another row here has the same ${columns}`,
        remedy: 'Change or delete that row here, or change the arriving one at the office.',
      }
    case 'not null':
      return named.length === 1
        ? {
            reason: `${columns} must have a value in this database, and comes without one`,
            remedy: `Give it one at the office: UPDATE ${table.name} SET ${columns} = VALUE WHERE ${columns} IS NULL; it follows with the next transmission.`,
          }
        : {
            reason: `${columns} must have a value in this database, and is not transmitted`,
            remedy: 'Give the column a default value here, or have the office transmit it: Replica Setup.',
          }
    case 'check':
      return { reason: `the check (${text}) of this database does not allow it`, remedy: atOffice }
    case 'type':
      return { reason: `this database ${text}`, remedy: atOffice }
    case 'trigger':
      return { reason: `a trigger of this database refuses it: ${text}`, remedy: atOffice }
    case 'other':
      return UNKNOWN
  }
}
