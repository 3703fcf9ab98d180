import { it } from 'node:test'

/** Tests that go on where the one before ended: after a failure the rest is skipped, since it would only fail too. */
export function steps(): (name: string, work: () => Promise<void>) => void {
  let broken = false
  return (name, work) => {
    it(name, async (t) => {
      if (broken) return t.skip('a step before failed')
      broken = true
      await work()
      broken = false
    })
  }
}
