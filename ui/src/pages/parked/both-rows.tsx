import { Table } from '@mantine/core'
import type { ParkedDetail } from '../../../../src/web/contract/parked.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { Card } from '../../pieces/card.tsx'
import { CellText } from '../../pieces/cell.tsx'
import { sameCell } from '../../words/cell-text.ts'
import classes from './parked.module.css'

/** Column by column; those that differ come first, marked by a word as well as by colour. */
export function BothRows({ detail: { columns, row, stands } }: { detail: ParkedDetail }) {
  if (columns.length === 0)
    return <Card title="The row">The table is left out of transmissions for now; the row waits for it.</Card>
  const differs = ({ arriving, here }: (typeof columns)[number]) =>
    arriving !== null && here !== null && !sameCell(arriving, here)
  const sorted = [...columns.filter(differs), ...columns.filter((column) => !differs(column))]
  return (
    <Card
      title="The row"
      {...(stands ? {} : { lead: 'This database has no row of this key.' })}
      {...(row.arrives === 'removal' ? { lead: 'The office has deleted it; here it stands as follows.' } : {})}
    >
      <div className={classes.wide}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column</Table.Th>
              {row.arrives === 'row' && <Table.Th>From the office</Table.Th>}
              {stands && <Table.Th>Here</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted.map((column) => (
              <Table.Tr key={column.name} data-differs={differs(column) || undefined} className={classes.column}>
                <Table.Th scope="row">
                  {column.name}
                  {differs(column) && <span className={classes.mark}> differs</span>}
                </Table.Th>
                {row.arrives === 'row' && <Value cell={column.arriving} />}
                {stands && <Value cell={column.here} />}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Card>
  )
}

const Value = ({ cell }: { cell: Cell | null }) => (
  <Table.Td className={classes.value}>{cell !== null && <CellText cell={cell} />}</Table.Td>
)
