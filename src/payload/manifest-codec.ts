import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Direction, Epoch, Guid } from '../model/ids.ts'
import { MANIFEST_FORMAT, Manifest } from '../model/manifest.ts'
import type { PayloadBinding } from './binding.ts'
import { manifestKey } from './keys.ts'
import { damagedAtTheSender, notAuthentic, tooNew, tooOld } from './payload-errors.ts'

/** No manifest is larger; more than this need not be fetched. */
export const manifestMaxBytes = 64 * 1024

/** `\nmac <64 hex digits>\n`: what follows the line of JSON. */
const trailerBytes = 1 + 'mac '.length + 64 + 1

/** The same in every format, so that "newer than I am" and "older than I am" can be told from "damaged". */
const FormatAlone = z.looseObject({ format: z.int().min(1) })

const trailerOf = (line: Uint8Array, storeKey: Uint8Array, direction: Direction): Buffer => {
  const mac = createHmac('sha256', manifestKey(storeKey, direction))
    .update(`central-office/1 manifest ${direction}\n`)
    .update(line)
    .digest('hex')
  return Buffer.from(`\nmac ${mac}\n`)
}

/**
 * The manifest's bytes as they stand on the site: one line of JSON with its keys in the order of the schema, and its MAC
 * (docs/PROTOCOL.md). The same manifest always gives the same bytes. Throws a ZodError for what is no manifest.
 */
export const sealManifest = (manifest: Manifest, storeKey: Uint8Array, direction: Direction): Buffer => {
  const line = Buffer.from(JSON.stringify(Manifest.parse(manifest)))
  return Buffer.concat([line, trailerOf(line, storeKey, direction)])
}

/**
 * Reads a manifest from the site. The MAC is checked first, over the bytes as they came and in constant time; nothing is
 * parsed before. `expected` is what the file's name says: a manifest copied under another name is refused.
 * Errors: PAYLOAD_NOT_AUTHENTIC (also one still on its way), PAYLOAD_TOO_NEW, PAYLOAD_TOO_OLD, PAYLOAD_DAMAGED (authentic, yet no manifest).
 */
export const openManifest = (
  bytes: Uint8Array,
  storeKey: Uint8Array,
  direction: Direction,
  expected: { guid: Guid; epoch: Epoch; number: number },
): Manifest => {
  const binding: PayloadBinding = { direction, guid: expected.guid, epoch: expected.epoch, number: expected.number }
  const line = authenticLine(bytes, storeKey, binding)
  const manifest = parseLine(line, binding)
  if (!isAddressedAs(manifest, binding)) {
    throw notAuthentic(binding, 'its manifest belongs under another name', { retryable: false })
  }
  return manifest
}

/**
 * May be the beginning of a manifest of which the rest is on its way. One that is there whole is not, whichever bit of it was altered: of
 * what precedes the MAC and the end of its line one is there still, and no part of a manifest has either but the one that ends with the JSON.
 */
export const mayBeArriving = (bytes: Uint8Array): boolean => {
  if (bytes.length === 0) return true
  const end = Buffer.from(bytes.subarray(-trailerBytes)).toString('latin1')
  const whole = end.startsWith('\nmac ') || (end.endsWith('\n') && !end.endsWith('}\n'))
  return bytes[0] === '{'.charCodeAt(0) && !whole
}

const authenticLine = (bytes: Uint8Array, storeKey: Uint8Array, binding: PayloadBinding): Buffer => {
  if (bytes.length > manifestMaxBytes) {
    throw notAuthentic(binding, `its manifest has more than ${manifestMaxBytes} bytes`, { retryable: true })
  }
  const line = Buffer.from(bytes.subarray(0, Math.max(0, bytes.length - trailerBytes)))
  const trailer = bytes.subarray(line.length)
  const genuine = trailerOf(line, storeKey, binding.direction)
  if (trailer.length !== genuine.length || !timingSafeEqual(trailer, genuine)) {
    throw notAuthentic(binding, 'its manifest was altered, cut short or written with another key', { retryable: true })
  }
  return line
}

const parseLine = (line: Buffer, binding: PayloadBinding): Manifest => {
  let json: unknown
  try {
    json = JSON.parse(line.toString(), refuseMinusZero)
  } catch (error) {
    throw damagedAtTheSender(binding, 'its manifest is not JSON', error)
  }
  const { format } = FormatAlone.safeParse(json).data ?? { format: MANIFEST_FORMAT }
  if (format !== MANIFEST_FORMAT) throw format > MANIFEST_FORMAT ? tooNew(binding) : tooOld(binding)
  const manifest = Manifest.safeParse(json)
  if (!manifest.success) throw damagedAtTheSender(binding, 'its manifest lacks or adds something', manifest.error)
  return manifest.data
}

/** JSON can say -0, and nobody writes it: sealed again it would be 0, and another manifest. */
const refuseMinusZero = (_: string, value: unknown): unknown => {
  if (Object.is(value, -0)) throw new RangeError('-0 is not a number of a manifest')
  return value
}

const isAddressedAs = (manifest: Manifest, { direction, guid, epoch, number }: PayloadBinding): boolean => {
  const [from, to] = direction === 'to-office' ? [guid, 'office'] : ['office', guid]
  return manifest.from === from && manifest.to === to && manifest.epoch === epoch && manifest.number === number
}
