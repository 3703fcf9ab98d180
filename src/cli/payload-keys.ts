import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Guid } from '../model/ids.ts'
import { storeKey } from '../payload/keys.ts'
import { openHome } from '../settings/home.ts'
import { readSecrets, requireSecret } from '../settings/secrets.ts'
import { readSettings } from '../settings/settings-file.ts'

/** Where opened payloads may lie for a moment, and the key that opens those of one store. */
export type PayloadKeys = { work: string; keyOf: (guid: Guid) => Uint8Array }

/**
 * The keys of a home folder: the office derives that of any store, a store has its own. Another process may hold the home.
 * Errors: those of the home; from `keyOf` also SECRETS_MISSING, STORE_UNKNOWN.
 */
export async function payloadKeys(folder: string): Promise<PayloadKeys> {
  const home = await openHome(folder).catch((error: unknown) => {
    throw hasCode(error, 'HOME_NOT_FOUND') ? keysElsewhere(error) : error
  })
  const settings = await readSettings(home)
  const secrets = await readSecrets(home)
  return {
    work: home.work,
    keyOf: (guid) => {
      if (settings.role === 'office') return storeKey(requireSecret(secrets, 'networkKey').reveal(), guid)
      if (settings.store && settings.store.guid !== guid) throw otherStore(guid)
      return requireSecret(secrets, 'storeKey').reveal()
    },
  }
}

const keysElsewhere = (cause: CentralOfficeError): CentralOfficeError =>
  new CentralOfficeError('HOME_NOT_FOUND', `The payload is sealed, and there is no key for it: ${cause.message}`, {
    hint: 'Name the home folder of the office, or of the store it belongs to, with --home.',
    cause,
  })

const otherStore = (guid: Guid): CentralOfficeError =>
  new CentralOfficeError('STORE_UNKNOWN', `The payload belongs to the store ${guid}, whose key is not here.`, {
    hint: 'Look into it at the office, or at that store.',
  })
