import { answer } from '../../src/threads/answer.ts'

/** A thread for the test of what follows when one breaks down. */
const breaking = {
  double: async (given: number) => given * 2,
  wait: () => new Promise<never>(() => undefined),
  fall: async () => {
    setImmediate(() => {
      throw new Error('fallen')
    })
  },
}
export type Breaking = typeof breaking

answer(breaking, { inTurn: false })
