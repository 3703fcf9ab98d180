import { Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import type { Chart, ReportResult } from '../../../../src/web/contract/reports.ts'
import { numberText } from '../../words/count-text.ts'
import { ChartMarks } from './chart-marks.tsx'
import { axisSteps, chartData } from './chart-series.ts'
import classes from './reports.module.css'

const HEIGHT = 300
const ABOVE = 12
const BELOW = 34
const RIGHT = 8
const LEAST_WIDTH = 280
const LETTER = 6.6

const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })

/** Bars, stacked bars or lines as an SVG. The table below has the same figures for who cannot see it. */
export default function ChartView({ chart, result }: { chart: Chart; result: ReportResult }) {
  const { ref, width: measured } = useElementSize()
  const width = Math.max(LEAST_WIDTH, measured)
  const data = chartData(chart, result)
  const { labels, series, left } = data
  const sums = labels.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
  const values = chart.kind === 'stacked' ? sums : series.flatMap((each) => each.values.map((value) => value ?? 0))
  const steps = axisSteps(Math.min(...values), Math.max(...values))
  const bottom = steps[0] ?? 0
  const top = steps.at(-1) ?? 1
  const leftEdge = Math.max(...steps.map((step) => short.format(step).length)) * 7.5 + 10
  const plot = { x: leftEdge, width: width - leftEdge - RIGHT, height: HEIGHT - ABOVE - BELOW }
  const yOf = (value: number) => ABOVE + plot.height * (1 - (value - bottom) / (top - bottom))
  const slot = plot.width / labels.length
  const every = Math.ceil((Math.max(...labels.map((label) => label.length)) * LETTER + 12) / slot)
  return (
    <figure className={classes.figure} ref={ref}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`Chart of ${result.report.title}. The table below has the same figures.`}
        className={classes.chart}
      >
        {steps.map((step) => (
          <g key={step}>
            <line
              x1={plot.x}
              x2={plot.x + plot.width}
              y1={yOf(step)}
              y2={yOf(step)}
              className={classes.rule}
              data-zero={step === 0 || undefined}
            />
            <text x={plot.x - 8} y={yOf(step) + 4} textAnchor="end" className={classes.tick}>
              {short.format(step)}
            </text>
          </g>
        ))}
        {labels.map((label, at) =>
          at % every === 0 ? (
            <text
              key={label}
              x={plot.x + slot * (at + 0.5)}
              y={HEIGHT - 12}
              textAnchor="middle"
              className={classes.tick}
            >
              {label}
            </text>
          ) : null,
        )}
        <ChartMarks chart={chart} data={data} left={plot.x} slot={slot} yOf={yOf} />
      </svg>
      {series.length > 1 && (
        <figcaption className={classes.legend}>
          {series.map(({ name }, index) => (
            <span key={name} className={classes.legendItem}>
              <span className={classes.swatch} data-series={index} />
              {name}
            </span>
          ))}
        </figcaption>
      )}
      {left > 0 && (
        <Text size="xs" c="dimmed">
          The chart shows the first {numberText(series.length)}; {numberText(left)} more are in the table.
        </Text>
      )}
    </figure>
  )
}
