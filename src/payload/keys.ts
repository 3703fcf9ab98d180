import { hkdfSync, randomBytes } from 'node:crypto'
import { CentralOfficeError } from '../model/errors.ts'
import type { Direction, Guid } from '../model/ids.ts'

/** Every key here is 32 bytes. */
const keyBytes = 32

const salt = 'central-office/1'

/** What followed from a key, for as long as somebody holds the key: a visit needs the same ones for every file of a store. */
const derived = new WeakMap<Uint8Array, Map<string, Buffer>>()

const derive = (key: Uint8Array, info: string): Buffer => {
  const known = derived.get(key)?.get(info)
  if (known) return known
  const made = hkdf(key, info)
  const ofKey = derived.get(key) ?? new Map<string, Buffer>()
  derived.set(key, ofKey.set(info, made))
  return made
}

const hkdf = (key: Uint8Array, info: string): Buffer => {
  if (key.length !== keyBytes) {
    throw new CentralOfficeError('STORE_KEY_INVALID', `A key has ${key.length} bytes where ${keyBytes} are needed.`, {
      hint: 'Ask the office for a new invitation of this store and accept it here.',
    })
  }
  return Buffer.from(hkdfSync('sha256', key, salt, info, keyBytes))
}

/** The network key, made once at the office. It never leaves the office: every store key follows from it. */
export const newNetworkKey = (): Buffer => randomBytes(keyBytes)

/** All that a store ever gets. It opens and forges nothing of another store's, and the network key cannot be found from it. */
export const storeKey = (networkKey: Uint8Array, guid: Guid): Buffer => derive(networkKey, `store/${guid}`)

/** Seals the payloads of one store in one direction. */
export const datKey = (ofStore: Uint8Array, direction: Direction): Buffer => derive(ofStore, `dat/${direction}`)

/** Authenticates the manifests of one store in one direction. */
export const manifestKey = (ofStore: Uint8Array, direction: Direction): Buffer =>
  derive(ofStore, `manifest/${direction}`)

/** Authenticates the marks that the office leaves on the site. */
export const networkMarkKey = (networkKey: Uint8Array): Buffer => derive(networkKey, 'marks of the office')
