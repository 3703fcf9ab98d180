import { Progress, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { LiveState } from '../../../../src/web/contract/events.ts'
import { TickIcon } from '../../icons/sign-icons.tsx'
import { useStoreNames } from '../../pieces/use-store-names.ts'
import { bytesText, countText } from '../../words/count-text.ts'
import { durationText } from '../../words/time-text.ts'
import classes from './transmit.module.css'

type Running = NonNullable<LiveState['transmission']>

const steps = [
  { name: 'connect', label: 'Connect' },
  { name: 'receive', label: 'Receive' },
  { name: 'import', label: 'Import' },
  { name: 'export', label: 'Export' },
  { name: 'send', label: 'Send' },
  { name: 'done', label: 'Done' },
] as const

export const RunningProgress = ({ running: { startedAt, progress } }: { running: Running }) => {
  const { step, store, text, bar, rate } = progress
  const nameOf = useStoreNames()
  const at = steps.findIndex(({ name }) => name === step)
  const percent = bar && bar.total > 0 ? (100 * bar.done) / bar.total : null
  return (
    <>
      <ol className={classes.phases} aria-label="Steps">
        {steps.map(({ name, label }, index) => (
          <li
            key={name}
            className={classes.phase}
            data-state={index < at ? 'past' : index === at ? 'now' : 'later'}
            aria-current={index === at ? 'step' : undefined}
          >
            {index < at && <TickIcon size={14} label="done" />}
            {label}
          </li>
        ))}
      </ol>
      <Progress
        size="lg"
        value={percent ?? 100}
        animated={percent === null}
        striped={percent === null}
        transitionDuration={200}
        aria-label="Progress of this step"
      />
      <div className={classes.statusLine}>
        <Text size="sm" fw={600} className="co-wrap">
          {store !== '' && `${nameOf(store)}: `}
          {text}
        </Text>
        <Text size="sm" c="dimmed" className="co-number">
          {bar && `${amount(bar.done, bar.unit)} of ${amount(bar.total, bar.unit)}`}
          {bar && rate !== null && rate > 0 && ` · ${amount(rate, bar.unit)} a second`}
          {bar && ' · '}
          <Elapsed since={startedAt} />
        </Text>
      </div>
    </>
  )
}

const amount = (count: number, unit: 'bytes' | 'payloads'): string =>
  unit === 'bytes' ? bytesText(count) : countText(Math.round(count * 10) / 10, 'payload')

const Elapsed = ({ since }: { since: number }) => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <span aria-hidden>{durationText(Math.max(0, now - since))}</span>
}
