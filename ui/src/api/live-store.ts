import type { Changed, LiveState, ServerEvent } from '../../../src/web/contract/events.ts'
import type { LogLine } from '../../../src/web/contract/transmission.ts'

/** What the server told over its events, as the pages show it. `state` null: nothing has come yet. */
export type Live = { state: LiveState | null; lines: readonly LogLine[]; connected: boolean }

export const nothingYet: Live = { state: null, lines: [], connected: false }

/** More lines than anybody reads; the whole log is a link away. */
const MOST_LINES = 2_000

/** The next picture after an event. */
export function after(live: Live, event: ServerEvent): Live {
  const { state } = live
  switch (event.type) {
    case 'state':
      return { ...live, state: event.state, connected: true }
    case 'log':
      return { ...live, lines: withLines(live.lines, event.lines) }
    case 'progress':
      return state?.transmission?.id === event.id
        ? { ...live, state: { ...state, transmission: { ...state.transmission, progress: event.progress } } }
        : started(live, event.id, event.progress)
    case 'ended':
      return state ? { ...live, state: { ...state, transmission: null, last: event.transmission } } : live
    case 'probe':
      return state ? { ...live, state: { ...state, probe: withStep(state.probe, event) } } : live
    case 'probe-ended':
      return state?.probe?.id === event.id
        ? { ...live, state: { ...state, probe: { ...state.probe, result: event.result, error: event.error } } }
        : live
    default:
      return live
  }
}

type Transmission = NonNullable<LiveState['transmission']>

const started = (live: Live, id: string, progress: Transmission['progress']): Live =>
  live.state
    ? { ...live, state: { ...live.state, transmission: { id, startedAt: Date.now(), cancelling: false, progress } } }
    : live

const withStep = (probe: LiveState['probe'], event: Extract<ServerEvent, { type: 'probe' }>): LiveState['probe'] =>
  probe?.id === event.id
    ? { ...probe, steps: [...probe.steps.filter((step) => step.name !== event.step.name), event.step] }
    : { id: event.id, steps: [event.step], result: null, error: null }

/** The same line may come again after a connection was lost. */
function withLines(shown: readonly LogLine[], came: LogLine[]): readonly LogLine[] {
  const last = shown.at(-1)?.number ?? 0
  const fresh = came.filter((line) => line.number > last)
  return fresh.length === 0 ? shown : [...shown, ...fresh].slice(-MOST_LINES)
}

/** Holds the present picture and tells who listens. */
export class LiveStore {
  #live: Live = nothingYet
  readonly #listeners = new Set<() => void>()
  onChanged: (what: Changed[]) => void = () => {}
  onSignedOut: () => void = () => {}

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly present = (): Live => this.#live

  take(event: ServerEvent): void {
    if (event.type === 'changed') this.onChanged(event.what)
    if (event.type === 'signed-out') this.onSignedOut()
    this.#set(after(this.#live, event))
  }

  lost(): void {
    if (this.#live.connected) this.#set({ ...this.#live, connected: false })
  }

  #set(live: Live): void {
    if (live === this.#live) return
    this.#live = live
    for (const listener of this.#listeners) listener()
  }
}
