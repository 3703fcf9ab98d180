import type { SimulatedStore } from './location.ts'
import type { ModelWatch } from './model-watch.ts'
import { difference, type Picture } from './pictures.ts'
import { keptLocal, type Table, transmitted } from './schema.ts'

/** A network that can be looked at, row by row. */
type Pictured = {
  tables: Table[]
  picture: (store: SimulatedStore, table: Table) => Picture
  elsewherePicture: (store: SimulatedStore, table: Table) => Picture
  officePicture: (table: Table) => Promise<Picture>
}

/** What a store has, or can read of the others, otherwise than the model; null: nothing. */
export function storeDiffers(network: Pictured, store: SimulatedStore, model: ModelWatch): string | null {
  for (const table of network.tables) {
    const columns = [...transmitted(table), ...keptLocal(table)]
    const modelled = model.store(store.guid).tables.get(table.name)
    if (!modelled) continue
    const found =
      difference(columns, ['it has', network.picture(store, table)], ['the model', modelled.rows]) ??
      (table.plan.sharing === 'lookup'
        ? difference(columns, ['it reads', network.elsewherePicture(store, table)], ['the model', modelled.elsewhere])
        : null)
    if (found) return `${table.name}, ${found}`
  }
  return null
}

export async function officeDiffers(network: Pictured, model: ModelWatch): Promise<string | null> {
  for (const table of network.tables) {
    const modelled = model.office.tables.get(table.name)
    if (!modelled) continue
    const rows = await network.officePicture(table)
    const found = difference(transmitted(table), ['it has', rows], ['the model', modelled.rows])
    if (found) return `${table.name}, ${found}`
  }
  return null
}
