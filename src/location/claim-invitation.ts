import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Epoch } from '../model/ids.ts'
import { claimMaxBytes, claimPath, openClaim, sealClaim } from '../payload/claim.ts'
import type { InvitationContents } from '../settings/invitation.ts'
import { connectToSite } from '../site/ftp-site.ts'
import type { Site } from '../site/site.ts'
import { wordWasLeft } from '../transmission/refuse-retired.ts'

/**
 * Claims the invitation on the site, does `work`, and gives the claim back if it fails. `again` takes over from an earlier join
 * that broke off or from a computer that was replaced.
 */
export async function withClaim(
  invitation: InvitationContents,
  epoch: Epoch,
  again: boolean,
  work: () => Promise<void>,
): Promise<void> {
  const key = invitation.storeKey.reveal()
  const path = claimPath(invitation.store.guid)
  const site = await connectToSite(invitation.site, invitation.password.reveal())
  try {
    if (await wordWasLeft(site, invitation.store.guid, key)) throw cancelled(invitation)
    const there = await readClaim(site, path)
    if (!again && there && openClaim(there, key) !== null) throw used(invitation)
    // Where it cannot be deleted it is written over, or `again` takes it over.
    if (there) await site.remove(path)
    await site.upload(sealClaim(epoch, key), path)
    try {
      await work()
    } catch (error) {
      await site.remove(path)
      throw error
    }
  } finally {
    await site.close()
  }
}

async function readClaim(site: Site, path: string): Promise<Buffer | null> {
  try {
    return await site.read(path, claimMaxBytes)
  } catch (error) {
    if (hasCode(error, 'SITE_MISSING_FILE')) return null
    throw error
  }
}

const used = ({ store }: InvitationContents): CentralOfficeError =>
  new CentralOfficeError('INVITATION_USED', `The invitation of store ${store.number} has been used already.`, {
    hint: "Ask the office for an invitation of another number. If this store's computer or database was lost: central-office recover. Only if its first attempt to join broke off: join --again.",
  })

const cancelled = ({ store }: InvitationContents): CentralOfficeError =>
  new CentralOfficeError(
    'STORE_RETIRED',
    `The office has cancelled the invitation of store ${store.number}, or has retired that store.`,
    { hint: 'Ask the office for a new invitation. Nothing was changed here.' },
  )
