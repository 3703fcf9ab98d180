import type { DatabaseSync } from 'node:sqlite'

/** Kinds of change, with their share of all rows changed. */
const shares = { newLines: 0.4, newPayments: 0.1, lines: 0.2, orders: 0.1, customers: 0.05, goneLines: 0.15 }

/** Rows of a table that belong to this part of the runs, in no particular order. */
const scattered = (table: string): string =>
  `SELECT id FROM ${table} WHERE id % $runs = $run AND id <= $before ORDER BY (id * 2654435761) % 4294967296 LIMIT $rows`

/**
 * Changes about `count` rows of a shop as busy days do: half of them new, a third changed, the rest deleted. In one
 * transaction. Shops with the same content end with the same content. `run` counts from 0: no row is changed in two of them.
 * Returns how many rows were changed.
 */
export const changeRows = (database: DatabaseSync, count: number, run: number, runs: number): number => {
  const rows = (share: number) => Math.round(count * share)
  const last = (table: string) => Number(database.prepare(`SELECT max(id) AS last FROM ${table}`).get()?.last)
  const change = (sql: string, share: number, table: string) => {
    const some = { $run: run, $runs: runs, $before: last(table), $rows: rows(share) }
    return Number(database.prepare(sql).run(some).changes)
  }
  database.exec('BEGIN IMMEDIATE')
  const changed =
    change(`DELETE FROM order_lines WHERE id IN (${scattered('order_lines')})`, shares.goneLines, 'order_lines') +
    change(
      `UPDATE order_lines SET unit_price = unit_price + 10, discount = 5 WHERE id IN (${scattered('order_lines')})`,
      shares.lines,
      'order_lines',
    ) +
    change(
      `UPDATE repair_orders SET status = 'on account', complaint = 'called back: ' || coalesce(complaint, '')
       WHERE id IN (${scattered('repair_orders')})`,
      shares.orders,
      'repair_orders',
    ) +
    change(
      `INSERT INTO order_lines (order_id, position, kind, description, quantity, unit_price)
       SELECT id, 1000 + $run, 'fee', 'Disposal of used parts, order ' || id, 1, 500 + id % 900
       FROM (${scattered('repair_orders')})`,
      shares.newLines,
      'repair_orders',
    ) +
    change(
      `INSERT INTO payments (order_id, paid_at, method, amount, card_reference)
       SELECT id, 1775000000000 + id, 'card', 1000 + id % 70000, 4000000000000000000 + id
       FROM (${scattered('repair_orders')})`,
      shares.newPayments,
      'repair_orders',
    ) +
    Number(
      database
        .prepare(
          `UPDATE customers SET phone = '555 ' || substr(id, 1, 8), notes = 'asked to be called'
           WHERE id IN (SELECT id FROM customers ORDER BY id LIMIT $rows OFFSET $rows * $run)`,
        )
        .run({ $run: run, $rows: rows(shares.customers) }).changes,
    )
  database.exec('COMMIT')
  return changed
}
