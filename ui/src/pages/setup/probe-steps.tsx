import { Alert, Button, Loader, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { LiveState } from '../../../../src/web/contract/events.ts'
import type { CertificateFacts, ProbeStep } from '../../../../src/web/contract/site.ts'
import { Fault } from '../../api/fault.ts'
import { CrossIcon, LimitIcon, SkipIcon, TickIcon } from '../../icons/sign-icons.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { bytesText } from '../../words/count-text.ts'
import { dayText, durationText } from '../../words/time-text.ts'
import { fingerprintText } from './pinned-certificate.tsx'
import classes from './setup.module.css'
import { stepText } from './step-words.ts'

type Probe = NonNullable<LiveState['probe']>
type ProbeProps = { probe: Probe; steps: string[]; pinned: string; onPin: ((fingerprint: string) => void) | undefined }

/** Test Connection as it runs: a line a step with a tick, its time, and what to do where it fails. */
export const ProbeSteps = ({ probe, steps, pinned, onPin }: ProbeProps) => {
  const { result, error } = probe
  const running = result === null && error === null
  const next = steps[probe.steps.length]
  const top = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every test that starts or ends is brought into sight
  useEffect(() => {
    void top.current?.scrollIntoView({ block: 'start' })
  }, [probe.id, running])
  return (
    <div ref={top} className={classes.test} aria-live="polite">
      {result && (
        <Alert color={{ ready: 'green', 'works with limits': 'orange', 'not usable': 'red' }[result.verdict]} mt="sm">
          <Text size="sm" fw={600}>
            {result.text}
          </Text>
          <Text size="sm">
            {result.clockOffset !== null &&
              `The site's clock differs by ${durationText(Math.abs(result.clockOffset))}. `}
            {result.freeBytes !== null && `Free on the site: ${bytesText(result.freeBytes)}. `}
            Settings code <span className="co-code">{result.settingsCode}</span>: the same on every location with the
            same settings.
          </Text>
        </Alert>
      )}
      <ol className={classes.steps} aria-label="Steps of the test">
        {probe.steps.map((step) => (
          <StepLine key={step.name} step={step} />
        ))}
        {running && (
          <li className={classes.step}>
            <Loader size={16} aria-hidden />
            <span className={classes.stepName}>{next === undefined ? 'Tidying up' : stepText(next)} …</span>
          </li>
        )}
      </ol>
      {error && <FaultNotice error={new Fault({ ...error, status: 0 })} />}
      {result?.certificate && <Certificate facts={result.certificate} pinned={pinned} onPin={onPin} />}
    </div>
  )
}

const signs = new Map<ProbeStep['ok'], { sign: ReactNode; kind: string }>([
  [true, { sign: <TickIcon label="done" />, kind: 'good' }],
  [false, { sign: <CrossIcon label="failed" />, kind: 'bad' }],
  ['limited', { sign: <LimitIcon label="limited" />, kind: 'limited' }],
  ['skipped', { sign: <SkipIcon label="not tried" />, kind: 'skipped' }],
])

const StepLine = ({ step: { name, ok, milliseconds, detail, remedy } }: { step: ProbeStep }) => (
  <li className={classes.step} data-kind={signs.get(ok)?.kind}>
    <span className={classes.stepSign}>{signs.get(ok)?.sign}</span>
    <div className={classes.stepWords}>
      <span className={classes.stepName}>{stepText(name)}</span> <span className={classes.stepDetail}>{detail}</span>
      {remedy && <div className={classes.remedy}>{remedy}</div>}
    </div>
    <span className={`${classes.stepTime} co-number`}>{ok === 'skipped' ? '' : durationText(milliseconds)}</span>
  </li>
)

type CertificateProps = { facts: CertificateFacts; pinned: string; onPin: ((fingerprint: string) => void) | undefined }

export const Certificate = ({ facts, pinned, onPin }: CertificateProps) => {
  const isPinned = facts.fingerprint === pinned
  return (
    <div className={classes.certificate}>
      <Text size="sm" className="co-wrap">
        Certificate of <strong>{facts.subject}</strong>, issued by {facts.issuer}, valid from {dayText(facts.validFrom)}{' '}
        to {dayText(facts.validUntil)}.
      </Text>
      <Text size="xs" className="co-code co-wrap">
        {fingerprintText(facts.fingerprint)}
      </Text>
      {isPinned && <Text size="sm">You trust this one by its fingerprint.</Text>}
      {!isPinned && !facts.trusted && (
        <>
          <Text size="sm" mt={4}>
            It is not trusted by itself: {facts.problem || 'no authority vouches for it'}. Ask the hosting provider for
            the fingerprint, and trust it only if it is the same.
          </Text>
          {onPin && (
            <Button size="compact-sm" variant="default" mt={6} onClick={() => onPin(facts.fingerprint)}>
              Trust this certificate
            </Button>
          )}
        </>
      )}
    </div>
  )
}
