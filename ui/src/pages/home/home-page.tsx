import { useQuery } from '@tanstack/react-query'
import { readHome } from '../../api/calls.ts'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { nextText } from '../../pieces/next-transmission.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { timeText } from '../../words/time-text.ts'
import { AttentionList } from './attention-list.tsx'
import { OfficeCards } from './office-cards.tsx'
import { StoreFacts } from './store-facts.tsx'
import { TransmitNow } from './transmit-now.tsx'

/** Is everything well? What needs attention comes first, each with its button. */
export default function HomePage() {
  const { data: home, error, refetch } = useQuery({ queryKey: ['home'], queryFn: readHome, refetchInterval: 60_000 })
  const lead = home && (
    <>
      Next transmission: {nextText(home.nextTransmission)}
      {home.site && (
        <>
          {' · '}Site {home.site.host} · Settings code <span className="co-code">{home.site.settingsCode}</span>
        </>
      )}
      {home.busy && <> · The database is busy; as of {timeText(home.asOf)}</>}
    </>
  )
  return (
    <Page
      title="Home"
      lead={lead}
      actions={home && <TransmitNow disabled={home.site === null || home.noTransmit} />}
      wide
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {home === undefined && !error && <Waiting />}
      {home && <AttentionList home={home} />}
      {home?.role === 'office' && <OfficeCards stores={home.stores} />}
      {home?.role === 'store' && <StoreFacts home={home} />}
    </Page>
  )
}
