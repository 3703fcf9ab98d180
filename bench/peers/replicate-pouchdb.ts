import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { pouchdbFolder } from './packages.ts'

// PouchDB in a process of its own: fills a database with a shop's order lines, replicates it into an empty one, and tells
// its parent how many documents it was and how many seconds the replication took.
const [shopFile, folder, limit] = z
  .tuple([z.string(), z.string(), z.coerce.number().int().positive()])
  .parse(process.argv.slice(2))

type Pouch = {
  bulkDocs(documents: object[]): Promise<unknown>
  replicate: { to(target: Pouch, options: { batch_size: number }): Promise<{ ok: boolean; docs_written: number }> }
  close(): Promise<void>
}
const PouchDB: new (name: string) => Pouch = createRequire(join(pouchdbFolder, 'package.json'))('pouchdb')

/** Rows written at once, and documents replicated at once: the usual 100 took half as long again. */
const batch = 1_000

const shop = new DatabaseSync(shopFile, { readOnly: true })
const [source, target] = [new PouchDB(join(folder, 'source')), new PouchDB(join(folder, 'target'))]
let rows: object[] = []
for (const { id, ...row } of shop.prepare('SELECT * FROM order_lines ORDER BY id LIMIT ?').iterate(limit)) {
  rows.push({ _id: String(id).padStart(9, '0'), ...row })
  if (rows.length < batch) continue
  await source.bulkDocs(rows)
  rows = []
}
await source.bulkDocs(rows)
shop.close()

const started = performance.now()
const { ok, docs_written } = await source.replicate.to(target, { batch_size: batch })
const seconds = (performance.now() - started) / 1000
await source.close()
await target.close()
if (!ok) throw new Error('PouchDB did not replicate everything')
process.send?.({ rows: docs_written, seconds })
process.disconnect()
