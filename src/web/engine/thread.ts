import { Worker } from 'node:worker_threads'
import { CentralOfficeError } from '../../model/errors.ts'
import { type Answered, type Asked, errorOf, plainError } from './wire.ts'
import type { Work } from './work.ts'

type Waiting = {
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
  tell: (event: unknown) => void
}

type Asking = { onEvent?: (event: unknown) => void; signal?: AbortSignal }

/** A thread beside the one that answers requests. Started when it is first asked; started anew after it broke down. */
export class Thread<Can extends Work> {
  readonly #program: URL
  readonly #folder: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #last = 0
  #closed = false

  /** `program`: the thread's own file, without its ending, beside this one. */
  constructor(program: string, folder: string) {
    // The same place in the source and in the built package, but for the ending.
    this.#program = new URL(`./${program}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
    this.#folder = folder
  }

  /** Errors: those of the work, and INTERNAL where the thread breaks down. */
  ask<Name extends keyof Can & string>(
    name: Name,
    given: Parameters<Can[Name]>[0],
    { onEvent, signal }: Asking = {},
  ): Promise<Awaited<ReturnType<Can[Name]>>> {
    const id = ++this.#last
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, { resolve, reject, tell: onEvent ?? (() => undefined) })
    const cancel = () => this.#say({ id, cancel: true })
    signal?.addEventListener('abort', cancel, { once: true })
    this.#say({ id, name, given })
    return promise.finally(() => signal?.removeEventListener('abort', cancel)) as Promise<
      Awaited<ReturnType<Can[Name]>>
    >
  }

  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
    this.#failAll(stopped())
  }

  #say(asked: Asked): void {
    if (this.#closed) {
      this.#failAll(stopped())
      return
    }
    this.#worker ??= this.#start()
    this.#worker.postMessage(asked)
  }

  #start(): Worker {
    const worker = new Worker(this.#program, {
      workerData: { folder: this.#folder },
      // Nothing a person at the counter could act on.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    const broken = (error: unknown) => {
      if (this.#worker !== worker) return
      this.#worker = null
      this.#failAll(errorOf(plainError(error)))
    }
    worker.on('message', (answered: Answered) => this.#hear(answered))
    worker.on('error', broken)
    worker.on('exit', (code) => broken(new Error(`the thread ended with ${code}`)))
    return worker
  }

  #hear(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id)
    if (waiting === undefined) return
    if ('event' in answered) {
      waiting.tell(answered.event)
      return
    }
    this.#waiting.delete(answered.id)
    if ('error' in answered) waiting.reject(errorOf(answered.error))
    else waiting.resolve(answered.result)
  }

  #failAll(error: unknown): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(error)
  }
}

const stopped = (): CentralOfficeError =>
  new CentralOfficeError('CANCELLED', 'Central Office is being stopped.', {
    hint: 'What was done so far is kept. Start it again and go on.',
    retryable: true,
  })
