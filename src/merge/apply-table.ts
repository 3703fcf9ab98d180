import { SqlText } from '../capture/sql-text.ts'
import { dropShopTriggers } from '../capture/without-shop-triggers.ts'
import { ConstraintViolation, type Database, NotInProgram } from '../databases/database.ts'
import { applyByReplacing } from './apply-by-replacing.ts'
import { applyByUpdates } from './apply-by-updates.ts'
import { applyInPlace } from './apply-in-place.ts'
import { applyOneByOne } from './apply-one-by-one.ts'
import { listNotAsArrived } from './not-as-arrived.ts'
import { listRefused, type Refused } from './refused.ts'
import type { WrittenTable } from './written-table.ts'

/** Writes the arrived rows of one table in the quickest way that serves. Returns those that the shop's database refuses. */
export async function applyTable(database: Database, written: WrittenTable): Promise<Refused[]> {
  try {
    if (written.rehearse) {
      const refused = await rehearseWrite(database, written)
      if (refused.length > 0) return refused
    }
    return await write(database, written)
  } catch (error) {
    if (error instanceof NotInProgram) return refuseAll(database, written, error.missing)
    throw error
  }
}

async function write(database: Database, written: WrittenTable): Promise<Refused[]> {
  for (const way of waysFor(written))
    try {
      return await database.attempt(() => way(database, written))
    } catch (error) {
      if (!(error instanceof ConstraintViolation)) throw error
    }
  return applyOneByOne(database, { ...written, orAbort: written.orAbort || written.rehearse })
}

/** In a table whose own clauses are still to decide nothing, not even rows on their way past each other may meet. */
function waysFor({ triggersRun, rehearse }: WrittenTable) {
  if (rehearse) return [byUpdates]
  return [inPlace, triggersRun ? byUpdates : applyByReplacing]
}

async function inPlace(database: Database, written: WrittenTable): Promise<Refused[]> {
  await applyInPlace(database, written)
  return listNotAsArrived(database, written)
}

async function byUpdates(database: Database, written: WrittenTable): Promise<Refused[]> {
  await applyByUpdates(database, written)
  return listNotAsArrived(database, written)
}

/** Thrown to undo a rehearsal. */
class Rehearsed extends Error {
  readonly refused: Refused[]

  constructor(refused: Refused[]) {
    super('only tried')
    this.refused = refused
  }
}

/** Which rows the constraints refuse, with no trigger of the shop's about. Nothing stays. */
async function rehearseWrite(database: Database, written: WrittenTable): Promise<Refused[]> {
  try {
    return await database.attempt(async () => {
      await dropShopTriggers(database, written.table.name)
      throw new Rehearsed(await write(database, { ...written, orAbort: true, triggersRun: false, rehearse: false }))
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.refused
    throw error
  }
}

/** The table cannot be written by this program at all: a CHECK, an index or a computed column needs what it does not have. */
function refuseAll(database: Database, written: WrittenTable, missing: string): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const key = sql.list(written.table.keyNames)
  return listRefused(database, written, `SELECT ${key} FROM ${written.arrived}`, {
    reason: `this table needs the ${missing}, which only the shop's own program has, so only that can write it`,
    remedy: `Enter the change in the shop's program; or ask its maker for a ${written.table.name} without it.`,
  })
}
