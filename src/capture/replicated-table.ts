import { affinityOf } from '../databases/sqlite-affinity.ts'
import { describe, type Table, valueColumns } from '../databases/table.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { spelledIn } from '../model/names.ts'
import { columnOf, type Sharing, type TableSetup } from '../model/replica-setup.ts'
import { filterColumns } from '../model/row-filter.ts'
import { type Column, TableDescription } from '../model/table.ts'

/** A table that takes part in replication, as one location sees it. */
export type ReplicatedTable = {
  /** Numbers this program's own tables for it, so that similar long names never meet. */
  id: number
  name: string
  sharing: Exclude<Sharing, 'none'>
  setup: TableSetup
  /** In key order. */
  key: Column[]
  /** Names of `key`. */
  keyNames: string[]
  /** Names of the transmitted columns outside the key, in table order. */
  values: string[]
  columns: Column[]
  /** Columns that keep a value of any type as it is. */
  untyped: ReadonlySet<string>
  strict: boolean
  /** Key columns whose own collation is laxer than byte by byte, as far as this location knows. */
  collatedKey: string[]
}

/** A name for a column of this program's own in a table that may have one of that name already. */
export function freeName(wanted: string, columns: readonly { name: string }[]): string {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()))
  let name = wanted
  while (taken.has(name)) name = `_${name}`
  return name
}

/** At the office every row of such a table belongs to one store, and the store's GUID leads its key. */
export const belongsToStores = (sharing: Sharing): boolean => sharing === 'store' || sharing === 'lookup'

/** Names of the key's columns: the key that the table declares, else the one that the setup names. */
export const keyOf = ({ key, columns }: Pick<TableDescription, 'key' | 'columns'>, setup: TableSetup): string[] =>
  key.length > 0
    ? key
    : (setup.key ?? []).map((name) =>
        spelledIn(
          name,
          columns.map((column) => column.name),
        ),
      )

export function replicate(
  id: number,
  description: TableDescription & { collated?: string[] },
  setup: TableSetup,
): ReplicatedTable {
  const keyNames = keyOf(description, setup)
  const transmitted = (name: string) => keyNames.includes(name) || columnOf(setup, name).transmit
  const columns = description.columns.filter((column) => transmitted(column.name))
  const key = keyNames.map((name) => columns.find((column) => column.name === name))
  if (setup.sharing === 'none' || key.length === 0 || key.includes(undefined))
    throw new CentralOfficeError('TABLE_WITHOUT_KEY', `The table ${description.name} has no usable key.`, {
      hint: `Name its key columns in the replica setup. At the office: central-office replica set ${description.name} --key COLUMN,...`,
    })
  return {
    id,
    name: description.name,
    sharing: setup.sharing,
    setup,
    key: key as Column[],
    keyNames,
    values: valueColumns({ columns, key: keyNames }),
    columns,
    untyped: new Set(columns.filter((column) => keepsAnyType(column, description.strict)).map((column) => column.name)),
    strict: description.strict,
    collatedKey: keyNames.filter((name) => description.collated?.includes(name)),
  }
}

const keepsAnyType = (column: Column, strict: boolean): boolean =>
  strict ? column.type.toUpperCase() === 'ANY' : affinityOf(column.type) === 'BLOB'

/** Why a table cannot be replicated as the setup wants it, or null where it can. */
export function whyNotReplicable(table: Table, setup: TableSetup): CentralOfficeError | null {
  const key = keyOf(table, setup)
  if (key.length === 0)
    return new CentralOfficeError(
      'TABLE_WITHOUT_KEY',
      `The table ${table.name} has no key, so its rows cannot be told apart.`,
      {
        hint: `Name columns that are unique together as its key in the replica setup, or leave the table out there. At the office: central-office replica set ${table.name} --key COLUMN,... or --sharing none`,
      },
    )
  const missing = key.find((name) => !table.columns.some((column) => column.name === name))
  if (missing !== undefined)
    return new CentralOfficeError(
      'TABLE_NOT_REPLICABLE',
      `The table ${table.name} has no column ${missing} to be its key.`,
      {
        hint: 'Name a column that the table has as its key in the replica setup, or leave the table out there.',
      },
    )
  const named = table.key.length === 0
  if (
    named &&
    !table.uniques.some(
      ({ terms, condition }) =>
        condition === null && terms.length === key.length && terms.every(({ column }) => key.includes(column ?? '')),
    )
  )
    return new CentralOfficeError(
      'TABLE_NOT_REPLICABLE',
      `Nothing keeps ${key.join(', ')} unique in the table ${table.name}.`,
      {
        hint: `Add a unique index on these columns, or leave the table out in the replica setup. At the office: central-office replica set ${table.name} --sharing none`,
      },
    )
  if (setup.sharing === 'shared' && table.automaticKey && !setup.naturalKey)
    return new CentralOfficeError(
      'TABLE_KEY_NOT_SHARABLE',
      `The table ${table.name} cannot be shared: each database numbers its ${key[0]} by itself, so two stores would use the same number for two things.`,
      {
        hint: `Use a key that is unique across stores (a code, a UUID), or keep the table per store in the replica setup; where people choose this number themselves, say so there. At the office: central-office replica set ${table.name} --sharing store, or --natural-key`,
      },
    )
  const names = table.columns.map((column) => column.name)
  const filteredBy = setup.filter === undefined ? [] : filterColumns(setup.filter, names)
  const strange = filteredBy.find((name) => !names.includes(name) || !columnOf(setup, name).transmit)
  if (strange !== undefined)
    return new CentralOfficeError(
      'TABLE_NOT_REPLICABLE',
      `The filter of the table ${table.name} names ${strange}, which is no column of it that transmits.`,
      {
        hint: `Change the filter in the replica setup. At the office: central-office replica set ${table.name} --filter CONDITION`,
      },
    )
  const alien = collationMissing(table, [...key, ...filteredBy])
  if (alien !== null) return alien
  const obscure = table.uniques.some(({ terms }) => terms.some((term) => term.sql === ''))
  if (obscure || !TableDescription.safeParse({ ...describe(table), key }).success)
    return new CentralOfficeError(
      'TABLE_NOT_REPLICABLE',
      `The table ${table.name} ${obscure ? 'has a unique index that cannot be read' : 'has a name too long, or more columns, than can be transmitted'}.`,
      {
        hint: `Names may have 200 characters, a table 500 columns, a key 32. Leave the table out in the replica setup. At the office: central-office replica set ${table.name} --sharing none`,
      },
    )
  const reserved = table.columns.find((column) => /^(:|before:|now:|_rowid_$)/i.test(column.name))
  if (reserved)
    return new CentralOfficeError(
      'TABLE_NOT_REPLICABLE',
      `The column ${reserved.name} of the table ${table.name} has a reserved name.`,
      {
        hint: "Names that begin with a colon, before: or now:, and _rowid_, are this program's own. Rename the column, or leave the table out in the replica setup.",
      },
    )
  return null
}

/** A table that this program cannot read, or whose rows it cannot look up, because only the shop's program has a collation. */
function collationMissing({ name, unreadable, missingCollations }: Table, looked: string[]): CentralOfficeError | null {
  const column = looked.find((one) => missingCollations[one] !== undefined)
  if (unreadable === null && column === undefined) return null
  const what =
    unreadable === null
      ? `The column ${column} of the table ${name}, by which its rows are looked up, is in the collation ${missingCollations[column as string]}`
      : `The table ${name} is WITHOUT ROWID and uses the collation ${unreadable}`
  return new CentralOfficeError('TABLE_NOT_REPLICABLE', `${what}, which only the shop's own program has.`, {
    hint: `It is left out, and everything else goes on. Leave it out for good (--sharing none), or have the shop's program make it ${unreadable === null ? 'with that column in another collation' : 'without WITHOUT ROWID'}.`,
  })
}
