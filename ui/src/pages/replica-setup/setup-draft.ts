import type {
  ConflictRule,
  ReplicaSetupChange,
  ReplicaSetupPage,
  SetupTable,
  Sharing,
} from '../../../../src/web/contract/replica-setup.ts'

export type ColumnDraft = { rule?: ConflictRule; transmit: boolean; setBy?: 'store' | 'office' }

export type TableDraft = {
  sharing: Sharing
  rule: ConflictRule
  key: string[]
  naturalKey: boolean
  /** '' = all rows. */
  filter: string
  /** Only the columns that are not as the table. */
  columns: Record<string, ColumnDraft>
}

/** What was changed and not saved yet, beside the setup that the page was made from. */
export type SetupDraft = {
  default?: { sharing: Sharing; rule: ConflictRule }
  tables: Record<string, TableDraft>
}

export const emptyDraft: SetupDraft = { tables: {} }

const savedTable = (table: SetupTable): TableDraft => ({
  sharing: table.sharing,
  rule: table.rule,
  key: table.key,
  naturalKey: table.naturalKey,
  filter: table.filter,
  columns: Object.fromEntries(
    table.columns
      .filter(({ rule, transmit, setBy }) => rule !== null || !transmit || setBy !== null)
      .map(({ name, rule, transmit, setBy }) => [
        name,
        { ...(rule === null ? {} : { rule }), transmit, ...(setBy === null ? {} : { setBy }) },
      ]),
  ),
})

export const defaultOf = (page: ReplicaSetupPage, draft: SetupDraft) => draft.default ?? page.default

/** How a table stands in the draft: what was chosen for it, or what is saved, or what the first row says. */
export const tableOf = (page: ReplicaSetupPage, draft: SetupDraft, table: SetupTable): TableDraft =>
  draft.tables[table.name] ?? (table.named ? savedTable(table) : { ...savedTable(table), ...defaultOf(page, draft) })

export const changeTable = (
  page: ReplicaSetupPage,
  draft: SetupDraft,
  table: SetupTable,
  change: Partial<TableDraft>,
): SetupDraft => ({
  ...draft,
  tables: { ...draft.tables, [table.name]: { ...tableOf(page, draft, table), ...change } },
})

/** Whether a filter can be set: rows of all locations cannot leave one of them. */
export const mayFilter = ({ sharing }: TableDraft): boolean => sharing === 'store' || sharing === 'lookup'

/** The first row: it holds for every table that has no setup of its own; `all` of them take it over. */
export function changeAll(
  page: ReplicaSetupPage,
  draft: SetupDraft,
  change: Partial<{ sharing: Sharing; rule: ConflictRule }>,
  all: boolean,
): SetupDraft {
  const tables = { ...draft.tables }
  if (all)
    for (const table of page.tables)
      if (table.named || tables[table.name] !== undefined)
        tables[table.name] = { ...tableOf(page, draft, table), ...change }
  return { default: { ...defaultOf(page, draft), ...change }, tables }
}

/** The whole setup as the server takes it. */
export function changeOf(page: ReplicaSetupPage, draft: SetupDraft): ReplicaSetupChange {
  const own = page.tables.filter((table) => table.named || draft.tables[table.name] !== undefined)
  return {
    version: page.version,
    default: defaultOf(page, draft),
    tables: Object.fromEntries(
      own.map((table) => {
        const value = tableOf(page, draft, table)
        const { key, filter, ...rest } = value
        const kept = filter.trim() !== '' && mayFilter(value) ? { filter: filter.trim() } : {}
        return [table.name, { ...rest, ...(key.length === 0 ? {} : { key }), ...kept }]
      }),
    ),
  }
}

export const isChanged = (page: ReplicaSetupPage, draft: SetupDraft): boolean =>
  JSON.stringify(changeOf(page, draft)) !== JSON.stringify(changeOf(page, emptyDraft))
