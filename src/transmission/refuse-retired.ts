import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Guid } from '../model/ids.ts'
import { isRetirement, RETIREMENT_FILE, retirementMaxBytes, retirementPath } from '../payload/retirement.ts'
import type { Site } from '../site/site.ts'

/**
 * Ends a store's visit where the office has left word that the store is retired. `listed`: the names in its folder. Errors:
 * STORE_RETIRED.
 */
export async function refuseRetired(site: Site, guid: Guid, storeKey: Uint8Array, listed: string[]): Promise<void> {
  if (!listed.some((name) => name.toLowerCase() === RETIREMENT_FILE)) return
  if (await wordWasLeft(site, guid, storeKey))
    throw new CentralOfficeError(
      'STORE_RETIRED',
      'The office has retired this store: nothing is received from here or sent to here any more.',
      {
        hint: "Everything in this shop's database stays as it is. If it is a mistake, ask the office to invite this shop as a new store.",
      },
    )
}

/** Whether the office has retired this store, or cancelled its invitation. A file that somebody else left there counts for nothing. */
export async function wordWasLeft(site: Site, guid: Guid, storeKey: Uint8Array): Promise<boolean> {
  try {
    return isRetirement(await site.read(retirementPath(guid), retirementMaxBytes), storeKey)
  } catch (error) {
    if (hasCode(error, 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE')) return false
    throw error
  }
}
