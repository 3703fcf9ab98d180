import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Guid } from '../model/ids.ts'
import { manifestKey } from './keys.ts'

/** One line: a word and its MAC. */
export const retirementMaxBytes = 200

/** In the store's folder. */
export const RETIREMENT_FILE = 'retired'

/** Where the office leaves word that it has retired a store, or cancelled its invitation. */
export const retirementPath = (guid: Guid): string => `to-store/${guid}/${RETIREMENT_FILE}`

/** Says the same to the end of time: a store that was retired never comes back under its GUID. */
export function sealRetirement(storeKey: Uint8Array): Buffer {
  const mac = createHmac('sha256', manifestKey(storeKey, 'to-store')).update('central-office/1 retired\n').digest('hex')
  return Buffer.from(`retired ${mac}\n`)
}

/** Whether the office left it: nobody else but the store itself has the key. */
export function isRetirement(bytes: Uint8Array, storeKey: Uint8Array): boolean {
  const genuine = sealRetirement(storeKey)
  return bytes.length === genuine.length && timingSafeEqual(bytes, genuine)
}
