import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Attention, Home } from '../../../../src/web/contract/home.ts'
import { InfoIcon, TickIcon, WarnIcon } from '../../icons/sign-icons.tsx'
import { agoText } from '../../words/time-text.ts'
import classes from './home.module.css'

const signs = {
  error: <WarnIcon label="Problem" />,
  warn: <WarnIcon label="Warning" />,
  info: <InfoIcon label="Note" />,
}

export const AttentionList = ({ home }: { home: Home }) => (
  <section aria-label="What needs attention" className={classes.attention}>
    {home.attention.length === 0 && <AllWell home={home} />}
    <ul className={classes.attentionList}>
      {home.attention.map((item) => (
        <AttentionLine key={`${item.kind} ${item.text}`} item={item} />
      ))}
    </ul>
  </section>
)

const AttentionLine = ({ item: { level, text, hint, action } }: { item: Attention }) => (
  <li className={classes.attentionLine} data-level={level}>
    <span className={classes.sign}>{signs[level]}</span>
    <div className={classes.words}>
      <div className={classes.text}>{text}</div>
      {hint && <div className={classes.hint}>{hint}</div>}
    </div>
    {action && (
      <Button component={Link} href={action.page} variant="default" size="sm">
        {action.label}
      </Button>
    )}
  </li>
)

const AllWell = ({ home: { lastTransmission } }: { home: Home }) => (
  <p className={classes.allWell}>
    <TickIcon size={22} />
    <span>
      <strong>Everything is well.</strong>{' '}
      {lastTransmission && `Last transmission ${agoText(lastTransmission.at)}: ${lastTransmission.text}`}
    </span>
  </p>
)
