import { randomBytes } from 'node:crypto'
import { CentralOfficeError } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'
import type { CertificateFacts } from './certificate.ts'
import { newConnection } from './connection.ts'
import { cancelled, explainFailure, reasonOf } from './failure.ts'
import { type SiteHabits, unknownHabits } from './habits.ts'
import type { SiteOptions } from './options.ts'
import { removeProbeFiles } from './probe-delete.ts'
import { newProbeFiles } from './probe-files.ts'
import { type Probe, type ProbeStepName, Shortcoming, type StepDefinition } from './probe-step.ts'
import { probeSteps } from './probe-steps.ts'
import { signedIn } from './sign-in.ts'

export type ProbeStep = {
  name: ProbeStepName
  /** 'limited': it works, or is not needed. 'skipped': not tried. */
  ok: boolean | 'limited' | 'skipped'
  milliseconds: number
  /** What was found, one sentence. */
  detail: string
  /** What to do or to ask the hosting provider for; '' where nothing. */
  remedy: string
  /** Short name of the limit, such as 'no rename'; '' where there is none. */
  limit: string
}

export type ProbeResult = {
  verdict: 'ready' | 'works with limits' | 'not usable'
  steps: ProbeStep[]
  /** Steps that only limit. */
  limits: ProbeStepName[]
  /** Shown also where it is not trusted, so that its fingerprint can be confirmed and pinned. */
  certificate: CertificateFacts | null
  /** Milliseconds to add to this machine's clock; null = not known. */
  clockOffset: number | null
  /** Bytes; null where the site does not tell. */
  freeBytes: number | null
  /** What was found out about the site; may be kept, and handed over when connecting. */
  habits: SiteHabits
}

export type ProbeOptions = SiteOptions & { onStep?: ((step: ProbeStep) => void) | undefined }

/**
 * Test Connection: tries everything a transmission needs, in a folder of its own inside Home Dir that it removes again.
 * What fails is a step of the result, never thrown; only a stop by `signal` is (CANCELLED). Nothing is tried twice.
 */
export const probeSite = async (
  settings: SiteSettings,
  password: string,
  options: ProbeOptions = {},
): Promise<ProbeResult> => {
  const probe: Probe = {
    connection: newConnection(settings, password, options, unknownHabits()),
    settings,
    password,
    options,
    entries: [],
    greeting: '',
    folder: `probe-${randomBytes(6).toString('hex')}`,
    files: newProbeFiles(),
    uploadedAt: Date.now(),
    clockOffset: null,
    freeBytes: null,
  }
  const steps: ProbeStep[] = []
  let certificate: CertificateFacts | null = null
  try {
    for (const definition of probeSteps) {
      const step = await take(definition, probe, steps)
      if (options.signal?.aborted) throw cancelled()
      // Read after each step: an untrusted one is known only while its connection lasts.
      certificate ??= probe.connection.certificate()
      steps.push(step)
      options.onStep?.(step)
    }
  } finally {
    await tidyUp(probe, steps, options)
    probe.connection.close()
  }
  const { clockOffset, freeBytes } = probe
  const limits = steps.filter((step) => step.ok === 'limited').map((step) => step.name)
  const habits = { ...probe.connection.habits }
  return { verdict: verdictOf(steps), steps, limits, certificate, clockOffset, freeBytes, habits }
}

/** A needed step that failed or could not be tried makes the site unusable. */
export const verdictOf = (steps: ProbeStep[]): ProbeResult['verdict'] => {
  if (steps.some((step) => step.ok === false)) return 'not usable'
  return steps.some((step) => step.ok === 'limited') ? 'works with limits' : 'ready'
}

const take = async (definition: StepDefinition, probe: Probe, before: ProbeStep[]): Promise<ProbeStep> => {
  const { name, doing, needed, lack = '' } = definition
  if (definition.after.some((earlier) => isWanting(earlier, before)) || lostSince(probe, before)) {
    return { name, ok: 'skipped', milliseconds: 0, detail: 'Not tried.', remedy: '', limit: '' }
  }
  const began = performance.now()
  const since = () => Math.round(performance.now() - began)
  try {
    const { ok = true, detail, remedy = '', limit = lack } = await definition.run(probe)
    return { name, ok, milliseconds: since(), detail, remedy, limit: ok === 'limited' ? limit : '' }
  } catch (error) {
    const ok = needed || probe.connection.client.closed ? false : 'limited'
    const failure = explainFailure(error, { doing, site: probe.connection.site })
    const detail = error instanceof Shortcoming ? `It did not work: ${error.message}.` : failure.message
    const remedy = error instanceof Shortcoming ? askWhy : remedyOf(failure, definition, error)
    return { name, ok, milliseconds: since(), detail, remedy, limit: ok === 'limited' ? lack : '' }
  }
}

const askWhy = 'Ask the hosting provider why, and show this line.'

const remedyOf = ({ code, hint }: CentralOfficeError, { right, doing }: StepDefinition, error: unknown): string => {
  // What was written a moment ago and is "not there" will not be sent again by itself, as it would be in a transmission.
  const missing = code === 'SITE_MISSING_FILE'
  const refused = missing || code === 'SITE_FORBIDDEN' || ['not-known', 'unclear'].includes(reasonOf(error, doing))
  if (refused && right !== undefined) return `Ask the hosting provider to give this account the right to ${right}.`
  return missing ? askWhy : hint
}

/** Failed or not tried; but an address needs no look-up, so a skipped 'resolve' is no want. */
const isWanting = (name: ProbeStepName, before: ProbeStep[]): boolean =>
  before.some((step) => step.name === name && (step.ok === false || (step.ok === 'skipped' && name !== 'resolve')))

const lostSince = (probe: Probe, before: ProbeStep[]): boolean =>
  before.some((step) => step.name === 'connect' && step.ok !== 'skipped') && probe.connection.client.closed

/** Leaves nothing behind where the connection was lost half-way; what cannot be removed is told by the 'delete' step. */
const tidyUp = async (probe: Probe, steps: ProbeStep[], options: ProbeOptions): Promise<void> => {
  const made = steps.some((step) => step.name === 'make-folder' && step.ok === true)
  const removed = steps.some((step) => step.name === 'delete' && (step.ok === true || step.ok === 'limited'))
  if (!made || removed) return
  const { signal: _, ...rest } = options
  const connection = newConnection(probe.settings, probe.password, rest)
  try {
    await signedIn(connection, probe.settings, probe.password, options.extraCa)
    await removeProbeFiles({ ...probe, connection })
  } catch (error) {
    const known =
      error instanceof CentralOfficeError ? error : explainFailure(error, { doing: 'remove', site: connection.site })
    options.log?.(`The probe's folder ${probe.folder} could not be removed: ${known.message}`)
  } finally {
    connection.close()
  }
}
