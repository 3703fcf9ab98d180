import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Figure, Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork } from '../ground/network.ts'
import { makeShop, type SampleShop } from '../ground/sample-shop.ts'
import { Samples } from '../samples.ts'

const program = fileURLToPath(new URL('./transmit-process.ts', import.meta.url))

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

/** The initial load of a shop, store and office each in a process of its own. Returns the most memory each held, bytes. */
export const loadInProcesses = async (
  { folder, sites }: Pick<Ground, 'folder' | 'sites'>,
  name: string,
  shop: SampleShop,
): Promise<{ store: number; office: number }> => {
  const network = await makeNetwork(folder, name, sites.plain, shop.copyTo)
  try {
    await network.join()
    await network.closeOffice()
    const store = await peakOf('store', network.storeHome)
    return { store, office: await peakOf('office', network.officeHome) }
  } finally {
    await network.remove()
  }
}

/** Bytes. */
const peakOf = async (role: 'store' | 'office' | 'idle', home: string): Promise<number> => {
  const child = fork(program, [role, home])
  const ended = new AbortController()
  child.once('exit', (code) => ended.abort(new Error(`the process of the ${role} ended with ${code}`)))
  const exit = once(child, 'exit')
  const [peak] = await once(child, 'message', { signal: ended.signal })
  await exit
  return z.number().positive().parse(peak)
}
