import { parseArgs } from 'node:util'
import { killLocations } from './killing.ts'

/**
 * npm run test:kills -- --kills N : kills locations at work, N of them or a few more, and says after every few hundred what was lost, doubled or stuck.
 * `--networks N`: how many networks work side by side.
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '500' }, networks: { type: 'string', default: '8' } },
})
/** Then the networks are looked at, and others begin. */
const CHAPTER = 500

const tell = (line: string) => process.stdout.write(`${line}\n`)
const wanted = Number(values.kills)
const sums = { kills: 0, lost: 0, doubled: 0, stuck: 0 }
const started = performance.now()
while (sums.kills < wanted) {
  const last: (() => unknown)[] = []
  const context = { after: (then?: unknown) => void last.push(then as () => unknown) }
  try {
    const { kills, lost, doubled, stuck } = await killLocations(context, {
      kills: Math.min(CHAPTER, wanted - sums.kills),
      networks: Number(values.networks),
    })
    sums.kills += kills
    for (const [name, found] of Object.entries({ lost, doubled, stuck })) {
      sums[name as 'lost'] += found.length
      if (found.length > 0) tell(`${name}: ${found.join('; ')}`)
    }
  } finally {
    for (const then of last) await then()
  }
  const each = (performance.now() - started) / sums.kills
  tell(
    `${sums.kills} kills, ${sums.lost} lost, ${sums.doubled} doubled, ${sums.stuck} stuck, ${each.toFixed(0)} ms each`,
  )
}
process.exitCode = sums.lost + sums.doubled + sums.stuck > 0 ? 1 : 0
