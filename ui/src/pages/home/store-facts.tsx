import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { StoreHome } from '../../../../src/web/contract/home.ts'
import { Fault } from '../../api/fault.ts'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { SiteUsage } from '../../pieces/site-usage.tsx'
import { countText, storeNumberText } from '../../words/count-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import classes from './home.module.css'

const refills = {
  asked: 'This database was restored from a backup. The office has been asked for what came after.',
  coming: 'This database was restored from a backup. What came after is arriving from the office.',
}

/** What a store sees of itself. */
export const StoreFacts = ({ home: { own, lastTransmission } }: { home: StoreHome }) => {
  if (own === null) return null
  return (
    <>
      <Card title={`Store ${storeNumberText(own.number)}`}>
        <dl className={classes.facts}>
          <Fact label="Last transmission">
            {lastTransmission ? (
              <span title={timeText(lastTransmission.at)}>
                {agoText(lastTransmission.at)}: {lastTransmission.text}
              </span>
            ) : (
              'never'
            )}
          </Fact>
          <Fact label="Waiting for the office">
            {own.backlog === 0
              ? 'nothing'
              : `${countText(own.backlog, 'payload')} with ${countText(own.backlogRows, 'row')}, not acknowledged yet`}
          </Fact>
          <Fact label="Parked rows">
            {own.parked === 0 ? (
              'none'
            ) : (
              <Link href="/parked">{countText(own.parked, 'row')} that this database refuses for now</Link>
            )}
          </Fact>
          {own.loading && (
            <Fact label="Initial load">
              under way: {own.loadedTables.done} of {countText(own.loadedTables.all, 'table')} sent whole
            </Fact>
          )}
          {own.refill && <Fact label="Restore">{refills[own.refill]}</Fact>}
        </dl>
        <SiteUsage use={own.onSite} />
      </Card>
      {own.refusedTables.length > 0 && (
        <Card title="Tables that are not transmitted" lead="Everything else goes on.">
          {own.refusedTables.map((table) => (
            <FaultNotice
              key={table.table}
              error={new Fault({ ...table, message: `${table.table}: ${table.message}`, status: 0 })}
            />
          ))}
        </Card>
      )}
    </>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className={classes.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
