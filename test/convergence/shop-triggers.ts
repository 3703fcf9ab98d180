import type { TriggerPlan } from './plan.ts'
import { isRowidTable, quote, type Table } from './schema.ts'
import { keyValues } from './values.ts'

/** A trigger of a shop's program, or some that belong together, and the tables of its own that they write. */
export type ShopTriggers = { tables: string[]; triggers: { name: string; sql: string }[] }

/** Where triggers take new values from: each shop counts in a range of its own, which no statement of a story uses. */
export const NUMBERS = 'trigger numbers'
export const JOURNAL = 'trigger journal'
export const cacheOf = (table: Table, which: number): string => `cache ${which} of ${table.name}`
export const indexOf = (table: Table, which: number): string => `words ${which} of ${table.name}`

export const numbersTable = (store: number): string[] => [
  `CREATE TABLE ${quote(NUMBERS)} (n INTEGER)`,
  `INSERT INTO ${quote(NUMBERS)} VALUES (${store}000000000)`,
  `CREATE TABLE ${quote(JOURNAL)} (what TEXT)`,
]

/** What a plan becomes for its table. `recursive`: the shop's connection lets triggers set themselves off. */
export function shopTriggers(
  table: Table,
  tables: Table[],
  plan: TriggerPlan,
  which: number,
  recursive: boolean,
): ShopTriggers {
  const columns = table.columns.filter(({ later }) => !later)
  const column = columns[plan.column % Math.max(1, columns.length)]
  const other = tables.filter((one) => !one.plan.later)[plan.table % tables.length] ?? table
  const make = (kind: string, event: string, when: string, body: string, verb = 'CREATE TRIGGER') => {
    const name = `${table.name} ${kind} ${which}`
    return { name, sql: `${verb} ${quote(name)} ${event} ON ${quote(table.name)}${when} BEGIN ${body}; END` }
  }
  const only = (...triggers: ShopTriggers['triggers']): ShopTriggers => ({ tables: [], triggers })
  const isRow = (row: string) => table.keyNames.map((name) => `${quote(name)} = ${row}.${quote(name)}`).join(' AND ')
  const event = `${plan.when} ${plan.event}`
  const journal = () => only(make('journal', event, '', `INSERT INTO ${quote(JOURNAL)} VALUES ('${plan.event}')`))

  // where a stamp runs before the triggers of an index, the shop's own program gets the index wrong
  const isIndexed = table.plan.triggers?.some(({ what }) => what === 'index')
  switch (plan.what) {
    case 'stamp': {
      // two that set each other off would never end
      const first = table.plan.triggers?.findIndex(({ what }) => what === 'stamp')
      if (!column || isIndexed || (recursive && which !== first)) return journal()
      const c = quote(column.name)
      const same = ` WHEN NEW.${c} IS OLD.${c}`
      const set = `${NEXT}; UPDATE ${quote(table.name)} SET ${c} = ${fresh(column.declared)} WHERE ${isRow('NEW')}`
      return only(make('stamp', `${plan.when} UPDATE`, same, set))
    }
    case 'label': {
      if (!column || isIndexed) return journal()
      const set = `UPDATE ${quote(table.name)} SET ${quote(column.name)} = ${fresh(column.declared)} WHERE ${isRow('NEW')}`
      return only(make('label', 'AFTER INSERT', '', `${NEXT}; ${set}`))
    }
    case 'other row': {
      const written = other.columns.filter(({ later }) => !later)[plan.column % Math.max(1, other.columns.length)]
      // one that sets itself off would never end
      if (!written || recursive || other.name === table.name) return journal()
      const key = keyValues(other.plan.key, plan.key).map(keyText).join(', ')
      const row = `INTO ${quote(other.name)} (${other.keyNames.map(quote).join(', ')}, ${quote(written.name)})
        VALUES (${key}, ${fresh(written.declared)})`
      const upsert = ` ON CONFLICT (${other.keyNames.map(quote).join(', ')}) DO UPDATE SET ${quote(written.name)} = excluded.${quote(written.name)}`
      const write = plan.replaces ? `INSERT OR REPLACE ${row}` : `INSERT ${row}${upsert}`
      return only(make('other', event, '', `${NEXT}; ${write}`))
    }
    case 'forget row': {
      if (other.name === table.name) return journal()
      const isGone = keyValues(other.plan.key, plan.key).map(
        (value, i) => `${quote(other.keyNames[i] as string)} = ${keyText(value)}`,
      )
      return only(make('forget', event, '', `DELETE FROM ${quote(other.name)} WHERE ${isGone.join(' AND ')}`))
    }
    case 'guard': {
      const row = plan.event === 'INSERT' ? 'NEW' : 'OLD'
      const guarded = ` WHEN length(quote(${row}.${quote(table.keyNames[0] as string)})) % 2 = ${plan.key % 2}`
      return only(
        make(
          'guard',
          `BEFORE ${plan.event}`,
          guarded,
          `SELECT RAISE(${plan.raise}${plan.raise === 'IGNORE' ? '' : `, 'guarded'`})`,
        ),
      )
    }
    case 'journal':
      return journal()
    case 'cache': {
      const cache = quote(cacheOf(table, which))
      const key = (row: string) => table.keyNames.map((name) => `${row}.${quote(name)}`).join(', ')
      const names = table.keyNames.map(quote).join(', ')
      return {
        tables: [`CREATE TABLE IF NOT EXISTS ${cache} AS SELECT ${names} FROM ${quote(table.name)}`],
        triggers: [
          make('cache in', 'AFTER INSERT', '', `INSERT INTO ${cache} VALUES (${key('NEW')})`),
          make('cache out', 'AFTER DELETE', '', `DELETE FROM ${cache} WHERE ${isRow('OLD')}`),
          make(
            'cache at',
            `AFTER UPDATE OF ${names}`,
            '',
            `UPDATE ${cache} SET (${names}) = (SELECT ${key('NEW')}) WHERE ${isRow('OLD')}`,
          ),
        ],
      }
    }
    case 'index': {
      if (!column || !isRowidTable(table)) return journal()
      const [found, id, c] = [quote(indexOf(table, which)), quote(table.keyNames[0] as string), quote(column.name)]
      const put = `INSERT INTO ${found} (rowid, ${c}) VALUES (NEW.${id}, NEW.${c})`
      const remove = `INSERT INTO ${found} (${found}, rowid, ${c}) VALUES ('delete', OLD.${id}, OLD.${c})`
      const content = `content='${table.name.replaceAll("'", "''")}'`
      return {
        tables: [
          `CREATE VIRTUAL TABLE IF NOT EXISTS ${found} USING fts5(${c}, ${content}, content_rowid=${id})`,
          `INSERT INTO ${found} (${found}) VALUES ('rebuild')`,
        ],
        triggers: [
          make('found in', 'AFTER INSERT', '', put),
          make('found out', 'AFTER DELETE', '', remove),
          make('found at', 'AFTER UPDATE', '', `${remove}; ${put}`),
        ],
      }
    }
  }
}

const NEXT = `UPDATE ${quote(NUMBERS)} SET n = n + 1`

/** The next number, as a value of the column's type. */
function fresh(declared: string): string {
  const n = `(SELECT n FROM ${quote(NUMBERS)})`
  if (declared === 'REAL') return `${n} + 0.25`
  if (declared === 'BLOB') return `CAST('b' || ${n} AS BLOB)`
  return declared === 'TEXT' || declared.startsWith('VARCHAR') ? `'t' || ${n}` : n
}

const keyText = (value: unknown): string => {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : String(value)
}
