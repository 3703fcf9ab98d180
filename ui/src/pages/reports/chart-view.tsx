import { Text } from '@mantine/core'
import type { Chart, ReportResult } from '../../../../src/web/contract/reports.ts'
import { useWidth } from '../../pieces/use-width.ts'
import { numberText } from '../../words/count-text.ts'
import { ChartDrawing } from './chart-drawing.tsx'
import { chartData } from './chart-series.ts'
import classes from './reports.module.css'

/** About as wide as A4 paper in CSS pixels; the drawing is scaled to whatever paper there is. */
const PAPER_WIDTH = 760

/**
 * Bars, stacked bars or lines. The table below has the same figures for who cannot see it. Paper gets a drawing of its own:
 * nothing is measured again when a page is printed, and what was drawn for a window is cut at the paper's edge.
 */
export function ChartView({ chart, result }: { chart: Chart; result: ReportResult }) {
  const [ref, width] = useWidth<HTMLElement>()
  const data = chartData(chart, result)
  const { series, left } = data
  const drawing = { chart, data, title: result.report.title }
  return (
    <figure className={classes.figure} ref={ref}>
      <div className="co-screen-only">
        <ChartDrawing {...drawing} width={width} />
      </div>
      <div className="co-print-only">
        <ChartDrawing {...drawing} width={PAPER_WIDTH} />
      </div>
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
