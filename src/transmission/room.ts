/** How much may be fetched from the site and not merged yet. */
export type RoomSize = { payloads: number; bytes: number }

/**
 * Room for payloads on their way from the site into the database: first come, first served, so that a large one is not
 * overtaken for ever. A payload larger than all of it gets it alone.
 */
export class Room {
  readonly #size: RoomSize
  readonly #taken: RoomSize = { payloads: 0, bytes: 0 }
  readonly #waiting: { bytes: number; enter: () => void }[] = []

  constructor(size: RoomSize) {
    this.#size = size
  }

  /** Waits for room, and hands back how to give it up again, which is to be called once. */
  async take(bytes: number): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ bytes, enter: resolve })
    this.#admit()
    await promise
    return () => {
      this.#taken.payloads -= 1
      this.#taken.bytes -= bytes
      this.#admit()
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#has(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#taken.payloads += 1
      this.#taken.bytes += next.bytes
      next.enter()
    }
  }

  #has(bytes: number): boolean {
    const { payloads, bytes: taken } = this.#taken
    return payloads === 0 || (payloads < this.#size.payloads && taken + bytes <= this.#size.bytes)
  }
}
