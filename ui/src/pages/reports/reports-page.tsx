import { Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useRoute } from 'wouter'
import { reports as calls } from '../../api/table-calls.ts'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { ReportView } from './report-view.tsx'
import classes from './reports.module.css'

/** Consolidated figures over all stores, out of SQL files in a folder. */
export default function ReportsPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['reports', 'list'], queryFn: calls.list })
  const [, route] = useRoute('/reports/:name')
  const [, go] = useLocation()
  const name = route ? decodeURIComponent(route.name ?? '') : undefined
  const report = data?.reports.find((each) => each.name === name)
  return (
    <Page title={report?.title ?? 'Reports'} wide lead={report?.description ?? 'Figures of all stores together.'}>
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data?.reports.length === 0 && (
        <Card>
          <Empty title="No report yet">
            A file <code>name.sql</code> in <code className="co-wrap">{data.folder}</code> appears here by itself.
          </Empty>
        </Card>
      )}
      {data && name !== undefined && (
        <Select
          className={`${classes.choose} co-screen-only`}
          label="Report"
          searchable
          data={data.reports.map((each) => ({ value: each.name, label: each.title }))}
          value={name}
          onChange={(next) => next && go(`/reports/${encodeURIComponent(next)}`)}
        />
      )}
      {data && name !== undefined && report === undefined && <Empty title={`There is no report ${name}`} />}
      {report && <ReportView key={report.name} report={report} />}
      {data && name === undefined && (
        <>
          <ul className={classes.list}>
            {data.reports.map((each) => (
              <li key={each.name}>
                <button
                  type="button"
                  className={classes.button}
                  onClick={() => go(`/reports/${encodeURIComponent(each.name)}`)}
                >
                  <strong>{each.title}</strong>
                  <span className={classes.note}>{each.fault === '' ? each.description : each.fault}</span>
                </button>
              </li>
            ))}
          </ul>
          {data.reports.length > 0 && (
            <Text size="sm" c="dimmed" mt="md" className="co-wrap">
              Your own: a file <code>name.sql</code> in <code>{data.folder}</code> appears here by itself.
            </Text>
          )}
        </>
      )}
    </Page>
  )
}
