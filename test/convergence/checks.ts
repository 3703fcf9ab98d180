import type { Row } from '../../src/databases/database.ts'
import { payloadPath } from '../../src/payload/file-names.ts'
import { readLink, readPosition } from '../../src/transmission/store-links.ts'
import type { SimulatedStore } from './location.ts'
import { elsewherePicture, officePicture, storePicture, tableAtStore } from './looks.ts'
import { fulfils } from './model/filter.ts'
import { type ModelRow, show } from './model/row.ts'
import type { SimulatedNetwork } from './network.ts'
import { difference, keyText, type Picture } from './pictures.ts'
import { filterOf, isOwned, ownerOf, quote, type Table, transmitted } from './schema.ts'
import { programIsWrong } from './shop-program.ts'

/** What is wrong when all is quiet, in words; null: nothing. Numbers are those of the invariants of docs/ARCHITECTURE.md. */
export async function whatIsWrong(network: SimulatedNetwork): Promise<string | null> {
  for (const store of network.stores)
    for (const planned of network.tables) {
      const table = tableAtStore(store, planned)
      if (!table) continue
      const found =
        planned.plan.sharing === 'none' ? stillCaptured(store, table) : await disagreement(network, store, table)
      if (found) return `invariant 1: store ${store.number}, ${table.name}, ${found}`
    }
  for (const store of network.stores) {
    const wrong = programIsWrong(store, network.tables)
    if (wrong) return `store ${store.number}: ${wrong}`
  }
  for (const store of network.stores) {
    const orphan = store.all('PRAGMA foreign_key_check')[0]
    if (orphan && !store.acceptsOrphans)
      return `store ${store.number}: a row of ${orphan.table} refers to a row of ${orphan.parent} that is not there`
  }
  return (await lost(network)) ?? (await recordsDiffer(network)) ?? (await unbounded(network))
}

async function disagreement(network: SimulatedNetwork, store: SimulatedStore, table: Table): Promise<string | null> {
  const office = await officePicture(network.office, table)
  const owner = ownerOf(table, store)
  const own = new Map(
    [...office].flatMap(([key, row]) => (key.startsWith(`${owner} `) ? [[key.slice(owner.length + 1), row]] : [])),
  )
  if (idOf(store, table.name) === null) return 'it does not capture it'
  const parked = parkedRows(store, table)
  const columns = transmitted(table)
  const has = storePicture(store, table)
  const found = difference(
    columns,
    ['it has', has],
    ['the office', own],
    new Set([...parked.keys(), ...keptBack(table, has, own)]),
  )
  if (found) return found
  for (const [key, row] of parked) {
    const waiting = row[':exists'] === 1n ? new Map([[key, shown(row, columns)]]) : new Map()
    const wanted = own.get(key)
    const stale = difference(
      columns,
      ['parked is', waiting],
      ['the office has', wanted ? new Map([[key, wanted]]) : new Map()],
    )
    if (stale) return stale
    const refused = row[':exists'] === 1n && standsKeptBack(store, table, key)
    if (!refused && fitsIn(store, table, row))
      return `row ${key} is parked (${row[':reason']}), and nothing stands against it`
  }
  if (table.plan.sharing !== 'lookup') return null
  const others = new Map([...office].filter(([key]) => !key.startsWith(`${store.guid} `)))
  return difference(columns, ['it reads', elsewherePicture(store, table)], ['the office', others])
}

/** Rows that the filter keeps at the store: the office has none of their keys. */
function keptBack(table: Table, store: Picture, office: Picture): string[] {
  const filter = filterOf(table)
  return [...store].flatMap(([key, row]) => (filter && !fulfils(filter, row) && !office.has(key) ? [key] : []))
}

/** A row here that does not fulfil the filter, and that the store does not share with the office. */
function standsKeptBack(store: SimulatedStore, table: Table, key: string): boolean {
  const filter = filterOf(table)
  const row = storePicture(store, table).get(key)
  if (!filter || !row || fulfils(filter, row)) return false
  const known = store.all(`SELECT * FROM central_office_known_${idOf(store, table.name)}`)
  return !known.some((one) => keyText(table.keyNames.map((name) => one[name] ?? null)) === key)
}

function stillCaptured(store: SimulatedStore, { name }: Table): string | null {
  return idOf(store, name) === null ? null : 'it still captures what is not to transmit'
}

const idOf = (store: SimulatedStore, table: string): unknown =>
  store.all(`SELECT id FROM central_office_tables WHERE name = '${table.replaceAll("'", "''")}'`)[0]?.id ?? null

const shown = (row: Row, columns: string[]) => Object.fromEntries(columns.map((column) => [column, show(row[column])]))

/** Rows of the office that the store's database refuses. */
function parkedRows(store: SimulatedStore, table: Table): Map<string, Row> {
  const id = idOf(store, table.name)
  if (id === null) return new Map()
  const rows = store.all(`SELECT * FROM central_office_parked_${id}`)
  return new Map(rows.map((row) => [keyText(table.keyNames.map((name) => row[name] ?? null)), row]))
}

/** Tries a parked row alone, and undoes it. */
function fitsIn(store: SimulatedStore, table: Table, row: Row): boolean {
  const names = [...table.keyNames, ...transmitted(table)]
  const where = table.keyNames.map((name) => `${quote(name)} = ?`).join(' AND ')
  const key = table.keyNames.map((name) => row[name] ?? null)
  const values = transmitted(table)
  // as the program writes: no cascades, references are looked at in the end
  store.shop.exec('PRAGMA foreign_keys = OFF; BEGIN')
  try {
    if (row[':exists'] === 0n) store.run(`DELETE FROM ${quote(table.name)} WHERE ${where}`, key)
    else {
      const set = values.length
        ? `UPDATE SET ${values.map((name) => `${quote(name)} = excluded.${quote(name)}`)}`
        : 'NOTHING'
      store.run(
        // Under a name of its own: in a table that is called "excluded", excluded would be the row that stands there.
        `INSERT OR ABORT INTO ${quote(table.name)} AS target (${names.map(quote)}) VALUES (${names.map(() => '?')})
         ON CONFLICT (${table.keyNames.map(quote)}) DO ${set}`,
        names.map((name) => row[name] ?? null),
      )
    }
    if (hasQuietGuard(table) && !standsAs(store, table, row)) return false
    return store.all('PRAGMA foreign_key_check').length === 0
  } catch {
    return false
  } finally {
    // a trigger or a clause that says ROLLBACK has ended it
    if (store.shop.isTransaction) store.shop.exec('ROLLBACK')
    store.shop.exec('PRAGMA foreign_keys = ON')
  }
}

/** A trigger of the shop's keeps changes out without an error. */
const hasQuietGuard = ({ plan }: Table): boolean =>
  (plan.triggers ?? []).some(({ what, raise }) => what === 'guard' && raise === 'IGNORE')

function standsAs(store: SimulatedStore, table: Table, row: Row): boolean {
  const key = keyText(table.keyNames.map((name) => row[name] ?? null))
  const stands = storePicture(store, table).get(key)
  if (row[':exists'] === 0n) return stands === undefined
  return stands !== undefined && transmitted(table).every((name) => stands[name] === show(row[name]))
}

async function lost(network: SimulatedNetwork): Promise<string | null> {
  const { ledger, office, stores, tables } = network
  const found = (table: Table, row: string, values: ModelRow) => {
    for (const [column, value] of Object.entries(values)) ledger.found({ table: table.name, row, column }, value)
  }
  for (const table of tables) {
    for (const [row, values] of await officePicture(office, table)) found(table, row, values)
    // where a filter keeps rows back, or the table is not to transmit any more, they are the store's alone
    for (const store of stores)
      for (const [key, values] of storePicture(store, table)) found(table, `${ownerOf(table, store)} ${key}`, values)
  }
  for (const { kept_as, name } of await office.database.all('SELECT kept_as, name FROM central_office_set_aside'))
    for (const row of await office.database.all(`SELECT * FROM ${quote(String(kept_as))}`))
      for (const [column, value] of Object.entries(row)) ledger.recorded(String(name), column, show(value))
  for (const record of await office.database.all('SELECT * FROM central_office_conflicts'))
    for (const value of [record.base, record.office_value, record.store_value])
      ledger.recorded(String(record.table_name), String(record.column_name), show(value))
  const gone = ledger.lost()
  return gone.length ? `invariant 2: typed, seen by nobody, and gone: ${gone.join('; ')}` : null
}

/** Every value that lost stands in a record, and nothing else does. */
async function recordsDiffer({ model, office, tables }: SimulatedNetwork): Promise<string | null> {
  if (!model) return null
  const kept = await office.database.all(
    `SELECT c.*, s.guid FROM central_office_conflicts AS c JOIN central_office_stores AS s ON s.id = c.store`,
  )
  const keys = new Map<string, string>()
  for (const one of kept) {
    const table = tables.find(({ name }) => name === one.table_name)
    const names = table?.keyNames.map((_, i) => `column${i + 1}`) ?? []
    const row = await office.database.get(`SELECT ${names.join(', ')} FROM (VALUES (${one.row_key}))`)
    keys.set(String(one.row_key), keyText(names.map((name) => row?.[name] ?? null)))
  }
  const real = kept.map((one) => {
    const table = tables.find(({ name }) => name === one.table_name)
    return [
      one.table_name,
      `store ${one.kind === 'store column' && !isOwned(table as Table) ? '?' : String(one.guid).at(-1)}`,
      keys.get(String(one.row_key)),
      one.column_name ?? 'row',
      one.kind,
      ...[one.base, one.office_value, one.store_value].map((value) => show(value)),
      one.rule,
      one.outcome === 'decided' ? 'open' : one.outcome,
    ].join(' | ')
  })
  const modelled = model.office.conflicts.map((one) =>
    [
      one.table,
      `store ${one.store.at(-1)}`,
      one.key,
      one.column ?? 'row',
      one.kind,
      one.base,
      one.office,
      one.told,
      one.rule,
      one.outcome,
    ].join(' | '),
  )
  const missing = without(modelled, real)
  const more = without(real, modelled)
  if (missing.length === 0 && more.length === 0) return null
  return `invariant 2: conflict records missing: ${missing.join('; ') || 'none'}; too many: ${more.join('; ') || 'none'}`
}

function without(all: string[], taken: string[]): string[] {
  const left = [...all]
  for (const one of taken) {
    const found = left.indexOf(one)
    if (found >= 0) left.splice(found, 1)
  }
  return left
}

/** Quiet means that nothing is left to send: no rows on the site, a handful of acknowledgements at most. */
async function unbounded(network: SimulatedNetwork): Promise<string | null> {
  const { site, stores, tables } = network
  const waiting: string[] = []
  for (const path of site.payloadFiles())
    if ((!site.putBack.has(path) || (await isOfKnownLife(network, path))) && !(await isReplacedNext(network, path)))
      waiting.push(path)
  if (waiting.length > 0) return `invariant 6: still on the site: ${waiting.join(', ')}`
  for (const store of stores) {
    const entries = await store.replica.outbox.entries()
    if (entries.some(({ hasFile }) => hasFile)) return `invariant 6: store ${store.number} keeps payloads for ever`
    for (const table of tables) {
      const id = idOf(store, table.name)
      if (id === null) continue
      const open = store.all(`SELECT count(*) AS n FROM central_office_pending_${id}`)[0]?.n
      if (open !== 0n) return `invariant 6: store ${store.number} has ${open} entries of ${table.name} pending for ever`
    }
  }
  return null
}

/** Of a life that the receiver is in, or has been in. What somebody puts back of others is nobody's: each may be one that is on its way. */
async function isOfKnownLife({ office, stores }: SimulatedNetwork, path: string): Promise<boolean> {
  const store = stores.find(({ guid }) => path.includes(guid)) as SimulatedStore
  const { epoch, ended } = path.startsWith('to-store/')
    ? await store.replica.position()
    : await readPosition(office.database, await readLink(office.database, store.guid))
  return [epoch, ...ended].some((life) => life !== null && path.includes(`${life}.`))
}

/** Cut off before its manifest, and forgotten by its sender, which was restored unnoticed: the next payload takes its name. */
async function isReplacedNext({ office, stores, site }: SimulatedNetwork, path: string): Promise<boolean> {
  if (site.files.has(path.replace(/dat$/, 'manifest'))) return false
  const store = stores.find(({ guid }) => path.includes(guid)) as SimulatedStore
  const direction = path.startsWith('to-store/') ? 'to-store' : 'to-office'
  const link = await readLink(office.database, store.guid)
  const state = await store.replica.state()
  const [epoch, made] = direction === 'to-store' ? [link.downEpoch, link.exported] : [state.epoch, state.exported]
  return path === payloadPath(direction, store.guid, epoch, made + 1, 'dat')
}
