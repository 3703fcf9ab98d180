import { newTransmissionId, refuseTransmission } from '../../location/transmit.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import type { VisitEvent, VisitResult } from '../../model/visit-event.ts'
import type { Settings } from '../../settings/settings.ts'
import { Changed, type LiveState, type Progress } from '../contract/events.ts'
import type { Transmission } from '../contract/transmission.ts'
import type { Engine } from '../engine/engine.ts'
import type { Events } from './events.ts'
import type { LogTail } from './log-tail.ts'
import { Rate } from './rate.ts'
import { transmissionOf } from './transmission-of.ts'

/** Between two tellings of the same step's progress, milliseconds. */
const PROGRESS_PAUSE = 150

type Running = {
  id: string
  startedAt: number
  stop: AbortController
  progress: Progress
  rate: Rate
  told: number
  /** Set while a telling waits for the pause to be over. */
  later: NodeJS.Timeout | null
  ended: Promise<Transmission>
}

/** The location's transmissions, one at a time. Holds where the running one is, so that a page can come and go. */
export class Transmissions {
  readonly #engine: Engine
  readonly #events: Events
  readonly #tail: LogTail
  readonly #settings: () => Settings
  #running: Running | null = null
  #last: Transmission | null = null

  constructor(engine: Engine, events: Events, tail: LogTail, settings: () => Settings) {
    this.#engine = engine
    this.#events = events
    this.#tail = tail
    this.#settings = settings
  }

  get last(): Transmission | null {
    return this.#last
  }

  get state(): LiveState['transmission'] {
    if (this.#running === null) return null
    const { id, startedAt, stop, progress } = this.#running
    return { id, startedAt, cancelling: stop.signal.aborted, progress }
  }

  /** Starts one; `ended` never fails. Errors: TRANSMITTING, NO_TRANSMIT, SITE_NOT_CONFIGURED, NOT_JOINED. */
  start({ takeOver = false }: { takeOver?: boolean | undefined } = {}): { id: string; ended: Promise<Transmission> } {
    if (this.#running !== null) throw transmitting()
    const settings = this.#settings()
    if (settings.role === 'store' && !settings.store) throw notJoined()
    refuseTransmission(settings)
    const now = new Date()
    const id = newTransmissionId(now)
    const stop = new AbortController()
    const running: Running = {
      id,
      startedAt: now.getTime(),
      stop,
      progress: { step: 'connect', store: '', text: 'starting', bar: null, rate: null },
      rate: new Rate(),
      told: 0,
      later: null,
      ended: Promise.resolve() as never,
    }
    this.#running = running
    running.ended = this.#carryOut(running, takeOver)
    this.#tellProgress(running)
    return { id, ended: running.ended }
  }

  /** False: none is running. */
  cancel(): boolean {
    if (this.#running === null) return false
    this.#running.stop.abort()
    this.#tellProgress(this.#running)
    return true
  }

  /** Stops the running one and waits for its end. */
  async close(): Promise<void> {
    this.cancel()
    await this.#running?.ended
  }

  async #carryOut(running: Running, takeOver: boolean): Promise<Transmission> {
    const { id, stop, startedAt } = running
    const asked = this.#engine.transmitting.ask(
      'transmit',
      { id, takeOver },
      { signal: stop.signal, onEvent: (event) => this.#hear(running, event as VisitEvent) },
    )
    const transmission = await asked.then(
      (result) => completed(id, startedAt, result),
      (error: unknown) => failed(id, startedAt, error),
    )
    if (running.later !== null) clearTimeout(running.later)
    this.#running = null
    this.#last = transmission
    await this.#tail.catchUp()
    this.#events.tell({ type: 'ended', transmission })
    this.#events.changed(...Changed.options.filter((what) => what !== 'setup' && what !== 'site'))
    return transmission
  }

  #hear(running: Running, { step, store = '', text, progress }: VisitEvent): void {
    if (progress === undefined) this.#tail.poke()
    const { done, total, unit } = progress ?? { done: 0, total: 0, unit: 'bytes' as const }
    const same = running.progress.step === step && running.progress.store === store
    if (!same) running.rate.begin()
    running.progress = {
      step,
      store,
      text,
      bar: progress ? { done, total, unit } : same ? running.progress.bar : null,
      rate: progress ? running.rate.note(done, performance.now()) : same ? running.progress.rate : null,
    }
    const pause = same ? running.told + PROGRESS_PAUSE - performance.now() : 0
    if (pause <= 0) this.#tellProgress(running)
    // What comes last is told too: it may be all that is known for a long time.
    else running.later ??= setTimeout(() => this.#tellProgress(running), pause).unref()
  }

  #tellProgress(running: Running): void {
    if (running.later !== null) clearTimeout(running.later)
    running.later = null
    running.told = performance.now()
    this.#events.tell({ type: 'progress', id: running.id, progress: running.progress })
  }
}

const completed = (id: string, startedAt: number, result: VisitResult): Transmission =>
  transmissionOf({
    number: 0,
    transmission: id,
    level: 30,
    time: Math.max(startedAt, Date.now()),
    step: 'done',
    msg: result.problems.length > 0 ? 'completed with problems' : 'completed',
    result,
  })

function failed(id: string, startedAt: number, error: unknown): Transmission {
  const { code, message, hint } = error as CentralOfficeError
  return transmissionOf({
    number: 0,
    transmission: id,
    level: 50,
    time: Math.max(startedAt, Date.now()),
    step: 'done',
    msg: message,
    code,
    hint,
  })
}

const transmitting = (): CentralOfficeError =>
  new CentralOfficeError('TRANSMITTING', 'A transmission is under way already.', {
    hint: 'Wait for its end, or cancel it first.',
    retryable: true,
  })

const notJoined = (): CentralOfficeError =>
  new CentralOfficeError('NOT_JOINED', 'This store has not joined a network yet.', {
    hint: 'Ask the office for an invitation and run: central-office join INVITATION',
  })
