import type { Figure, Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { makeShop } from '../ground/sample-shop.ts'
import { Samples } from '../samples.ts'
import { loadInProcesses, peakOf } from './load-in-processes.ts'

/** The most memory an initial load takes at the store and at the office, beside that of a shop a tenth as large. */
export const benchMemory = async (ground: Ground): Promise<Report> => {
  const { folder, shop, runs, tell } = ground
  const small = makeShop(folder, Math.max(100, Math.floor(shop.rows / 10)))
  const samples = new Samples()
  for (let run = 1; run <= runs; run++) {
    samples.add('idle', await peakOf('idle', folder))
    for (const [size, of] of [['large', shop] as const, ['small', small] as const]) {
      tell(`memory ${run}/${runs}: ${of.rows.toLocaleString('en')} rows`)
      const peaks = await loadInProcesses(ground, `memory-${size}-${run}`, of)
      samples.add(`store ${size}`, peaks.store)
      samples.add(`office ${size}`, peaks.office)
    }
  }
  const beside = (role: 'store' | 'office'): Figure => ({
    ...{
      benchmark: 'memory',
      what: `peak of the ${role}, initial load`,
      unit: 'bytes',
      ours: samples.of(`${role} large`),
    },
    ...{ peer: { name: 'a tenth of the rows', samples: samples.of(`${role} small`) }, ratio: 'cost', aim: '<= 300 MB' },
  })
  const idle: Figure = {
    benchmark: 'memory',
    what: 'program loaded, nothing done',
    unit: 'bytes',
    ours: samples.of('idle'),
  }
  return { figures: [beside('store'), beside('office'), idle], skips: [] }
}
