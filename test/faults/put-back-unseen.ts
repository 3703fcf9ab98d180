import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Backup, type Shop, SiteNetwork } from './site-network.ts'

/**
 * A computer is put back whole, database and home folder, and the marks of its visits have gone from the site: it goes on under numbers
 * that it has used, and nothing but the streams can tell.
 */

export type Who = 'office' | Shop

/** An edit at `who` under a key of its own, and the visit that sends it. */
export async function edit(network: SiteNetwork, who: Who, id: number): Promise<void> {
  if (who === 'office') {
    await network.office.replica.database.script(`INSERT INTO prices VALUES ('p${id}', ${id})`)
    await network.visitOffice()
  } else {
    who.database.exec(`INSERT INTO orders VALUES (${id}, ${id})`)
    await network.visitStore(who)
  }
}

export async function putBack(network: SiteNetwork, who: Who, backup: Backup): Promise<void> {
  await network.restore(who, backup)
  for (const file of network.files().filter((name) => /\/(visit|office\.[0-9a-f]{16})\.[0-9]{9}\./.test(name)))
    rmSync(join(network.folderOnSite, file))
}

export async function started(
  t: TestContext,
  role: string,
): Promise<{ network: SiteNetwork; who: Who; backup: Backup }> {
  const network = await SiteNetwork.start(t, 2)
  await network.settle()
  const who = role === 'office' ? role : network.shop
  return { network, who, backup: await network.backUp(who) }
}

export const visit = (network: SiteNetwork, who: Who) =>
  who === 'office' ? network.visitOffice() : network.visitStore(who)

export const visitOther = (network: SiteNetwork, who: Who) =>
  who === 'office' ? network.visitStore() : network.visitOffice()

export async function agreed(network: SiteNetwork, who: Who, ids: number[]): Promise<void> {
  await network.settle()
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  const [text, column] = who === 'office' ? ['SELECT price FROM prices', 'price'] : ['SELECT id FROM orders', 'id']
  const there = network.shop.database.prepare(text).all()
  assert.deepEqual(
    there.map((row) => Number(row[column])).sort((a, b) => a - b),
    ids,
  )
}

/** Copies of `who` while it asks for everything, having been put back to `backup`. */
export async function backUpAsking(network: SiteNetwork, who: Who, backup: Backup): Promise<Backup> {
  await network.restore(who, backup)
  await visit(network, who)
  return network.backUp(who)
}

/** Everybody has edit 3. A further one reaches all; then `who` is put back unseen, and goes on from `backup`. */
export async function goesOnFrom(network: SiteNetwork, who: Who, backup: Backup): Promise<void> {
  await edit(network, who, 4)
  await network.settle()
  await putBack(network, who, backup)
  await edit(network, who, 5)
  await agreed(network, who, [3, 4, 5])
}
