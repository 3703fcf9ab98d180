import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { followTables, judgeTables } from '../capture/store-tables.ts'
import { EXISTED_AT_OFFICE, officeHad, transmits } from '../capture/transmits.ts'
import type { Database, Row } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { mergeDown } from './down-merge.ts'
import { findParked, listParked, type ParkedRow, type ParkedTable } from './parked.ts'
import { findObstacles, type Obstacle } from './parked-obstacles.ts'
import { sameRow } from './up-export.ts'

/** A parked row beside the one that stands here, and what is in its way now. */
export type ParkedDetail = ParkedRow & {
  /** Null: the office says that the row is gone. */
  arriving: Row | null
  /** Null: this database has no row of that key. */
  here: Row | null
  obstacles: Obstacle[]
  /** What discarding it sends to the office: there is no such row here, or the filter keeps it back. */
  becomes: Discarded['becomes']
}

/** `becomes`: what goes to the office. */
export type Discarded = ParkedRow & { becomes: 'edit' | 'deletion' }

/** Looks at a parked row. Errors: PARKED_UNKNOWN. */
export async function showParked(database: Database, setup: ReplicaSetup, number: number): Promise<ParkedDetail> {
  const { row, table } = await findParked(database, number)
  const { captured } = await judgeTables(database, setup)
  const found = captured.find(({ id }) => id === table.id)
  if (!found) return { ...row, arriving: null, here: null, obstacles: [], becomes: 'edit' }
  const sql = new SqlText(database.dialect)
  const columns = [...found.table.keyNames, ...found.table.values]
  const { parked } = storeNames(table.id)
  const arriving = await database.get(`SELECT ${sql.list(columns)} FROM ${parked} WHERE ":number" = $1`, number)
  const here = await rowHere(database, found.table, number)
  return {
    ...row,
    arriving: row.arrives === 'row' ? (arriving ?? null) : null,
    here: here?.row ?? null,
    becomes: outcomeOf(row, here),
    obstacles: await findObstacles(database, found.table, await database.tables(), number),
  }
}

/** `keptBack`: by the table's filter, and the office does not have it. */
type RowHere = { row: Row; keptBack: boolean }

const outcomeOf = ({ arrives }: ParkedRow, here: RowHere | null): Discarded['becomes'] =>
  (here === null || here.keptBack) && arrives === 'row' ? 'deletion' : 'edit'

async function rowHere(database: Database, table: ReplicatedTable, number: number): Promise<RowHere | null> {
  const sql = new SqlText(database.dialect)
  const found = await database.get(
    `SELECT NOT ${transmits(sql, table, 'live')} AS ":kept back", ${commas(sql.list(table.keyNames, 'live'), sql.list(table.values, 'live'))}
     FROM ${storeNames(table.id).parked} AS p JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'p')}
     WHERE p.":number" = $1`,
    number,
  )
  if (!found) return null
  const { ':kept back': keptBack, ...row } = found
  return { row, keptBack: keptBack === 1n }
}

/** Tries all parked rows again, as a transmission does. Inside a transaction. Returns how many are settled, and what is left. */
export async function retryParked(database: Database, setup: ReplicaSetup): Promise<{ settled: number; left: number }> {
  const before = await listParked(database, 0)
  const { tables } = await followTables(database, setup)
  await mergeDown(database, tables, { tables: [] })
  const { total } = await listParked(database, 0)
  return { settled: before.total - total, left: total }
}

/**
 * Forgets what the office says about a parked row, so that what stands here holds: the difference becomes an edit of this
 * store's own, made by somebody who has seen the office's row, and the next transmission takes it to all who share the row.
 * Inside a transaction. Where this database has no such row, or keeps it back, that edit is its deletion everywhere else, which
 * `mayDelete` must allow. Errors: PARKED_UNKNOWN; USAGE; SCHEMA_DIFFERS and the like where the table is left out.
 */
export async function discardParked(
  database: Database,
  setup: ReplicaSetup,
  number: number,
  { mayDelete, now }: { mayDelete: boolean; now: number },
): Promise<Discarded> {
  const { row, table } = await findParked(database, number)
  const replicated = await takingPart(database, setup, table)
  if (replicated.sharing === 'office') throw keptByOffice(row)
  const here = await rowHere(database, replicated, number)
  const becomes = outcomeOf(row, here)
  if (becomes === 'deletion' && !mayDelete) throw wouldDelete(row, here !== null)
  await noteAsEdit(database, replicated, number, now)
  await database.run(`DELETE FROM ${storeNames(table.id).parked} WHERE ":number" = $1`, number)
  return { ...row, becomes }
}

async function takingPart(
  database: Database,
  setup: ReplicaSetup,
  { id, name }: ParkedTable,
): Promise<ReplicatedTable> {
  const { tables, leftOut } = await followTables(database, setup)
  const found = tables.find((table) => table.id === id)
  if (found) return found
  const left = leftOut.find(({ table }) => table.id === id)
  if (left) throw left.why
  throw new CentralOfficeError('USAGE', `The table ${name} is not transmitted any more.`, {
    hint: 'Its parked rows do nothing. They are tried again if the office has the table transmitted once more.',
  })
}

/**
 * The image before is what the office has, also where that does not fulfil the filter. A column in which office and store agree
 * keeps the image it has: an edit of it may be on its way, except where the row was kept back.
 */
async function noteAsEdit(database: Database, table: ReplicatedTable, number: number, now: number): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { pending, parked } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const live = `SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sameRow(sql, table, 'live', pending)}`
  const filtered = table.setup.filter !== undefined
  const mayBeOnItsWay = filtered ? `${officeHad(sql, table, pending)} AND ` : ''
  const existed = filtered ? `":exists" * ${EXISTED_AT_OFFICE}` : '":exists"'
  const image = (name: string) => {
    const differs = sql.dialect.differs(sql.name(name, 'live'), sql.name(name, 'excluded'), table.untyped.has(name))
    return `${sql.name(name)} = CASE WHEN ${mayBeOnItsWay}EXISTS (${live} AND NOT (${differs})) THEN ${sql.name(name, pending)}
      ELSE ${sql.name(name, 'excluded')} END`
  }
  await database.run(
    `INSERT INTO ${pending} (${commas(key, '":existed", ":at"', sql.list(table.values))})
     SELECT ${commas(key, `${existed}, $2`, sql.list(table.values))} FROM ${parked} WHERE ":number" = $1
     ON CONFLICT (${key}) DO UPDATE SET
       ${commas('":existed" = excluded.":existed", ":at" = excluded.":at"', ...table.values.map(image))}`,
    number,
    now,
  )
}

const keptByOffice = ({ number, table }: ParkedRow): CentralOfficeError =>
  new CentralOfficeError(
    'USAGE',
    `The table ${table} is maintained at the office, so its row cannot be discarded here.`,
    {
      hint: `Have it changed at the office, or change what is in its way here (central-office parked show ${number}).`,
    },
  )

const wouldDelete = ({ number, table }: ParkedRow, keptBack: boolean): CentralOfficeError =>
  new CentralOfficeError(
    'USAGE',
    keptBack
      ? `The row filter keeps the row of ${table} here back, so discarding what arrived deletes it at the office.`
      : `This database has no such row of ${table}, so discarding it deletes it at the office and wherever it is shared.`,
    {
      hint: `If that is meant: central-office parked discard ${number} --delete-everywhere. Nothing was changed.`,
    },
  )
