import { Alert, Loader, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { LiveState } from '../../../../src/web/contract/events.ts'
import type { ProbeResult, ProbeStep } from '../../../../src/web/contract/site.ts'
import { Fault } from '../../api/fault.ts'
import { CrossIcon, LimitIcon, SkipIcon, TickIcon } from '../../icons/sign-icons.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { bytesText } from '../../words/count-text.ts'
import { durationText } from '../../words/time-text.ts'
import { ProbeCertificate } from './probe-certificate.tsx'
import classes from './setup.module.css'
import { stepText } from './step-words.ts'

type Probe = NonNullable<LiveState['probe']>
/** With implicit TLS connecting and encrypting are one. */
const ENCRYPTING = new Set(['connect', 'encrypt'])
type ProbeProps = {
  probe: Probe
  steps: string[]
  pinned: string
  onPin: ((fingerprint: string) => void) | undefined
  /** The test was started here, not before this page was opened. */
  begun: boolean
  /** The settings are other ones since. */
  stale?: boolean
}

/** Test Connection as it runs: a line a step with a tick, its time, and what to do where it fails. */
export const ProbeSteps = ({ probe, steps, pinned, onPin, begun, stale = false }: ProbeProps) => {
  const { result, error } = probe
  const running = result === null && error === null
  const next = steps[probe.steps.length]
  const top = useRef<HTMLDivElement>(null)
  const seen = useRef(begun || running ? '' : `${probe.id} ended`)
  useEffect(() => {
    const now = `${probe.id} ${running ? 'runs' : 'ended'}`
    if (seen.current === now) return
    seen.current = now
    // A test that starts or ends is brought into sight; one that was over before is not.
    top.current?.scrollIntoView({ block: 'start' })
  }, [probe.id, running])
  const tried = probe.steps.filter(({ ok }) => ok !== 'skipped')
  const skipped = probe.steps.filter(({ ok }) => ok === 'skipped')
  const certificate = result?.certificate && (
    <ProbeCertificate facts={result.certificate} pinned={pinned} onPin={onPin} />
  )
  // Beside the step that it made fail, where a person decides; else below all.
  const failed = certificate ? tried.find(({ name, ok }) => ENCRYPTING.has(name) && ok === false) : undefined
  return (
    <div ref={top} className={classes.test} aria-live="polite">
      {stale ? (
        <Alert color="gray" mt="sm" title="The settings are other ones since this test">
          <Text size="sm">
            What is below is about the settings before. Press Test Connection to try them as they are now.
          </Text>
        </Alert>
      ) : (
        result && <Verdict result={result} />
      )}
      <ol className={classes.steps} aria-label="Steps of the test" data-stale={stale || undefined}>
        {tried.map((step) => (
          <StepLine key={step.name} step={step}>
            {step === failed && certificate}
          </StepLine>
        ))}
        {skipped.length > 0 && (
          <li className={classes.step} data-kind="skipped">
            <span className={classes.stepSign}>
              <SkipIcon label="not tried" />
            </span>
            <div className={classes.stepWords}>
              <span className={classes.stepName}>Not tried:</span>{' '}
              {skipped.map(({ name }) => stepText(name)).join(', ')}
            </div>
          </li>
        )}
        {running && (
          <li className={classes.step}>
            <Loader size={16} aria-hidden />
            <span className={classes.stepName}>{next === undefined ? 'Tidying up' : stepText(next)} …</span>
          </li>
        )}
      </ol>
      {error && <FaultNotice error={new Fault({ ...error, status: 0 })} />}
      {failed === undefined && certificate}
    </div>
  )
}

const Verdict = ({ result: { verdict, text, clockOffset, freeBytes, settingsCode } }: { result: ProbeResult }) => (
  <Alert color={{ ready: 'green', 'works with limits': 'orange', 'not usable': 'red' }[verdict]} mt="sm">
    <Text size="sm" fw={600}>
      {text}
    </Text>
    <Text size="sm">
      {clockOffset !== null && `The site's clock differs by ${durationText(Math.abs(clockOffset))}. `}
      {freeBytes !== null && `Free on the site: ${bytesText(freeBytes)}. `}
      Settings code <span className="co-code">{settingsCode}</span>: the same on every location with the same settings.
    </Text>
  </Alert>
)

const signs = new Map<ProbeStep['ok'], { sign: ReactNode; kind: string }>([
  [true, { sign: <TickIcon label="done" />, kind: 'good' }],
  [false, { sign: <CrossIcon label="failed" />, kind: 'bad' }],
  ['limited', { sign: <LimitIcon label="limited" />, kind: 'limited' }],
])

type LineProps = { step: ProbeStep; children: ReactNode }

const StepLine = ({ step: { name, ok, milliseconds, detail, remedy }, children }: LineProps) => (
  <li className={classes.step} data-kind={signs.get(ok)?.kind}>
    <span className={classes.stepSign}>{signs.get(ok)?.sign}</span>
    <div className={classes.stepWords}>
      <span className={classes.stepName}>{stepText(name)}</span> <span className={classes.stepDetail}>{detail}</span>
      {remedy && <div className={classes.remedy}>{remedy}</div>}
      {children}
    </div>
    <span className={`${classes.stepTime} co-number`}>{durationText(milliseconds)}</span>
  </li>
)
