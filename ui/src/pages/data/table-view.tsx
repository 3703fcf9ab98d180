import { Anchor, Button, Group, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { DataTable } from '../../../../src/web/contract/data.ts'
import { data as calls } from '../../api/table-calls.ts'
import { DownloadIcon, PlusIcon, SearchIcon } from '../../icons/sign-icons.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText } from '../../words/count-text.ts'
import { ChooseStore } from './choose-store.tsx'
import { ColumnChooser } from './column-chooser.tsx'
import classes from './data.module.css'
import { FilterBar } from './filter-bar.tsx'
import { NewRow } from './new-row.tsx'
import { RowDialog } from './row-dialog.tsx'
import { RowGrid } from './row-grid.tsx'
import { useHiddenColumns } from './use-hidden-columns.ts'
import { nextSort, queryOf, useView } from './use-view.ts'

const LIMIT = 200
const TYPED_MS = 250

export function TableView({ table }: { table: DataTable }) {
  const [view, change] = useView()
  const [hidden, setHidden] = useHiddenColumns(table.name)
  const [words, setWords] = useState(view.search)
  const search = useDebouncedCallback((typed: string) => change({ search: typed }), TYPED_MS)
  const query = queryOf(view)
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['data', table.name, query],
    queryFn: ({ pageParam, signal }) =>
      calls.page(table.name, { ...query, limit: LIMIT, ...(pageParam === '' ? {} : { after: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  })
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const total = data?.pages[0]?.total ?? null
  const narrowed = view.search !== '' || view.filters.length > 0 || view.store !== ''
  return (
    <>
      <Group gap="sm" align="center" className={classes.tools}>
        <TextInput
          aria-label={`Search in ${table.name}`}
          placeholder="Search"
          leftSection={<SearchIcon size={16} />}
          className={classes.search}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value)
            search(event.currentTarget.value)
          }}
        />
        {table.perStore && <ChooseStore value={view.store} onChange={(store) => change({ store })} />}
        <span className={classes.note} aria-live="polite">
          {total !== null && countText(total, 'row')}
          {total === null && data && `${countText(rows.length, 'row')} shown${hasNextPage ? ', there are more' : ''}`}
        </span>
        <Anchor
          href={calls.csvAddress(table.name, query)}
          download={`${table.name}.csv`}
          size="sm"
          className={classes.csv}
        >
          <DownloadIcon size={16} /> CSV
        </Anchor>
        <ColumnChooser columns={table.columns} hidden={hidden} onChange={setHidden} />
        {table.editable && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<PlusIcon size={16} />}
            onClick={() => change({ adding: true })}
          >
            New row
          </Button>
        )}
      </Group>
      <FilterBar columns={table.columns} filters={view.filters} onChange={(filters) => change({ filters })} />
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && rows.length === 0 && <Empty title={narrowed ? 'No matching rows' : 'The table has no rows'} />}
      <p className={`${classes.note} co-print-only`}>Only the rows in sight are printed. The CSV file has all rows.</p>
      {rows.length > 0 && (
        <RowGrid
          table={table}
          rows={rows}
          total={total}
          sort={view.sort}
          more={hasNextPage}
          hidden={hidden}
          onMore={() => {
            if (!isFetchingNextPage) void fetchNextPage()
          }}
          onSort={(column) => change({ sort: nextSort(view.sort, column) })}
          onOpen={({ id }) => change({ row: id })}
        />
      )}
      {view.row !== '' && <RowDialog key={view.row} table={table} id={view.row} onClose={() => change({ row: '' })} />}
      {view.adding && table.editable && <NewRow table={table} onClose={() => change({ adding: false })} />}
    </>
  )
}
