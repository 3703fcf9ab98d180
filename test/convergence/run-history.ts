import { whatIsWrong } from './checks.ts'
import { Unexpected } from './model-watch.ts'
import { Simulation } from './simulation.ts'
import { type History, Story } from './story.ts'

/**
 * Runs a history on the real engine, then lets everybody visit until nothing moves. Returns what is wrong, or null:
 * invariants 1 (convergence), 2 (nothing lost), 3 (exactly once) and 6 (bounded) of docs/ARCHITECTURE.md, and wherever no
 * constraint can keep a row out, every row at every location and every conflict record as the model has them.
 */
export async function runHistory(history: History, story = new Story()): Promise<string | null> {
  const simulation = new Simulation(history, story)
  try {
    await simulation.open()
    for (const step of history.steps) await simulation.take(step)
    story.tell(-1, 'from here on nobody edits and nothing goes wrong')
    const restless = await simulation.settle()
    if (restless !== null) return restless
    if (await simulation.enterSetupAgain()) return (await simulation.settle()) ?? (await whatIsWrong(simulation))
    return await whatIsWrong(simulation)
  } catch (error) {
    if (error instanceof Unexpected) return error.message
    throw error
  } finally {
    await simulation.close()
  }
}
