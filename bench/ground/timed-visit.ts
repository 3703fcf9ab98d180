import type { Office } from '../../src/location/office.ts'
import type { Store } from '../../src/location/store.ts'
import type { VisitResult } from '../../src/model/visit-event.ts'
import type { Laps } from '../laps.ts'

/**
 * A store's real transmission with a stopwatch on it: calls of its replica, and the events the Transmit page lives by, end
 * the laps 'export', 'seal', 'upload' and 'store: the rest' (signing in, listing, backup copy, log).
 */
export const timedStoreVisit = async (store: Store, laps: Laps): Promise<VisitResult> => {
  const replica = store.member()
  const makePayload = replica.export.bind(replica)
  laps.skip()
  replica.export = async (...given) => {
    laps.end('store: the rest')
    const made = await makePayload(...given)
    laps.end('export')
    return made
  }
  const result = await store.transmit({
    onEvent: ({ step, progress }) => {
      if (step === 'export') laps.end('seal')
      if (step === 'send' && progress === undefined) laps.end('upload')
    },
  })
  laps.end('store: the rest')
  return refuseProblems(result)
}

/** The same at the office: 'download' (with reading manifests and removing what was applied), 'open', 'merge', 'office: the rest'. */
export const timedOfficeVisit = async (office: Office, laps: Laps): Promise<VisitResult> => {
  const { replica } = office
  const merge = replica.apply.bind(replica)
  laps.skip()
  replica.apply = async (...given) => {
    laps.end('open')
    const applied = await merge(...given)
    laps.end('merge')
    return applied
  }
  try {
    const result = await office.transmit({
      onEvent: ({ step }) => {
        if (step === 'receive') laps.end('download')
      },
    })
    laps.end('office: the rest')
    return refuseProblems(result)
  } finally {
    replica.apply = merge
  }
}

/** Figures of a transmission that did not do all of its work would be lies. */
const refuseProblems = (result: VisitResult): VisitResult => {
  const [problem] = result.problems
  if (problem) throw new Error(`the transmission met a problem: ${problem.message}`)
  return result
}
