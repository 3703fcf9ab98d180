import { type Direction, Epoch, Guid, SequenceNumber } from '../model/ids.ts'

/** `dat` = the sealed payload, `manifest` = the small file that commits it. */
export type PayloadFileKind = 'dat' | 'manifest'

/** What a file name on the site says. `guid` stands in names under `to-office` only; downward the folder tells it. */
export type PayloadName = { guid?: Guid; epoch: Epoch; number: number; kind: PayloadFileKind }

/** Payloads count from 1; 0 means "nothing yet" and names no file. */
const PayloadNumber = SequenceNumber.min(1)
const digits = 9

const upward =
  /^(?<guid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?<epoch>[0-9a-f]{16})\.(?<number>[0-9]{9})\.(?<kind>dat|manifest)$/
const downward = /^(?<epoch>[0-9a-f]{16})\.(?<number>[0-9]{9})\.(?<kind>dat|manifest)$/

/** Folder on the site, relative to Home Dir: one flat folder for the office, one folder a store. */
export const folderOf = (direction: Direction, guid: Guid): string =>
  direction === 'to-office' ? 'to-office' : `to-store/${Guid.parse(guid)}`

/** `000000042`: a name sorts as its number counts. Throws a ZodError outside 1 to 999,999,999. */
export const showPayloadNumber = (number: number): string =>
  PayloadNumber.parse(number).toString().padStart(digits, '0')

/**
 * Path on the site, relative to Home Dir, with `/` between parts. Built from parsed parts only: a part that is not what
 * its type says throws a ZodError, so that nothing read from the site can lead out of its folder.
 */
export const payloadPath = (
  direction: Direction,
  guid: Guid,
  epoch: Epoch,
  number: number,
  kind: PayloadFileKind,
): string => {
  const name = `${Epoch.parse(epoch)}.${showPayloadNumber(number)}.${kind}`
  return direction === 'to-office'
    ? `${folderOf(direction, guid)}/${Guid.parse(guid)}.${name}`
    : `${folderOf(direction, guid)}/${name}`
}

/**
 * Reads one name of a listing; null for everything that is not exactly a payload's. Never throws. Some sites fold the
 * case of names, so A to Z are taken as a to z (and nothing else is folded: other letters never become ASCII here).
 */
export const parsePayloadName = (direction: Direction, name: string): PayloadName | null => {
  const folded = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const parts = (direction === 'to-office' ? upward : downward).exec(folded)?.groups
  if (!parts) return null
  const number = PayloadNumber.safeParse(Number(parts.number))
  if (!number.success) return null
  const kind = parts.kind === 'dat' ? 'dat' : 'manifest'
  const common = { epoch: Epoch.parse(parts.epoch), number: number.data, kind } as const
  return direction === 'to-office' ? { guid: Guid.parse(parts.guid), ...common } : common
}
