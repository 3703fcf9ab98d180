import type { ReportResult } from '../../../../src/web/contract/reports.ts'
import { figureText } from './figure-text.ts'
import classes from './reports.module.css'

/** More columns than these are printed across the paper, in smaller or in the smallest letters. */
const UPRIGHT = 7
const ACROSS = 13

const widthOf = (columns: number) => (columns > ACROSS ? 'widest' : columns > UPRIGHT ? 'wide' : undefined)

export const ReportTable = ({ result: { report, columns, rows } }: { result: ReportResult }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
  <section className={classes.scroll} tabIndex={0} aria-label={report.title}>
    <table className={classes.table} data-wide={widthOf(columns.length)}>
      <thead>
        <tr>
          {columns.map(({ name, kind }) => (
            <th key={name} scope="col" data-number={kind === 'number' || kind === 'money' || undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report have no key, and are never moved
          <tr key={at}>
            {columns.map(({ name, kind }, index) => {
              const cell = row[index]
              return (
                <td
                  key={name}
                  data-kind={kind}
                  data-number={kind === 'number' || kind === 'money' || undefined}
                  dir={kind === 'text' ? 'auto' : undefined}
                >
                  {cell && figureText(kind, cell)}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
