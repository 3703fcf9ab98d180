import type { Chart } from '../../../../src/web/contract/reports.ts'
import type { ChartData } from './chart-series.ts'
import { plainText } from './figure-text.ts'
import classes from './reports.module.css'

type MarksProps = { chart: Chart; data: ChartData; left: number; slot: number; yOf: (value: number) => number }

/** How much of its slot a group of bars takes. */
const FILL = 0.72
const MOST_BAR = 56

export const ChartMarks = (props: MarksProps) =>
  props.chart.kind === 'line' ? <Lines {...props} /> : <Bars {...props} stacked={props.chart.kind === 'stacked'} />

const Bars = ({ data: { labels, series, kind }, left, slot, yOf, stacked }: MarksProps & { stacked: boolean }) => {
  const beside = stacked ? 1 : series.length
  const width = Math.min(MOST_BAR, (slot * FILL) / beside)
  return labels.map((label, at) => {
    let sum = 0
    const from = left + slot * (at + 0.5) - (width * beside) / 2
    return series.map(({ name, values }, index) => {
      const value = values[at] ?? 0
      const start = stacked ? sum : 0
      sum += value
      const [top, bottom] = [yOf(Math.max(start, start + value)), yOf(Math.min(start, start + value))]
      return (
        <rect
          key={`${label} ${name}`}
          x={from + (stacked ? 0 : width * index)}
          y={top}
          width={Math.max(1, width - 1)}
          height={Math.max(0, bottom - top)}
          className={classes.bar}
          data-series={index}
        >
          <title>{`${label}, ${name}: ${plainText(kind, value)}`}</title>
        </rect>
      )
    })
  })
}

const Lines = ({ data: { labels, series, kind }, left, slot, yOf }: MarksProps) =>
  series.map(({ name, values }, index) => {
    const points = values.flatMap((value, at) =>
      value === null ? [] : [{ x: left + slot * (at + 0.5), y: yOf(value), value, label: labels[at] ?? '' }],
    )
    return (
      <g key={name} data-series={index} className={classes.line}>
        <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
        {points.map(({ x, y, value, label }) => (
          <circle key={label} cx={x} cy={y} r={points.length > 60 ? 1.5 : 3}>
            <title>{`${label}, ${name}: ${plainText(kind, value)}`}</title>
          </circle>
        ))}
      </g>
    )
  })
