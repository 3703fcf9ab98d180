import { NextTransmission } from '../../pieces/next-transmission.tsx'
import { Page } from '../../pieces/page.tsx'
import { ActivityCalendar } from './activity-calendar.tsx'
import { LiveLog } from './live-log.tsx'
import { TransmitCard } from './transmit-card.tsx'

export default function TransmitPage() {
  return (
    <Page title="Transmit" lead={<NextTransmission />}>
      <TransmitCard />
      <LiveLog />
      <ActivityCalendar />
    </Page>
  )
}
