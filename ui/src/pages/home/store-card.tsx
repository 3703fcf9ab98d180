import { Link } from 'wouter'
import type { StoreCard as Store } from '../../../../src/web/contract/home.ts'
import { WarnIcon } from '../../icons/sign-icons.tsx'
import { SiteUsage } from '../../pieces/site-usage.tsx'
import { StoreStateBadge } from '../../pieces/store-state.tsx'
import { numberText, storeNumberText } from '../../words/count-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import classes from './home.module.css'

export const StoreCard = ({ store }: { store: Store }) => (
  <article className={classes.card} data-quiet={store.ignored || undefined}>
    <header className={classes.cardHead}>
      <Link href={`/stores/${store.guid}`} className={classes.cardName} dir="auto">
        {store.name}
      </Link>
      <StoreStateBadge state={store.state} />
    </header>
    <div className={classes.cardNumber}>
      <span className="co-code">{storeNumberText(store.number)}</span>
      <span title={timeText(store.lastContact)}>
        {store.lastContact === null ? 'nothing has come yet' : `heard of ${agoText(store.lastContact)}`}
      </span>
    </div>
    <dl className={classes.figures}>
      <Figure label="Backlog" value={store.backlog} />
      <Figure label="Conflicts" value={store.openConflicts} alarm />
      <Figure label="Parked" value={store.parked} alarm />
    </dl>
    <SiteUsage use={store.onSite} />
    {store.trouble && <Trouble trouble={store.trouble} />}
  </article>
)

/** What kept the last transmission from doing all for the store. */
const Trouble = ({ trouble: { at, message, hint } }: { trouble: NonNullable<Store['trouble']> }) => (
  <div className={classes.trouble} title={timeText(at)}>
    <WarnIcon label="Problem" />
    <div>
      <div>{message}</div>
      <div className={classes.hint}>{hint}</div>
    </div>
  </div>
)

export const Figure = ({ label, value, alarm = false }: { label: string; value: number; alarm?: boolean }) => (
  <div className={classes.figure} data-alarm={(alarm && value > 0) || undefined}>
    <dt>{label}</dt>
    <dd className="co-number">{numberText(value)}</dd>
  </div>
)
