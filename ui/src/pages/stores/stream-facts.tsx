import { Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import type { StoreHistory } from '../../../../src/web/contract/stores.ts'
import { countText, numberText } from '../../words/count-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import classes from './stores.module.css'

/** Where office and store stand with each other, in words. */
export const StreamFacts = ({ history }: { history: StoreHistory }) => {
  const {
    store,
    invitedAt,
    applied,
    exported,
    acknowledged,
    restarts,
    restoredAt,
    awaits,
    refill,
    knownSetup,
    setup,
    tables,
  } = history
  return (
    <dl className={classes.facts}>
      <Fact label="Last contact">
        {store.lastContact === null
          ? `never; invited ${agoText(invitedAt)}`
          : `${agoText(store.lastContact)} (${timeText(store.lastContact)})`}
      </Fact>
      <Fact label="Received from it">{countText(applied, 'payload')}</Fact>
      <Fact label="Sent to it">
        {countText(exported, 'payload')}, {numberText(acknowledged)} acknowledged
        {exported > 0 && acknowledged < exported && (
          <Progress
            mt={4}
            size="sm"
            value={(100 * acknowledged) / exported}
            aria-label={`${acknowledged} of ${exported} payloads acknowledged`}
          />
        )}
      </Fact>
      <Fact label="Conflicts">
        {store.openConflicts === 0 ? 'none open' : `${numberText(store.openConflicts)} open`}
      </Fact>
      <Fact label="Parked rows">
        {store.parked === 0
          ? 'none'
          : `${countText(store.parked, 'row')} that the store's database refuses for now. At the store, its page Parked rows says why, and settles them`}
      </Fact>
      <Fact label="Replica setup">
        {knownSetup === setup ? `version ${setup}, as the office` : `version ${knownSetup}; the office has ${setup}`}
      </Fact>
      {restarts > 0 && (
        <Fact label="Refilled">
          {countText(restarts, 'time')}, last {timeText(restoredAt)}
        </Fact>
      )}
      {store.loadRows !== null && (
        <Fact label="Initial load">
          {countText(store.loadRows, 'row')} received so far; the store's next transmissions go on with it, or end it
        </Fact>
      )}
      {refill && (
        <Fact label="Refill">
          It is sent everything: {refill.done} of {countText(refill.all, 'table')} made ready, now {refill.table}
          <Progress
            mt={4}
            size="sm"
            value={refill.all === 0 ? 0 : (100 * refill.done) / refill.all}
            aria-label={`${refill.done} of ${refill.all} tables made ready`}
          />
        </Fact>
      )}
      {awaits && <Fact label="Refill">The office has asked it for everything, and waits.</Fact>}
      <Fact label="Tables">{tables.length === 0 ? 'not announced yet' : tables.join(', ')}</Fact>
      <Fact label="Program">{store.program === '' ? 'not known' : `Central Office ${store.program}`}</Fact>
      <Fact label="GUID">
        <span className="co-code">{store.guid}</span>
      </Fact>
    </dl>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className={classes.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
