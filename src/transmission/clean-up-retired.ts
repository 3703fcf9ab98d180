import { join } from 'node:path'
import type { Database } from '../databases/database.ts'
import { remove } from '../files/remove.ts'
import { type Guid, showStoreNumber } from '../model/ids.ts'
import { folderOf, parsePayloadName, payloadPath } from '../payload/file-names.ts'
import { storeKey } from '../payload/keys.ts'
import { retirementPath, sealRetirement } from '../payload/retirement.ts'
import type { ListedPayload } from './allowance.ts'
import { containProblems } from './contain-problems.ts'
import { noteCleaned, type RetiredStore, readRetired } from './retired-stores.ts'
import { removeDone } from './site-limits.ts'
import { checkCancelled, type Visit } from './visit.ts'

/** What a store leaves in its folder beside payloads: that it has joined, and its marks. */
const OTHER_OWN_FILE = /^(joined|visit\.\d{9}\.[0-9a-f]{16})$/

/**
 * For each store that was retired: leaves word for it on the site, and deletes its files there and here. One that transmits all the
 * same, having been under way, is told so again. `waiting`: what the listing of the folder to-office shows, by store.
 */
export async function cleanUpRetired(
  visit: Visit,
  database: Database,
  networkKey: Uint8Array,
  waiting: Map<Guid, ListedPayload[]>,
): Promise<void> {
  for (const store of await readRetired(database)) {
    const sent = waiting.get(store.guid) ?? []
    if (store.cleaned && sent.length === 0) continue
    checkCancelled(visit)
    const number = showStoreNumber(store.number)
    const work = async () => {
      if (await cleanUp(visit, store, networkKey, sent)) await noteCleaned(database, store)
    }
    await containProblems(visit, work, { store: number, folder: 'to-office' })
  }
}

/** False where something could not be deleted just now. */
async function cleanUp(
  visit: Visit,
  { guid, number, name }: RetiredStore,
  networkKey: Uint8Array,
  sent: ListedPayload[],
): Promise<boolean> {
  // Word first: a store that connects meanwhile finds it.
  await visit.site.upload(sealRetirement(storeKey(networkKey, guid)), retirementPath(guid))
  const listed = await visit.site.list(folderOf('to-store', guid))
  const paths = listed.flatMap((file) => ownPath(guid, file.name) ?? [])
  // A manifest first, so that none announces a `.dat` that is gone.
  const payloads = [...sent].sort((a, b) => b.kind.localeCompare(a.kind))
  for (const { epoch, number, kind } of payloads) paths.push(payloadPath('to-office', guid, epoch, number, kind))
  const done = paths.map((path) => ({ store: showStoreNumber(number), path }))
  const allGone = await removeDone(visit, visit.site, done)
  for (const file of await visit.disk.outboxOf(guid)) await remove(join(visit.home.outbox, file))
  visit.report({
    step: 'connect',
    level: 'info',
    text: `${name} is retired: a note was left for it on the site${allGone ? ', and its files were deleted there' : ''}`,
    store: showStoreNumber(number),
  })
  return allGone || visit.deletions.isHopeless
}

/** Null: any other file is not ours. */
function ownPath(guid: Guid, name: string): string | null {
  const payload = parsePayloadName('to-store', name)
  if (payload) return payloadPath('to-store', guid, payload.epoch, payload.number, payload.kind)
  const folded = name.toLowerCase()
  return OTHER_OWN_FILE.test(folded) ? `${folderOf('to-store', guid)}/${folded}` : null
}
