import { Table } from '@mantine/core'
import type { StoreHistory } from '../../../../src/web/contract/stores.ts'
import { Card } from '../../pieces/card.tsx'
import { bytesText, countText, numberText } from '../../words/count-text.ts'
import classes from './stores.module.css'

const MOST = 50

/** Payloads made for the store that it has not acknowledged. */
export const StoreOutbox = ({ outbox }: { outbox: StoreHistory['outbox'] }) => (
  <Card title="Backlog" lead={`${countText(outbox.length, 'payload')} that the store has not acknowledged yet`}>
    <Table className={classes.small}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={classes.right}>Number</Table.Th>
          <Table.Th className={classes.right}>Rows</Table.Th>
          <Table.Th className={classes.right}>Size</Table.Th>
          <Table.Th>Where</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {outbox.slice(0, MOST).map(({ number, rows, bytes, uploaded }) => (
          <Table.Tr key={number}>
            <Table.Td className={classes.right}>{number}</Table.Td>
            <Table.Td className={classes.right}>{numberText(rows)}</Table.Td>
            <Table.Td className={classes.right}>{bytesText(bytes)}</Table.Td>
            <Table.Td>{uploaded ? 'on the site' : 'here'}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
    {outbox.length > MOST && `and ${numberText(outbox.length - MOST)} more`}
  </Card>
)
