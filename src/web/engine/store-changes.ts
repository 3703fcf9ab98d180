import type { SwitchedOn } from '../../capture/capture-on.ts'
import { chooseTrigger as choose, type TriggerChoice } from '../../capture/shop-triggers.ts'
import { OpenHome } from '../../location/open-home.ts'
import { withStore } from '../../location/running-location.ts'
import type { Store } from '../../location/store.ts'
import type { Surroundings } from '../../threads/work.ts'
import { wishComparison } from '../../transmission/verify-store.ts'

const atStore = <T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> =>
  withStore(folder, work, OpenHome.beside)

const retryParked = (_: null, { folder }: Surroundings) => atStore(folder, (store) => store.retryParked())

const discardParked = ({ numbers, mayDelete }: { numbers: number[]; mayDelete: boolean }, { folder }: Surroundings) =>
  atStore(folder, (store) => store.discardParked(numbers, mayDelete))

const captureOff = ({ tables }: { tables: string[] }, { folder }: Surroundings) =>
  atStore(folder, (store) => store.captureOff(tables))

/** Errors cross between threads as plain data: what stays off is told so. */
const captureOn = ({ tables }: { tables: string[] }, { folder }: Surroundings) =>
  atStore(folder, async (store) => {
    const { on, stillOff } = await store.captureOn(tables)
    return {
      on: on.map((one) => ({ table: one.table, found: foundText(one) })),
      stillOff: stillOff.map(({ table, why: { code, message, hint } }) => ({ table, code, message, hint })),
    }
  })

function foundText({ by, changes }: SwitchedOn): string {
  if ('toCompare' in changes)
    return `The office compares ${changes.toCompare.toLocaleString('en')} rows at the next transmissions.`
  const { inserted, updated, deleted } = changes
  return by === 'copy' ? `Meanwhile: ${inserted} new, ${updated} changed, ${deleted} deleted.` : ''
}

const askForComparison = (_: null, { folder }: Surroundings): Promise<null> =>
  atStore(folder, async (store) => {
    await wishComparison(store.member().database)
    return null
  })

const chooseTrigger = ({ trigger, choice }: { trigger: string; choice: TriggerChoice }, { folder }: Surroundings) =>
  atStore(folder, async ({ database }) => {
    const { sql: _, ...chosen } = await database.transaction(() => choose(database, trigger, choice))
    return chosen
  })

/** What only a store does, each a transaction of its own. */
export const storeChanges = { retryParked, discardParked, captureOff, captureOn, chooseTrigger, askForComparison }
