import type { ParkedDetail } from '../../../../src/web/contract/parked.ts'
import { cellText } from '../../words/cell-text.ts'
import classes from './parked.module.css'

type Obstacle = ParkedDetail['obstacles'][number]

/** Rows of this database that a parked row meets, or that it lacks. */
export const InTheWay = ({ obstacles }: { obstacles: Obstacle[] }) =>
  obstacles.length === 0 ? null : (
    <ul className={classes.obstacles}>
      {obstacles.map((obstacle) => (
        <li key={`${obstacle.what} ${obstacle.table} ${obstacle.columns.join()}`}>
          {sentenceOf(obstacle)}
          {obstacle.what !== 'the row it refers to is missing' && (
            <ul>
              {obstacle.rows.map((row) => (
                <li key={rowText(row)}>{rowText(row)}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  )

const sentenceOf = ({ what, table, columns, rows }: Obstacle): string =>
  what === 'the row it refers to is missing'
    ? `In its way: ${table} has no row with ${rows.map(rowText).join(' or ')}.`
    : `In its way: ${what} (${table}: ${columns.join(', ')})`

const rowText = (row: Obstacle['rows'][number]): string =>
  row.map(({ column, cell }) => `${column} ${cellText(cell)}`).join(', ')
