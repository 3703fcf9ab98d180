import { availableParallelism } from 'node:os'
import { type Figure, median, type Report, ratioOf, type Unit } from './figure.ts'
import type { BenchOptions } from './options.ts'

/** The machine and the task, without which no figure means anything. */
export const describeRun = ({ size, runs }: BenchOptions): string =>
  `A shop of ${size.toLocaleString('en')} rows, medians of ${runs} run(s); Node.js ${process.versions.node}, ` +
  `SQLite ${process.versions.sqlite}, ${process.platform}, ${availableParallelism()} cores`

/** One Markdown table of all figures, then what was skipped. */
export const printTable = ({ figures, skips }: Report): string => {
  const rows = figures.map((figure) => [
    figure.benchmark,
    figure.what,
    show(median(figure.ours), figure.unit),
    figure.peer?.name ?? '',
    figure.peer ? show(median(figure.peer.samples), figure.unit) : '',
    showRatio(figure),
    figure.aim ?? '',
  ])
  const header = ['benchmark', 'what', 'ours', 'peer', "peer's", 'ratio', 'aim']
  const lines = [header, header.map(() => '---'), ...rows]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const table = lines.map((line) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`.trimEnd(),
  )
  return [...table, ...skips.map(({ benchmark, what, why }) => `Skipped: ${benchmark}, ${what}: ${why}.`)].join('\n')
}

const showRatio = (figure: Figure): string => {
  const ratio = ratioOf(figure)
  if (ratio === null) return ''
  return `${figure.ratio === 'cost' ? 'ours/peer' : 'peer/ours'} ${ratio.toFixed(2)}`
}

const show = (value: number, unit: Unit): string => {
  if (unit === 'round trips') return String(value)
  if (unit === 'rows a second') return `${value.toLocaleString('en', { maximumFractionDigits: 0 })} rows/s`
  if (unit === 'bytes') return showBytes(value)
  if (value < 1e-3) return `${(value * 1e6).toFixed(1)} µs`
  return value < 1 ? `${(value * 1000).toFixed(value < 0.1 ? 1 : 0)} ms` : `${value.toFixed(2)} s`
}

const showBytes = (bytes: number): string => {
  if (bytes < 10_000) return `${bytes.toFixed(0)} B`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`
}
