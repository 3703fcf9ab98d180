import type { SimulatedOffice, SimulatedStore } from './location.ts'
import { elsewherePicture, officePicture, storePicture } from './looks.ts'
import type { ModelWatch } from './model-watch.ts'
import { difference } from './pictures.ts'
import { keptLocal, type Table, transmitted } from './schema.ts'
import { hasTriggers } from './shop-program.ts'

/** What a store has, or can read of the others, otherwise than the model; null: nothing. */
export function storeDiffers(tables: Table[], store: SimulatedStore, model: ModelWatch): string | null {
  for (const table of tables) {
    // what triggers put into columns that stay they also put there for rows from the office, which the model does not foresee
    const columns = [...transmitted(table), ...(hasTriggers(tables) ? [] : keptLocal(table))]
    const modelled = model.store(store.guid).tables.get(table.name)
    if (!modelled) continue
    const found =
      difference(columns, ['it has', storePicture(store, table)], ['the model', modelled.rows]) ??
      (table.plan.sharing === 'lookup'
        ? difference(columns, ['it reads', elsewherePicture(store, table)], ['the model', modelled.elsewhere])
        : null)
    if (found) return `${table.name}, ${found}`
  }
  return null
}

export async function officeDiffers(
  tables: Table[],
  office: SimulatedOffice,
  model: ModelWatch,
): Promise<string | null> {
  for (const table of tables) {
    const modelled = model.office.tables.get(table.name)
    if (!modelled) continue
    const rows = await officePicture(office, table)
    const found = difference(transmitted(table), ['it has', rows], ['the model', modelled.rows])
    if (found) return `${table.name}, ${found}`
  }
  return null
}
