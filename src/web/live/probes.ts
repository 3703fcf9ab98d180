import { randomBytes } from 'node:crypto'
import { testSite } from '../../location/test-site.ts'
import type { SiteSettings } from '../../model/site-settings.ts'
import type { Home } from '../../settings/home.ts'
import type { Secret } from '../../settings/secret.ts'
import type { ProbeResult as Probed } from '../../site/probe.ts'
import { probeStepNames } from '../../site/probe-steps.ts'
import { settingsCode } from '../../site/settings-code.ts'
import type { LiveState } from '../contract/events.ts'
import type { ProbeResult, ProbeStarted } from '../contract/site.ts'
import { errorBody } from '../http/error-body.ts'
import type { Events } from './events.ts'

type Running = { state: NonNullable<LiveState['probe']>; stop: AbortController; ended: Promise<void> }

/** Test Connection, one at a time; a new one ends the one before. */
export class Probes {
  readonly #home: Home
  readonly #events: Events
  #running: Running | null = null
  #state: LiveState['probe'] = null

  constructor(home: Home, events: Events) {
    this.#home = home
    this.#events = events
  }

  get state(): LiveState['probe'] {
    return this.#state
  }

  async start(settings: SiteSettings, password: Secret<string>): Promise<ProbeStarted> {
    await this.cancel()
    const state = { id: randomBytes(8).toString('hex'), steps: [], result: null, error: null }
    const stop = new AbortController()
    const running: Running = { state, stop, ended: Promise.resolve() }
    this.#running = running
    this.#state = state
    running.ended = this.#carryOut(running, settings, password)
    return { id: state.id, steps: [...probeStepNames] }
  }

  /** Ends the running one, and waits for it. */
  async cancel(): Promise<void> {
    this.#running?.stop.abort()
    await this.#running?.ended
  }

  async #carryOut({ state, stop }: Running, settings: SiteSettings, password: Secret<string>): Promise<void> {
    const { id } = state
    try {
      const probed = await testSite(this.#home, settings, password, {
        signal: stop.signal,
        onStep: (step) => {
          state.steps.push({ ...step })
          this.#events.tell({ type: 'probe', id, step: { ...step } })
        },
      })
      state.result = resultOf(probed, settings)
    } catch (error) {
      state.error = errorBody(error)
    }
    if (this.#running?.state === state) this.#running = null
    this.#events.tell({ type: 'probe-ended', id, result: state.result, error: state.error })
    this.#events.changed('site')
  }
}

const verdictText = ({ verdict, steps }: Probed): string => {
  if (verdict === 'ready') return 'Ready: this site does everything a transmission needs.'
  if (verdict === 'not usable') return 'Not usable: see the steps that failed and what to do about them.'
  const limits = steps.map(({ limit }) => limit).filter((limit) => limit !== '')
  return `Works with limits (${limits.join(', ')}): transmissions work and keep to them.`
}

const resultOf = (probed: Probed, settings: SiteSettings): ProbeResult => {
  const { verdict, steps, limits, certificate, clockOffset, freeBytes } = probed
  return {
    verdict,
    text: verdictText(probed),
    steps: steps.map((step) => ({ ...step })),
    limits,
    certificate: certificate && { ...certificate },
    clockOffset,
    freeBytes,
    settingsCode: settingsCode(settings),
  }
}
