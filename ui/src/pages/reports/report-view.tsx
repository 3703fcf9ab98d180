import { Alert, Anchor, Button, Group, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import type { Report } from '../../../../src/web/contract/reports.ts'
import { reports as calls } from '../../api/table-calls.ts'
import { DownloadIcon } from '../../icons/sign-icons.tsx'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText } from '../../words/count-text.ts'
import { durationText } from '../../words/time-text.ts'
import { ChartView } from './chart-view.tsx'
import { ChosenValues } from './chosen-values.tsx'
import { ParameterFields } from './parameter-fields.tsx'
import { ReportTable } from './report-table.tsx'
import classes from './reports.module.css'

/** One report: what it is asked for stands in the address, so that it survives a reload and can be bookmarked. */
export function ReportView({ report }: { report: Report }) {
  const [address, setAddress] = useSearchParams()
  const values = Object.fromEntries(report.parameters.map(({ name, usual }) => [name, address.get(name) ?? usual]))
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['reports', report.name, values],
    queryFn: () => calls.run(report.name, values),
    placeholderData: keepPreviousData,
    enabled: report.fault === '',
  })
  if (report.fault !== '') return <Alert color="red">{report.fault}</Alert>
  return (
    <>
      <ChosenValues parameters={report.parameters} values={values} />
      <div className={`${classes.tools} co-screen-only`}>
        <ParameterFields
          parameters={report.parameters}
          values={values}
          onChange={(change) => setAddress({ ...values, ...change }, { replace: true })}
        />
        <Group gap="md">
          <Anchor
            href={calls.csvAddress(report.name, values)}
            download={`${report.name}.csv`}
            size="sm"
            className={classes.csv}
          >
            <DownloadIcon size={16} /> CSV
          </Anchor>
          <Button variant="default" size="compact-sm" onClick={() => window.print()}>
            Print
          </Button>
        </Group>
      </div>
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting what="Reckoning" />}
      {data && !error && (
        <div aria-busy={isFetching} className={classes.result}>
          {data.rows.length === 0 ? (
            <Card>
              <Empty title="Nothing fits what was chosen" />
            </Card>
          ) : (
            <>
              {data.chart && (
                <Card>
                  <ChartView chart={data.chart} result={data} />
                </Card>
              )}
              <Card>
                <ReportTable result={data} />
                <Text size="xs" c="dimmed" mt="sm">
                  {countText(data.rows.length, 'row')} in {durationText(data.milliseconds)}
                  {data.cut && '. There are more than are shown: the CSV file has all'}
                </Text>
              </Card>
            </>
          )}
        </div>
      )}
    </>
  )
}
