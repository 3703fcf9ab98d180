import { lookupTable } from '../capture/store-names.ts'
import { countRows, officeHolding, storeHolding } from './compare.ts'
import type { DemoNetwork } from './demo-network.ts'
import { shopReplicaSetup } from './shop/replica-setup.ts'

/** One line of the table the demo ends with. */
export type AgreementLine = {
  table: string
  sharing: string
  office: number
  /** Rows at each store, in the order of the stores. */
  stores: number[]
  agree: boolean
}

/** Compares every table of every store with the office, value by value. */
export async function compareAll(network: DemoNetwork): Promise<AgreementLine[]> {
  const { file, guids } = await network.office(async (office) => {
    const stores = await office.stores()
    const file = office.open.settings.database
    return { file, guids: new Map(stores.map(({ number, guid }) => [number, guid])) }
  })
  return Object.entries(shopReplicaSetup().tables).map(([table, { sharing }]) => {
    const pairs = network.shops.map((shop) => ({
      store: storeHolding(shop.file, table),
      office: officeHolding(file, table, guids.get(shop.number) ?? ''),
      elsewhere: sharing === 'lookup' ? countRows(shop.file, lookupTable(table)) : 0,
    }))
    const office = countRows(file, table)
    const agree = pairs.every(
      (pair) =>
        pair.store.digest === pair.office.digest &&
        pair.store.rows === pair.office.rows &&
        (sharing !== 'lookup' || pair.store.rows + pair.elsewhere === office),
    )
    return { table, sharing, office, stores: pairs.map(({ store }) => store.rows), agree }
  })
}

/** The lines as text, columns aligned. */
export function agreementTable(lines: AgreementLine[], storeNames: string[]): string[] {
  const head = ['table', 'sharing', 'office', ...storeNames, '']
  const body = lines.map(({ table, sharing, office, stores, agree }) => [
    table,
    sharing,
    String(office),
    ...stores.map(String),
    agree ? 'agree' : 'DIFFER',
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((row) => (row[i] as string).length)))
  const isText = (i: number) => i < 2 || i === head.length - 1
  const line = (row: string[]) =>
    row.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join('  ')
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].map((text) => text.trimEnd())
}
