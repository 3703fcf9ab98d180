/** Milliseconds since it was made. */
export type ElapsedTime = () => number

type Clocks = { wall: () => number; steady: () => number }

/**
 * Time as it passes, whatever the computer's clock is set to: it never goes back, and where the clock is put back it goes on as if nothing had
 * happened. What the computer slept is counted by the clock, since steady time stands still meanwhile.
 */
export function startElapsedTime(clocks: Clocks = { wall: Date.now, steady: () => performance.now() }): ElapsedTime {
  let elapsed = 0
  let [wall, steady] = [clocks.wall(), clocks.steady()]
  return () => {
    const now = { wall: clocks.wall(), steady: clocks.steady() }
    elapsed += Math.max(now.wall - wall, now.steady - steady, 0)
    wall = now.wall
    steady = now.steady
    return elapsed
  }
}
