import type { Chart } from '../../../../src/web/contract/reports.ts'
import { ChartMarks } from './chart-marks.tsx'
import { axisSteps, type ChartData } from './chart-series.ts'
import classes from './reports.module.css'

const HEIGHT = 300
const ABOVE = 12
const BELOW = 34
const RIGHT = 8
const LEAST_WIDTH = 280
const LETTER = 6.6

const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })

type DrawingProps = { chart: Chart; data: ChartData; title: string; width: number }

/** A chart as an SVG of one height, drawn for a width in CSS pixels. */
export function ChartDrawing({ chart, data, title, width: given }: DrawingProps) {
  const width = Math.max(LEAST_WIDTH, given)
  const { labels, series } = data
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
  // A label wider than its slot stays inside the drawing.
  const labelX = (label: string, at: number) =>
    Math.min(plot.x + slot * (at + 0.5), width - (label.length * LETTER) / 2)
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={`Chart of ${title}. The table below has the same figures.`}
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
          <text key={label} x={labelX(label, at)} y={HEIGHT - 12} textAnchor="middle" className={classes.tick}>
            {label}
          </text>
        ) : null,
      )}
      <ChartMarks chart={chart} data={data} left={plot.x} slot={slot} yOf={yOf} />
    </svg>
  )
}
