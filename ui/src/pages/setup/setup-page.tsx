import { useQuery } from '@tanstack/react-query'
import { setup as calls, site as siteCalls } from '../../api/calls.ts'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { NextTransmission } from '../../pieces/next-transmission.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { JoinCard } from './join-card.tsx'
import { NoTransmitCard } from './no-transmit-card.tsx'
import { OneClickCard } from './one-click-card.tsx'
import { RecoverCard } from './recover-card.tsx'
import { SetupForm } from './setup-form.tsx'
import { SiteCard } from './site-card.tsx'
import { WhatTransmitsCard } from './what-transmits-card.tsx'

export default function SetupPage() {
  const setup = useQuery({ queryKey: ['setup'], queryFn: calls.read })
  const site = useQuery({ queryKey: ['site'], queryFn: siteCalls.read })
  const error = setup.error ?? site.error
  return (
    <Page title="Setup" lead={<NextTransmission />}>
      <FaultNotice error={error} onRetry={() => void Promise.all([setup.refetch(), site.refetch()])} />
      {(!setup.data || !site.data) && !error && <Waiting />}
      {setup.data && site.data && (
        <>
          {setup.data.role === 'store' && setup.data.store === null && <JoinCard />}
          <SiteCard saved={site.data} />
          <NoTransmitCard setup={setup.data} />
          <WhatTransmitsCard role={setup.data.role} />
          <SetupForm saved={setup.data} />
          <OneClickCard />
          {setup.data.role === 'store' && setup.data.store !== null && <RecoverCard />}
        </>
      )}
    </Page>
  )
}
