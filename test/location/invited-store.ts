import { randomBytes, randomUUID } from 'node:crypto'
import type { Office } from '../../src/location/office.ts'
import { Epoch, Guid, StoreNumber } from '../../src/model/ids.ts'
import type { InvitationContents } from '../../src/settings/invitation.ts'
import { requireSecret } from '../../src/settings/secrets.ts'
import { addLink } from '../../src/transmission/store-links.ts'

/** Adds a store to the office. Returns what stands in an invitation, without the sealing, which takes its time on purpose. */
export async function invitedStore(
  office: Office,
  given: { number: string; name: string },
): Promise<InvitationContents> {
  const guid = Guid.parse(randomUUID())
  const number = StoreNumber.parse(given.number)
  const { open, replica } = office
  const downEpoch = Epoch.parse(randomBytes(8).toString('hex'))
  await addLink(replica.database, { guid, number, name: given.name, downEpoch, invitedAt: 0 })
  if (open.settings.site === null) throw new Error('no site')
  return {
    format: 1,
    site: open.settings.site,
    password: requireSecret(open.secrets, 'password'),
    store: { guid, number, name: given.name },
    storeKey: office.storeKey(guid),
    replicaSetup: await replica.setup(),
  }
}
