import { Fragment } from 'react'
import type { LogLine } from '../../../../src/web/contract/transmission.ts'
import { useStoreNames } from '../../pieces/use-store-names.ts'
import { storeNumberText } from '../../words/count-text.ts'
import { clockText, dayText } from '../../words/time-text.ts'
import classes from './transmit.module.css'

/** Lines of the log, with the day where it changes. */
export const LogLines = ({ lines }: { lines: readonly LogLine[] }) => {
  const nameOf = useStoreNames()
  return (
    <ol className={classes.lines}>
      {lines.map((line, index) => {
        const day = dayText(line.at)
        const before = lines[index - 1]
        return (
          <Fragment key={line.number}>
            {(before === undefined || dayText(before.at) !== day) && <li className={classes.day}>{day}</li>}
            <Line line={line} nameOf={nameOf} />
          </Fragment>
        )
      })}
    </ol>
  )
}

type LineProps = { line: LogLine; nameOf: (number: string) => string }

const Line = ({ line: { at, level, step, store, text, code, hint }, nameOf }: LineProps) => (
  <li className={classes.line} data-level={level}>
    <time className={classes.clock}>{clockText(at)}</time>
    <span className={classes.step}>{step}</span>
    <span className={classes.lineText}>
      {(level === 'warn' || level === 'error') && <strong>{level === 'warn' ? 'Warning: ' : 'Error: '}</strong>}
      {store && <span title={`Store ${storeNumberText(store)}`}>{nameOf(store)}: </span>}
      {text}
      {hint && <span className={classes.hint}> {hint}</span>}
      {code && <span className={classes.code}> {code}</span>}
    </span>
  </li>
)
