import type { Figure, Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { Samples } from '../samples.ts'
import { type Franchise, makeFranchise } from './franchise.ts'

/** Each way; a round trip takes twice as long. */
const LINE_MILLISECONDS = 10
const ROWS_A_STORE = 100

/** A thousand for the usual size of the other benchmarks, and fewer where those are small too. */
const storesFor = (size: number): number => Math.min(1_000, Math.max(10, Math.floor(size / ROWS_A_STORE)))

/**
 * An office with very many stores beside one with a single store: payloads in, a change of the office's out, and a visit that
 * finds nothing. Then one visit over a line with a delay, to which every store has sent something.
 */
export const benchOffice = async ({ folder, sites, size, runs, tell }: Ground): Promise<Report> => {
  const stores = storesFor(size)
  const [many, one] = [new Samples(), new Samples()]
  const near = await sites.startDistant('near-site', 0)
  for (const [samples, of] of [[many, stores] as const, [one, 1] as const]) {
    const franchise = await makeFranchise(folder, `franchise-${of}`, near, of)
    try {
      for (let run = 1; run <= runs; run++) {
        tell(`office ${run}/${runs}: ${of} ${of === 1 ? 'store' : 'stores'}`)
        samples.addAll(await measureOffice(franchise, of, (ROWS_A_STORE * stores) / of))
      }
    } finally {
      await franchise.remove()
    }
  }
  const distant = await visitOverLine({ folder, sites, runs, tell }, stores)
  return { figures: [...report(stores, many, one), distant], skips: [] }
}

/** A visit for each of what an office does. Seconds and bytes of one row, or of one store. */
export const measureOffice = async (
  franchise: Franchise,
  stores: number,
  rowsAStore: number,
): Promise<Map<string, number>> => {
  const measured = new Map<string, number>()
  const rows = stores * rowsAStore
  await franchise.leavePayloads(rowsAStore)
  const taken = await franchise.transmit()
  if (taken.result.received.rows !== rows) throw new Error(`the office took ${taken.result.received.rows} of ${rows}`)
  measured.set('row', taken.seconds / rows)
  measured.set('store', taken.seconds / stores)
  measured.set('row merged', (await franchise.mergeAlone(rowsAStore)) / rows)
  await franchise.transmit() // leaves the acknowledgements of what was merged

  await franchise.changePrices(ROWS_A_STORE)
  const sent = await franchise.transmit()
  if (sent.result.sent.rows !== stores * ROWS_A_STORE) throw new Error(`the office sent ${sent.result.sent.rows} rows`)
  measured.set('sent', sent.seconds / stores)
  measured.set('bytes', sent.result.sent.bytes / stores)

  measured.set('idle', (await franchise.transmit()).seconds / stores)
  return measured
}

const visitOverLine = async (
  { folder, sites, runs, tell }: Pick<Ground, 'folder' | 'sites' | 'runs' | 'tell'>,
  stores: number,
): Promise<Figure> => {
  const site = await sites.startDistant('distant-site', LINE_MILLISECONDS)
  tell(`office: ${stores} stores announce their tables`)
  const franchise = await makeFranchise(folder, 'franchise', site, stores)
  const ours: number[] = []
  try {
    for (let run = 0; run < runs; run++) {
      tell(`office ${run + 1}/${runs}: ${stores} payloads over a slow line`)
      await franchise.leavePayloads(ROWS_A_STORE)
      const { seconds, result } = await franchise.transmit()
      if (result.received.payloads !== stores || result.sent.payloads !== stores)
        throw new Error(`the office took ${result.received.payloads} and sent ${result.sent.payloads} of ${stores}`)
      ours.push(seconds)
    }
  } finally {
    await franchise.remove()
  }
  const what = `visit: ${stores} payloads of ${ROWS_A_STORE} rows; 20 ms round trip`
  return { benchmark: 'office', what, unit: 'seconds', ours, aim: '< 60 s for 1,000' }
}

const report = (stores: number, many: Samples, one: Samples): Figure[] => {
  const beside = (what: string, name: string, peer: string, more: Partial<Figure> = {}): Figure => ({
    ...{ benchmark: 'office', what, unit: 'seconds', ours: many.of(name) },
    ...{ peer: { name: peer, samples: one.of(name) }, ratio: 'cost' },
    ...more,
  })
  const rows = `${stores} x ${ROWS_A_STORE} rows`
  return [
    beside(`${rows} in, a row`, 'row', 'of one store', { aim: '<= 3' }),
    beside(`${rows}, merge alone, a row`, 'row merged', 'of one store', { aim: '<= 3' }),
    beside(`${ROWS_A_STORE} changed rows out to ${stores} stores, a store`, 'sent', 'to one store'),
    beside('bytes of it, a store', 'bytes', 'to one store', { unit: 'bytes' }),
    beside(`visit with nothing to do, ${stores} stores, a store`, 'idle', 'one store'),
  ]
}
