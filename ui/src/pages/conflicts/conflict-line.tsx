import { Link } from 'wouter'
import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import { CellText } from '../../pieces/cell.tsx'
import { storeNumberText } from '../../words/count-text.ts'
import { rowKeyText, rowText } from '../../words/row-key-text.ts'
import { storeText } from '../../words/store-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import classes from './conflicts.module.css'
import { outcomeText } from './outcome-text.ts'

/** One conflict in a list; what lost can be looked up behind it. */
export const ConflictLine = ({ conflict }: { conflict: Conflict }) => {
  const { id, table, column, rowKey, store, officeValue, officeStore, storeValue, noticedAt, outcome, kind, moved } =
    conflict
  const whose =
    officeStore === null ? '' : `, from ${storeText({ number: officeStore, name: conflict.officeStoreName ?? '' })}`
  return (
    <li className={classes.line} data-open={outcome === 'open' || undefined}>
      <div className={classes.lineHead}>
        <Link href={`/conflicts/${id}`} className={classes.lineName} title={`Row ${rowKeyText(rowKey)}`}>
          {table}
          {column === null ? '' : `.${column}`}, {rowText(conflict)}
        </Link>
        <span className={classes.lineFacts} title={timeText(noticedAt)}>
          <span title={`Store ${storeNumberText(store.number)}`}>{storeText(store)}</span> · {agoText(noticedAt)} ·{' '}
          {outcomeText(conflict)}
        </span>
      </div>
      {column === null ? (
        <div className={classes.lineValues}>The whole row: {kind}</div>
      ) : (
        <div className={classes.lineValues}>
          <span>
            <span className={classes.side}>
              {outcome === 'open' ? 'Current' : 'Office'}
              {whose}
            </span>{' '}
            {moved === 'gone' ? 'the row has been deleted' : <CellText cell={officeValue} />}
          </span>
          <span>
            <span className={classes.side}>{outcome === 'open' ? 'Incoming' : 'Store'}</span>{' '}
            {kind === 'deleted at store' ? 'the row is deleted' : <CellText cell={storeValue} />}
          </span>
        </div>
      )}
    </li>
  )
}
