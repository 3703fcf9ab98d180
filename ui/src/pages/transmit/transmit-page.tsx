import { Route, Switch } from 'wouter'
import { NextTransmission } from '../../pieces/next-transmission.tsx'
import { Page } from '../../pieces/page.tsx'
import { ActivityCalendar } from './activity-calendar.tsx'
import { LiveLog } from './live-log.tsx'
import { OneTransmission } from './one-transmission.tsx'
import { TransmitCard } from './transmit-card.tsx'

export default function TransmitPage() {
  return (
    <Switch>
      <Route path="/transmit/:id">{({ id }) => <OneTransmission key={id} id={id} />}</Route>
      <Route>
        <Transmit />
      </Route>
    </Switch>
  )
}

function Transmit() {
  return (
    <Page title="Transmit" lead={<NextTransmission />}>
      <TransmitCard />
      <LiveLog />
      <ActivityCalendar />
    </Page>
  )
}
