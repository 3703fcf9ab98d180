import { Worker } from 'node:worker_threads'
import { CentralOfficeError } from '../model/errors.ts'
import type { Answered, Asked, ErrorCrossing, PlainError } from './wire.ts'
import type { Work } from './work.ts'

type Waiting = {
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
  tell: (event: unknown) => void
}

type Asking = { onEvent?: (event: unknown) => void; signal?: AbortSignal }

/**
 * The file of a thread's program: `name` without its ending, beside the module at `base` (its `import.meta.url`). The same place in
 * the source and in the built package, but for the ending.
 */
export const threadProgram = (name: string, base: string): URL =>
  new URL(`./${name}.${base.endsWith('.ts') ? 'ts' : 'js'}`, base)

/** A thread beside the one that asks it. Started when it is first asked; started anew after it broke down. */
export class Thread<Can extends Work, Plain extends PlainError = PlainError> {
  readonly #program: URL
  readonly #folder: string
  readonly #errors: ErrorCrossing<Plain>
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #last = 0
  #closed = false

  /** `folder`: home folder of the location, '' for work that needs none. */
  constructor(program: URL, { folder, errors }: { folder: string; errors: ErrorCrossing<Plain> }) {
    this.#program = program
    this.#folder = folder
    this.#errors = errors
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
      this.#failAll(this.#errors.revived(this.#errors.plain(error)))
    }
    worker.on('message', (answered: Answered<Plain>) => this.#hear(answered))
    worker.on('error', broken)
    worker.on('exit', (code) => broken(new Error(`the thread ended with ${code}`)))
    return worker
  }

  #hear(answered: Answered<Plain>): void {
    const waiting = this.#waiting.get(answered.id)
    if (waiting === undefined) return
    if ('event' in answered) {
      waiting.tell(answered.event)
      return
    }
    this.#waiting.delete(answered.id)
    if ('error' in answered) waiting.reject(this.#errors.revived(answered.error))
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
