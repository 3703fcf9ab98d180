import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ownTables as calls } from '../../api/calls.ts'
import { Fault } from '../../api/fault.ts'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { CompareCard } from './compare-card.tsx'
import { OwnTableLine } from './own-table-line.tsx'
import classes from './tables.module.css'
import { TriggersCard } from './triggers-card.tsx'
import { useCapture } from './use-capture.ts'

/** At a store: the tables of its own database, which of them transmit, and a way to let their layout be changed. */
export default function TablesPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['own-tables'], queryFn: calls.read })
  const capture = useCapture()
  const ask = useAsk()
  const captured = data?.tables.filter(({ state }) => state === 'captured') ?? []
  const off = data?.tables.filter(({ state }) => state === 'off' || state === 'left out') ?? []
  const allOff = async () => {
    const sure = await ask({
      title: 'Switch capture of all tables off?',
      text: "For a new version of the shop's program that rebuilds its tables. A copy of the rows is kept, by which everything that changes meanwhile is found afterwards; until then nothing of these tables is transmitted.",
      yes: 'Switch it off',
      no: 'Cancel',
    })
    if (sure) capture.off.mutate([])
  }
  return (
    <Page title="Tables" lead={data && `Replica setup version ${data.setup}, as the office sent it`}>
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data?.setupRefused && <FaultNotice error={refusedSetup(data.setupRefused)} />}
      {data && (
        <>
          <Card
            title="Tables of this database"
            lead="Before the layout of a table is changed, switch its capture off; afterwards on again. The shop's program goes on meanwhile."
          >
            <FaultNotice error={capture.off.error ?? capture.on.error} />
            <Group gap="sm" mb="md">
              {off.length > 0 && (
                <Button onClick={() => capture.on.mutate([])} loading={capture.on.isPending}>
                  Capture again: find what changed
                </Button>
              )}
              {captured.length > 0 && (
                <Button variant="default" onClick={() => void allOff()} loading={capture.off.isPending}>
                  Switch capture off for all …
                </Button>
              )}
            </Group>
            {data.tables.length === 0 && <Text size="sm">This database has no tables yet.</Text>}
            <ul className={classes.list}>
              {data.tables.map((table) => (
                <OwnTableLine key={table.name} table={table} capture={capture} />
              ))}
            </ul>
          </Card>
          <TriggersCard triggers={data.triggers} />
          <CompareCard comparing={data.comparing} />
        </>
      )}
    </Page>
  )
}

const refusedSetup = (why: string): Fault =>
  new Fault({
    code: 'SETUP_CHANGED',
    message: 'The replica setup that the office sent last was refused; this one stays.',
    hint: `${why}. The office hears of it; have the setup saved anew there.`,
    status: 409,
  })
