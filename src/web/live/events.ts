import type { Changed, ServerEvent } from '../contract/events.ts'

/** Passes on what happens to everybody who listens. */
export class Events {
  readonly #listeners = new Set<(event: ServerEvent) => void>()

  /** Returns how to stop listening. */
  listen(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  tell(event: ServerEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  changed(...what: Changed[]): void {
    this.tell({ type: 'changed', what })
  }
}
