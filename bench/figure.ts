/** How a figure is to be read. */
export type Unit = 'seconds' | 'bytes' | 'round trips' | 'rows a second'

/** One line of the table. Samples stand in the order of the runs: `ours[i]` and `peer.samples[i]` were measured side by side. */
export type Figure = {
  benchmark: string
  /** What was done, of which the figure is the cost; of rows a second, the yield. */
  what: string
  unit: Unit
  ours: number[]
  /** What does the same job another way, in the same run. */
  peer?: { name: string; samples: number[] }
  /** Which way round the ratio is: 'cost' = ours / peer, 'gain' = peer / ours. Of two costs the first is good when small, the second when large. */
  ratio?: 'cost' | 'gain'
  /** What we would like the ratio to be. Printed, never asserted. */
  aim?: string
}

/** What could not be measured, and why. */
export type Skip = { benchmark: string; what: string; why: string }

export type Report = { figures: Figure[]; skips: Skip[] }

export const median = (samples: readonly number[]): number => {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** The median of the ratios of each run: what slows one run down, slows both sides of it. Null without a peer. */
export const ratioOf = ({ ours, peer, ratio }: Figure): number | null => {
  if (peer === undefined || ratio === undefined) return null
  const pairs = ours.map((own, run) => [own, peer.samples[run] ?? Number.NaN] as const)
  return median(pairs.map(([own, other]) => (ratio === 'cost' ? own / other : other / own)))
}
