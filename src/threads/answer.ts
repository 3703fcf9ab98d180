import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { type Answered, type Asked, type ErrorCrossing, plainCrossing } from './wire.ts'
import type { Surroundings, Work } from './work.ts'

const Started = z.object({ folder: z.string() })

/** Inside a thread: answers what it is asked, `inTurn` one after the other. */
export function answer(
  work: Work,
  { inTurn, errors = plainCrossing }: { inTurn: boolean; errors?: Pick<ErrorCrossing, 'plain'> },
): void {
  const port = parentPort
  if (port === null) throw new Error('this is no thread')
  const { folder } = Started.parse(workerData)
  const running = new Map<number, AbortController>()
  const say = (answered: Answered) => port.postMessage(answered)
  let before: Promise<unknown> = Promise.resolve()

  const carryOut = async (id: number, name: string, given: unknown, signal: AbortSignal) => {
    try {
      const ask = (work as Record<string, (given: unknown, surroundings: Surroundings) => Promise<unknown>>)[name]
      if (ask === undefined) throw new Error(`no such work: ${name}`)
      say({ id, result: await ask(given, { folder, signal, tell: (event) => say({ id, event }) }) })
    } catch (error) {
      say({ id, error: errors.plain(error) })
    } finally {
      running.delete(id)
    }
  }

  port.on('message', (asked: Asked) => {
    if ('cancel' in asked) return running.get(asked.id)?.abort()
    const stop = new AbortController()
    running.set(asked.id, stop)
    const start = () => carryOut(asked.id, asked.name, asked.given, stop.signal)
    before = inTurn ? before.then(start) : start()
  })
}
