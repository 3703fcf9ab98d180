import { Table } from '@mantine/core'
import { Link } from 'wouter'
import type { StoreCard } from '../../../../src/web/contract/home.ts'
import { StoreStateBadge } from '../../pieces/store-state.tsx'
import { bytesText, countText, numberText, storeNumberText } from '../../words/count-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import { IgnoreSwitch } from './ignore-switch.tsx'
import classes from './stores.module.css'

/** A row a store; on a narrow screen each becomes a block with its labels. */
export const StoreTable = ({ stores }: { stores: StoreCard[] }) => (
  <Table className={classes.table} verticalSpacing="xs" highlightOnHover>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Number</Table.Th>
        <Table.Th>Name</Table.Th>
        <Table.Th>State</Table.Th>
        <Table.Th className={classes.oneLine}>Last contact</Table.Th>
        <Table.Th className={classes.right}>Backlog</Table.Th>
        <Table.Th className={classes.right}>Conflicts</Table.Th>
        <Table.Th className={classes.right}>Parked</Table.Th>
        <Table.Th className={classes.right}>On the site</Table.Th>
        <Table.Th>Ignore</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {stores.map((store) => (
        <StoreRow key={store.guid} store={store} />
      ))}
    </Table.Tbody>
  </Table>
)

const StoreRow = ({ store }: { store: StoreCard }) => {
  const { guid, number, name, state, lastContact, backlog, openConflicts, parked, onSite, loadRows } = store
  return (
    <Table.Tr>
      <Table.Td className="co-code">{storeNumberText(number)}</Table.Td>
      <Table.Td className={classes.name}>
        <Link href={`/stores/${guid}`}>{name}</Link>
      </Table.Td>
      <Table.Td>
        <StoreStateBadge state={state} />
        {loadRows !== null && <div className={classes.note}>{countText(loadRows, 'row')} so far</div>}
      </Table.Td>
      <Table.Td data-label="Last contact" className={classes.oneLine} title={timeText(lastContact)}>
        {agoText(lastContact)}
      </Table.Td>
      <Count label="Backlog" value={backlog} />
      <Count label="Conflicts" value={openConflicts} alarm />
      <Count label="Parked" value={parked} alarm />
      <Table.Td data-label="On the site" className={`${classes.right} ${classes.oneLine} co-number`}>
        <span>
          {bytesText(onSite.bytes)}
          {onSite.heldBack ? (
            <strong className={classes.alarm}> held back</strong>
          ) : (
            onSite.nearlyFull && <strong> nearly full</strong>
          )}
        </span>
      </Table.Td>
      <Table.Td data-label="Ignore">
        <IgnoreSwitch store={store} />
      </Table.Td>
    </Table.Tr>
  )
}

const Count = ({ label, value, alarm = false }: { label: string; value: number; alarm?: boolean }) => (
  <Table.Td data-label={label} className={`${classes.right} co-number`}>
    {alarm && value > 0 ? <strong className={classes.alarm}>{numberText(value)}</strong> : numberText(value)}
  </Table.Td>
)
