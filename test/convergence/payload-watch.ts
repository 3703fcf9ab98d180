import type { SimulatedOffice, SimulatedStore } from './location.ts'
import { type ModelWatch, Unexpected } from './model-watch.ts'

/** Tells the model of every payload, and sees to it that nothing is ever applied twice or out of turn (invariant 3). */
export class PayloadWatch {
  #model: ModelWatch | null
  /** Number of the last payload applied, by stream; null: streams may begin anew. */
  #applied: Map<string, number> | null = new Map()

  constructor(model: ModelWatch | null) {
    this.#model = model
  }

  /** A database was restored: what was applied once may come again, under a new epoch. */
  forget(): void {
    this.#model = null
    this.#applied = null
  }

  leaveModel(): void {
    this.#model = null
  }

  store({ replica, guid }: SimulatedStore): void {
    const [make, apply, takeBack, retry] = [
      replica.export.bind(replica),
      replica.apply.bind(replica),
      replica.takeBackUnsealed.bind(replica),
      replica.retryParked.bind(replica),
    ]
    replica.retryParked = async () => {
      const retried = await retry()
      this.#model?.storeRetried(guid)
      return retried
    }
    replica.export = async (...given) => {
      const made = await make(...given)
      const number = made?.part.number ?? (await replica.state()).exported + 1
      this.#model?.storeMade(guid, number, made ? made.rows : null)
      return made
    }
    replica.apply = async (part, ...given) => {
      const applied = await apply(part, ...given)
      if (applied.arrival !== 'next') return applied
      this.#inTurn(`down ${guid}`, part.number)
      this.#model?.storeApplied(guid, part.number)
      return applied
    }
    replica.takeBackUnsealed = async () => {
      const numbers = await takeBack()
      for (const number of numbers) this.#model?.storeTookBack(guid, number)
      return numbers
    }
  }

  office({ replica }: SimulatedOffice): void {
    const [make, apply, takeBack] = [
      replica.export.bind(replica),
      replica.apply.bind(replica),
      replica.takeBackUnsealed.bind(replica),
    ]
    replica.export = async (guid, nextFile, seal) => {
      let some = false
      await make(guid, nextFile, async (made) => {
        some = true
        this.#model?.officeMade(guid, made.part.number, made.rows)
        await seal(made)
      })
      if (!some) this.#model?.officeMade(guid, null, 0)
    }
    replica.apply = async (guid, part, ...given) => {
      const applied = await apply(guid, part, ...given)
      if (applied.arrival !== 'next') return applied
      this.#inTurn(`up ${guid}`, part.number)
      this.#model?.officeApplied(guid, part.number)
      return applied
    }
    replica.takeBackUnsealed = async (link) => {
      const numbers = await takeBack(link)
      for (const number of numbers) this.#model?.officeTookBack(link.guid, number)
      return numbers
    }
  }

  #inTurn(stream: string, number: number): void {
    const last = this.#applied?.get(stream) ?? 0
    if (this.#applied && number !== last + 1)
      throw new Unexpected(`payload ${number} was applied after payload ${last}`)
    this.#applied?.set(stream, number)
  }
}
