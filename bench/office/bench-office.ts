import type { Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { Samples } from '../samples.ts'
import { makeFranchise } from './franchise.ts'

/** Each way; a round trip takes twice as long. */
const LINE_MILLISECONDS = 10

/** A thousand for the usual size of the other benchmarks, and fewer where those are small too. */
const storesFor = (size: number): number => Math.min(1_000, Math.max(20, Math.floor(size / 100)))

/** One visit of an office to which every store has sent something, over a line with a delay. */
export const benchOffice = async ({ folder, sites, size, runs, tell }: Ground): Promise<Report> => {
  const stores = storesFor(size)
  const site = await sites.startDistant('distant-site', LINE_MILLISECONDS)
  tell(`office: ${stores} stores announce their tables`)
  const franchise = await makeFranchise(folder, 'franchise', site, stores)
  try {
    const samples = new Samples()
    for (let run = 0; run < runs; run++) {
      tell(`office ${run + 1}/${runs}: ${stores} payloads`)
      await franchise.leavePayloads()
      const began = performance.now()
      const { received, sent, problems } = await franchise.office.transmit()
      samples.add('visit', (performance.now() - began) / 1000)
      if (problems.length > 0 || received.payloads !== stores || sent.payloads !== stores)
        throw new Error(
          `the office took ${received.payloads} and sent ${sent.payloads} of ${stores}: ${problems[0]?.message}`,
        )
    }
    const what = `${stores} stores, one small payload each; 20 ms round trip`
    return {
      figures: [{ benchmark: 'office', what, unit: 'seconds', ours: samples.of('visit'), aim: '< 60 s for 1,000' }],
      skips: [],
    }
  } finally {
    await franchise.remove()
  }
}
