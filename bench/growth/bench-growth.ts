import type { Figure, Report, Unit } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { measureOffice } from '../office/bench-office.ts'
import { makeFranchise } from '../office/franchise.ts'
import { Samples } from '../samples.ts'
import { measureShop } from './measure-shop.ts'

const ROWS_A_STORE = 100
const MOST_STORES = 1_000

/** What was measured of a network of some size, smallest first. */
type Step = { size: number; samples: Samples }

/** What one row, or one store, costs as a network grows tenfold and tenfold again: where it rises, growth is worse than linear. */
export const benchGrowth = async (ground: Ground): Promise<Report> => {
  const shops = await growShops(ground)
  const offices = await growOffices(ground)
  return {
    figures: [
      ...inSteps(shops, 'rows', 'initial load, a row', 'row', 'seconds', linear),
      ...inSteps(shops, 'rows', 'a day, a changed row', 'changed row', 'seconds', linear),
      ...inSteps(shops, 'rows', 'peak memory of the store', 'store', 'bytes', '<= 300 MB'),
      ...inSteps(shops, 'rows', 'peak memory of the office', 'office', 'bytes', '<= 300 MB'),
      ...inSteps(shops, 'rows', 'the same, above the program alone, a row', 'memory a row', 'bytes', linear),
      ...inSteps(offices, 'stores', `${ROWS_A_STORE} rows of each in, a store`, 'store', 'seconds', linear),
      ...inSteps(offices, 'stores', `${ROWS_A_STORE} changed rows out, a store`, 'sent', 'seconds', linear),
      ...inSteps(offices, 'stores', 'visit with nothing to do, a store', 'idle', 'seconds', linear),
    ],
    skips: [],
  }
}

/** Of what one row or store costs. Below, growth is better than linear. */
const linear = '<= 1: linear'

const growShops = async (ground: Ground): Promise<Step[]> => {
  const steps: Step[] = []
  for (const size of tenfold(Math.min(10_000, ground.size), ground.size)) {
    const samples = new Samples()
    for (let run = 1; run <= ground.runs; run++) {
      ground.tell(`growth ${run}/${ground.runs}: ${size.toLocaleString('en')} rows`)
      samples.addAll(await measureShop(ground, size, run))
    }
    steps.push({ size, samples })
  }
  return steps
}

const growOffices = async ({ folder, sites, size, runs, tell }: Ground): Promise<Step[]> => {
  const site = await sites.startDistant('growing-site', 0)
  const steps: Step[] = []
  for (const stores of tenfold(1, Math.min(MOST_STORES, Math.floor(size / ROWS_A_STORE)))) {
    const samples = new Samples()
    const franchise = await makeFranchise(folder, `growth-${stores}`, site, stores)
    try {
      for (let run = 1; run <= runs; run++) {
        tell(`growth ${run}/${runs}: ${stores.toLocaleString('en')} stores`)
        samples.addAll(await measureOffice(franchise, stores, ROWS_A_STORE))
      }
    } finally {
      await franchise.remove()
    }
    steps.push({ size: stores, samples })
  }
  return steps
}

/** 10,000, 100,000 and so on, as far as `most`. */
const tenfold = (least: number, most: number): number[] => {
  const sizes: number[] = []
  for (let size = least; size <= most; size *= 10) sizes.push(size)
  return sizes
}

/** A figure of each size, beside that of the size before. */
const inSteps = (steps: Step[], of: string, what: string, name: string, unit: Unit, aim: string): Figure[] =>
  steps.map(({ size, samples }, at) => {
    const shown = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? of.replace(/s$/, '') : of}`
    const figure = { benchmark: 'growth', what: `${shown(size)}: ${what}`, unit, ours: samples.of(name) }
    const before = steps[at - 1]
    if (before === undefined) return figure
    return { ...figure, peer: { name: shown(before.size), samples: before.samples.of(name) }, ratio: 'cost', aim }
  })
