import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useRoute } from 'wouter'
import { data as calls } from '../../api/table-calls.ts'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText, numberText } from '../../words/count-text.ts'
import classes from './data.module.css'
import { TableView } from './table-view.tsx'

const sharingText = {
  store: "each store's own rows",
  shared: 'shared by everyone',
  office: 'kept at the office',
  lookup: "each store's own rows, readable at others",
  none: 'not transmitted',
}

/** Look at and edit any replicated row. */
export default function DataPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['data', 'tables'], queryFn: calls.tables })
  const [, route] = useRoute('/data/:table')
  const [, go] = useLocation()
  const name = route ? decodeURIComponent(route.table ?? '') : undefined
  const table = data?.tables.find((each) => each.name === name)
  return (
    <Page
      title={table?.name ?? 'Data'}
      wide
      actions={
        data &&
        data.tables.length > 0 && (
          <Select
            className={classes.chooseTable}
            aria-label="Table"
            placeholder="Choose a table"
            searchable
            data={data.tables.map((each) => each.name)}
            value={name ?? null}
            onChange={(next) => next && go(`/data/${encodeURIComponent(next)}`)}
            renderOption={({ option }) => {
              const rows = data.tables.find((each) => each.name === option.value)?.rows
              return (
                <span className={classes.tableOption}>
                  {option.label}
                  <span className={classes.note}>{rows == null ? '' : countText(rows, 'row')}</span>
                </span>
              )
            }}
          />
        )
      }
      lead={
        table
          ? `${table.rows === null ? '' : `${countText(table.rows, 'row')} · `}${sharingText[table.sharing]}${table.editable ? '' : ` · ${table.why}`}`
          : 'Look at and edit any replicated row.'
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data?.tables.length === 0 && (
        <Card>
          <Empty title="No table is replicated yet">They appear here after the first transmission.</Empty>
        </Card>
      )}
      {data && name !== undefined && table === undefined && <Empty title={`There is no table ${name}`} />}
      {table && <TableView key={table.name} table={table} />}
      {data && name === undefined && data.tables.length > 0 && (
        <ul className={classes.tables}>
          {data.tables.map((each) => (
            <li key={each.name}>
              <button
                type="button"
                className={classes.tableButton}
                onClick={() => go(`/data/${encodeURIComponent(each.name)}`)}
              >
                <strong>{each.name}</strong>
                <span className={classes.note}>
                  {each.rows === null ? 'many rows' : `${numberText(each.rows)} rows`} · {sharingText[each.sharing]}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}
