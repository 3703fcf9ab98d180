import { type DemoNetwork, type DemoShop, useShop } from './demo-network.ts'

/** What the demo's conflicts are about: one customer that the store and the office both change, unseen by each other. */
export type ContestedCustomer = { id: string; name: string }

/** A customer of the shop that the office knows too: the first with notes, or one of the next. */
export function pickCustomer(shop: DemoShop, next = 0): ContestedCustomer {
  return useShop(shop, (database) => {
    const row = database
      .prepare('SELECT id, name FROM customers WHERE notes IS NOT NULL ORDER BY id LIMIT 1 OFFSET ?')
      .get(next) as ContestedCustomer
    return { id: row.id, name: row.name }
  })
}

/** The store changes four columns of the customer, each under another conflict rule; then the office changes the same four. */
export async function editOnBothSides(
  network: DemoNetwork,
  shop: DemoShop,
  customer: ContestedCustomer,
): Promise<string[]> {
  useShop(shop, (database) =>
    database
      .prepare('UPDATE customers SET credit_limit = ?, phone = ?, street = ?, notes = ? WHERE id = ?')
      .run(500, '0555 010 200', 'Station Road 12', 'Wants the old parts back', customer.id),
  )
  await network.office(({ replica }) =>
    replica.database.run(
      'UPDATE customers SET credit_limit = $2, phone = $3, street = $4, notes = $5 WHERE id = $1',
      customer.id,
      2000,
      '0555 999 999',
      'Harbour Street 3',
      'Pays by invoice only',
    ),
  )
  return [
    'credit_limit  rule office: the office decides who may owe how much',
    'phone         rule store:  the shop knows the number best',
    'street        rule newest: the later edit wins',
    'notes         rule ask:    a person decides; until then the office’s value stands',
  ]
}
