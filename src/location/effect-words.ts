import { countOf } from '../model/count-text.ts'
import type { SetupEffect } from '../transmission/setup-effects.ts'

/** What a change of the replica setup does to a table or a column, as the end of a sentence. */
export function effectWords({ effect, rows, stores }: SetupEffect): string {
  const all = `${countOf(rows, 'row')} of ${countOf(stores, 'store')}`
  switch (effect) {
    case 'ends':
      return `no longer transmitted; the office keeps ${countOf(rows, 'row')} as they are`
    case 'begins':
      return 'every store that has it loads its rows'
    case 'anew':
      return `${all} are loaded again; what the office has of it is set aside`
    case 'resent':
      return `taken up again with the ${countOf(rows, 'row')} that the office kept; every store gets them`
    case 'elsewhere':
      return `${all} go to every other store`
    case 'own':
      return 'stores no longer see the rows of other stores'
    case 'office':
      return 'maintained at the office from now on; what a store changes is put back'
    case 'shared':
      return 'every location may change it from now on'
    case 'left out':
      return 'stays at its location; the office keeps the last values'
    case 'returns':
      return `the values of ${all} are loaded again`
  }
}
