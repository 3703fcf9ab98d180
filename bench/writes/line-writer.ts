import type { DatabaseSync } from 'node:sqlite'

/** Writes order lines, one row a call, through statements prepared once, as a shop's own program does. */
export type LineWriter = {
  database: DatabaseSync
  insert(): void
  update(): void
  remove(): void
}

/** Recent orders that new lines are added to, in turn. */
const recentOrders = 2_000

/**
 * Rows to change and to delete are taken all over the table, each once. Two shops with the same content get the same writes
 * in the same order.
 */
export const lineWriter = (database: DatabaseSync): LineWriter => {
  const ids = database.prepare('SELECT id FROM order_lines ORDER BY (id * 2654435761) % 4294967296').all()
  const orders = database.prepare('SELECT id FROM repair_orders ORDER BY id DESC LIMIT ?').all(recentOrders)
  const parts = database.prepare('SELECT part_number, description, price FROM price_list LIMIT 500').all()
  const insert = database.prepare(`
    INSERT INTO order_lines (order_id, position, kind, part_number, description, quantity, unit_price)
    VALUES (?, ?, 'part', ?, ?, ?, ?)`)
  const update = database.prepare('UPDATE order_lines SET unit_price = unit_price + 10, discount = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM order_lines WHERE id = ?')
  let [inserted, taken] = [0, 0]
  const nextId = () => {
    const id = ids[taken++]?.id
    if (id === undefined) throw new Error('the shop has too few order lines for so many runs')
    return id
  }
  return {
    database,
    insert: () => {
      const order = orders[inserted % orders.length]
      const part = parts[inserted % parts.length]
      const position = 1_000 + inserted++
      insert.run(
        ...[order?.id ?? null, position, part?.part_number ?? null, part?.description ?? null],
        ...[1 + (position % 4), part?.price ?? null],
      )
    },
    update: () => {
      update.run(taken % 20, nextId())
    },
    remove: () => {
      remove.run(nextId())
    },
  }
}
