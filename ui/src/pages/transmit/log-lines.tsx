import { Fragment } from 'react'
import type { LogLine } from '../../../../src/web/contract/transmission.ts'
import { storeNumberText } from '../../words/count-text.ts'
import { clockText, dayText } from '../../words/time-text.ts'
import classes from './transmit.module.css'

/** Lines of the log, with the day where it changes. */
export const LogLines = ({ lines }: { lines: readonly LogLine[] }) => (
  <ol className={classes.lines}>
    {lines.map((line, index) => {
      const day = dayText(line.at)
      const before = lines[index - 1]
      return (
        <Fragment key={line.number}>
          {(before === undefined || dayText(before.at) !== day) && <li className={classes.day}>{day}</li>}
          <Line line={line} />
        </Fragment>
      )
    })}
  </ol>
)

const Line = ({ line: { at, level, step, store, text, code, hint } }: { line: LogLine }) => (
  <li className={classes.line} data-level={level}>
    <time className={classes.clock}>{clockText(at)}</time>
    <span className={classes.step}>{step}</span>
    <span className={classes.lineText}>
      {(level === 'warn' || level === 'error') && <strong>{level === 'warn' ? 'Warning: ' : 'Error: '}</strong>}
      {store && `Store ${storeNumberText(store)}: `}
      {text}
      {hint && <span className={classes.hint}> {hint}</span>}
      {code && <span className={classes.code}> {code}</span>}
    </span>
  </li>
)
