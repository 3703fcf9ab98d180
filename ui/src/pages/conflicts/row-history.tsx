import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import { Card } from '../../pieces/card.tsx'
import { ConflictLine } from './conflict-line.tsx'
import classes from './conflicts.module.css'

/** What was settled about the same row before; each can be put back on its own page. */
export const RowHistory = ({ settled }: { settled: Conflict[] }) =>
  settled.length === 0 ? null : (
    <Card title="History of this row" lead="Earlier conflicts about it, the newest first">
      <ul className={classes.list}>
        {settled.map((conflict) => (
          <ConflictLine key={conflict.id} conflict={conflict} />
        ))}
      </ul>
    </Card>
  )
