import { commas, SqlText } from '../capture/sql-text.ts'
import { ConstraintViolation, type Database, type Value } from '../databases/database.ts'
import { applyInPlace } from './apply-in-place.ts'
import { listNotAsArrived } from './not-as-arrived.ts'
import type { Refused } from './refused.ts'
import { inWords } from './why-refused.ts'
import type { WrittenTable } from './written-table.ts'

/**
 * The last way, for a table that refuses a row in a manner no bulk statement can skip: a trigger of the shop's program that
 * raises an error, a strict column type. Each row is written by itself; those that are refused are listed with the reason.
 * Inside a transaction.
 */
export async function applyOneByOne(database: Database, written: WrittenTable): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = written
  const key = sql.list(table.keyNames)
  const alone = database.dialect.temporaryTable(`alone_${table.id}`)
  const columns = commas(key, '":exists"', sql.list(table.values))
  await database.script(
    `DROP TABLE IF EXISTS ${alone}; CREATE TABLE ${alone} AS SELECT ${columns} FROM ${arrived} LIMIT 0`,
  )
  const isRow = table.keyNames.map((name, i) => `${sql.name(name)} IS $${i + 1}`).join(' AND ')
  const refused: Refused[] = []
  // Rows that only stand in each other's way: once the others are parked, a quicker way may place them.
  const sameUnique: Refused[] = []
  for (const row of await database.all(`SELECT ${key} FROM ${arrived}`)) {
    const values = table.keyNames.map((name) => row[name] ?? null) as Value[]
    await database.run(`DELETE FROM ${alone}`)
    await database.run(`INSERT INTO ${alone} (${columns}) SELECT ${columns} FROM ${arrived} WHERE ${isRow}`, ...values)
    try {
      await database.attempt(() => applyInPlace(database, { ...written, arrived: alone }))
    } catch (error) {
      if (!(error instanceof ConstraintViolation)) throw error
      const list = error.broken.kind === 'unique' ? sameUnique : refused
      list.push({ ...inWords(written, error.broken), arrival: written, keys: [values] })
    }
  }
  const found = refused.length > 0 ? refused : sameUnique
  return found.length > 0 ? found : listNotAsArrived(database, written)
}
