import { basename, dirname } from 'node:path'
import type { Direction, Epoch } from '../model/ids.ts'
import { Guid } from '../model/ids.ts'
import type { PayloadBinding } from '../payload/binding.ts'
import { parsePayloadName } from '../payload/file-names.ts'

/** What a file's name says of the payload in it. `direction` null: the name does not tell, its manifest will. */
export type NamedPayload = {
  guid: Guid
  epoch: Epoch
  number: number
  kind: 'dat' | 'manifest'
  direction: Direction | null
}

/**
 * Reads the name of a `.dat` or `.manifest`: of a backup copy or the outbox (store, epoch, number), or as it lies on the site,
 * where a payload to a store is named after its folder. Null for every other name.
 */
export function namedPayload(path: string): NamedPayload | null {
  const name = basename(path)
  const full = parsePayloadName('to-office', name)
  if (full?.guid) return { guid: full.guid, epoch: full.epoch, number: full.number, kind: full.kind, direction: null }
  const short = parsePayloadName('to-store', name)
  const guid = Guid.safeParse(basename(dirname(path))).data
  return short && guid ? { ...short, guid, direction: 'to-store' } : null
}

/** The places in the streams that the name allows. */
export const bindingsOf = ({ guid, epoch, number, direction }: NamedPayload): PayloadBinding[] =>
  (direction ? [direction] : (['to-office', 'to-store'] as const)).map((way) => ({
    direction: way,
    guid,
    epoch,
    number,
  }))
