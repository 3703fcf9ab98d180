import type { ConflictRow } from '../../../../src/web/contract/conflicts.ts'
import { Card } from '../../pieces/card.tsx'
import { CellText } from '../../pieces/cell.tsx'
import classes from './conflicts.module.css'

/** The columns that are not in conflict, so that a person knows whose row it is. */
export const RestOfRow = ({
  columns,
  title,
  lead,
}: {
  columns: ConflictRow['columns']
  title?: string
  lead?: string
}) => {
  const rest = columns.filter((column) => column.conflict === null)
  if (rest.length === 0) return null
  return (
    <Card title={title ?? 'The rest of the row'} {...(title ? {} : { lead: lead ?? 'The same at both sides' })}>
      <dl className={classes.rest}>
        {rest.map(({ name, key, current }) => (
          <div key={name} className={classes.restLine}>
            <dt>
              {name}
              {key && ' (key)'}
            </dt>
            <dd>
              <CellText cell={current} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
