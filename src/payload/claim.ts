import { createHmac, timingSafeEqual } from 'node:crypto'
import { Epoch, type Guid } from '../model/ids.ts'
import { manifestKey } from './keys.ts'

/** A claim is one line: the epoch and its MAC. */
export const claimMaxBytes = 200

/** Where a store leaves word that it has joined: the invitation is used up. */
export const claimPath = (guid: Guid): string => `to-store/${guid}/joined`

const macOf = (epoch: Epoch, storeKey: Uint8Array): string =>
  createHmac('sha256', manifestKey(storeKey, 'to-office')).update(`central-office/1 joined ${epoch}\n`).digest('hex')

export const sealClaim = (epoch: Epoch, storeKey: Uint8Array): Buffer =>
  Buffer.from(`${epoch} ${macOf(epoch, storeKey)}\n`)

/** The epoch of the store that joined, or null where the file is not one that the store's key made. */
export function openClaim(bytes: Uint8Array, storeKey: Uint8Array): Epoch | null {
  const [epoch, mac] = Buffer.from(bytes).toString('latin1').trimEnd().split(' ')
  const parsed = Epoch.safeParse(epoch)
  if (!parsed.success) return null
  const genuine = Buffer.from(macOf(parsed.data, storeKey))
  const given = Buffer.from(mac ?? '', 'latin1')
  return given.length === genuine.length && timingSafeEqual(given, genuine) ? parsed.data : null
}
