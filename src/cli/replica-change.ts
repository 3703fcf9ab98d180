import { z } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import { memberOf, sameName, spelledIn } from '../model/names.ts'
import { type ColumnSetup, ConflictRule, type ReplicaSetup, setupOf, TableSetup } from '../model/replica-setup.ts'
import { nearNames } from './near-names.ts'

const ColumnWord = z.union([
  ConflictRule,
  z.enum(['leave-out', 'transmit', 'table-rule', 'set-by-store', 'set-by-office', 'set-by-all']),
])

/** `NAME=WORD`; a name may hold `=` itself, so the last one parts them. */
export const ColumnChange = z
  .string()
  .transform((text) => ({ name: text.slice(0, text.lastIndexOf('=')), word: text.slice(text.lastIndexOf('=') + 1) }))
  .pipe(
    z.object({
      name: z.string().min(1, 'a column is given as NAME=RULE').max(200),
      word: z.custom<z.infer<typeof ColumnWord>>(
        (word) => ColumnWord.safeParse(word).success,
        'a column takes office, store, newest, ask, table-rule, leave-out, transmit, set-by-store, set-by-office or set-by-all',
      ),
    }),
  )
export type ColumnChange = z.infer<typeof ColumnChange>

export type Change = Partial<Pick<TableSetup, 'sharing' | 'rule' | 'key' | 'naturalKey'>> & {
  /** False: no filter any more. */
  filter?: string | false | undefined
  column?: ColumnChange[] | undefined
  /** Tables and columns that no store has shown are taken all the same. */
  unseen?: true | undefined
}

/** What is to change of a table's own words; undefined leaves a word as it is. */
type Asked = { [Part in keyof Change]: Change[Part] | undefined }

export const changeDefault = (setup: ReplicaSetup, asked: Asked): ReplicaSetup => ({
  ...setup,
  default: changed(setup.default, asked),
})

/**
 * Changes one table, which takes over what held for it so far. `known` = tables and their columns as stores announced them;
 * while it is empty nothing can be checked. A table without a key of its own is never announced before one is named, so
 * naming the key needs no `unseen`. Errors: TABLE_UNKNOWN, with the names that come near.
 */
export function changeTable(
  setup: ReplicaSetup,
  table: string,
  asked: Asked,
  known: ReadonlyMap<string, string[]>,
): ReplicaSetup {
  if (!asked.unseen && known.size > 0) checkNames(setup, table, asked, known)
  const name = spelledIn(table, [...Object.keys(setup.tables), ...known.keys()])
  return { ...setup, tables: { ...setup.tables, [name]: changed(setupOf(setup, name), spelled(asked, name, known)) } }
}

/** Columns as the stores spell them. */
function spelled(asked: Asked, table: string, known: ReadonlyMap<string, string[]>): Asked {
  const columns = known.get(spelledIn(table, [...known.keys()])) ?? []
  const { key, column } = asked
  return {
    ...asked,
    key: key?.map((name) => spelledIn(name, columns)),
    column: column?.map((one) => ({ ...one, name: spelledIn(one.name, columns) })),
  }
}

function checkNames(setup: ReplicaSetup, table: string, asked: Asked, known: ReadonlyMap<string, string[]>): void {
  const columns = known.get(spelledIn(table, [...known.keys()]))
  if (columns === undefined) {
    if (!asked.key && memberOf(setup.tables, table) === undefined)
      throw unknown(`table ${table}`, nearNames(table, known.keys()))
    return
  }
  for (const name of [...(asked.key ?? []), ...(asked.column ?? []).map((column) => column.name)])
    if (!columns.some((column) => sameName(column, name)))
      throw unknown(`column ${name} in the table ${table}`, nearNames(name, columns))
}

function changed(before: TableSetup, { sharing, rule, key, naturalKey, filter, column }: Asked): TableSetup {
  const columns = new Map(Object.entries(before.columns))
  for (const { name, word } of column ?? [])
    columns.set(name, changedColumn(columns.get(name) ?? { transmit: true }, word))
  const { filter: present, ...unfiltered } = before
  const wanted = filter ?? present
  return TableSetup.parse({
    ...unfiltered,
    ...(wanted ? { filter: wanted } : {}),
    columns: Object.fromEntries(columns),
    ...(sharing === undefined ? {} : { sharing }),
    ...(rule === undefined ? {} : { rule }),
    ...(key === undefined ? {} : { key }),
    ...(naturalKey === undefined ? {} : { naturalKey }),
  })
}

function changedColumn(before: ColumnSetup, word: ColumnChange['word']): ColumnSetup {
  const { rule: _rule, ...unruled } = before
  const { setBy: _setBy, ...byAll } = before
  switch (word) {
    case 'leave-out':
      return { ...before, transmit: false }
    case 'transmit':
      return { ...before, transmit: true }
    case 'table-rule':
      return unruled
    case 'set-by-store':
      return { ...before, setBy: 'store' }
    case 'set-by-office':
      return { ...before, setBy: 'office' }
    case 'set-by-all':
      return byAll
    default:
      return { ...before, rule: word }
  }
}

const unknown = (what: string, near: string[]): CentralOfficeError =>
  new CentralOfficeError('TABLE_UNKNOWN', `No store has shown a ${what}.`, {
    hint: `${near.length ? `Is it ${near.join(', ')}? ` : ''}If it is yet to come, add --unseen. Nothing was changed.`,
  })
